import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import type { Sampling } from '../../../preload/contract/index.ts';

type EvaluateOptions = NonNullable<Parameters<LlamaContextSequence['evaluate']>[1]>;

/**
 * The library's options for a way of sampling. Penalties look at what was generated, not at the prompt: words of a document
 * must stay free to be quoted.
 * @param history the tokens before the one that is being chosen, newest last; at most `repeatLastTokens` are used
 */
export function evaluateOptions(
  sampling: Sampling,
  seed: number,
  history: (atMost: number) => Token[],
): EvaluateOptions {
  const { repeatLastTokens } = sampling;
  const repeats = sampling.repeatPenalty > 1 && repeatLastTokens > 0;
  return {
    temperature: sampling.temperature,
    topK: sampling.topK,
    topP: sampling.topP,
    minP: sampling.minP,
    seed,
    ...(repeats
      ? {
          repeatPenalty: {
            penalty: sampling.repeatPenalty,
            punishTokens: () => history(repeatLastTokens),
            maxPunishTokens: repeatLastTokens,
          },
        }
      : {}),
    ...(sampling.dryMultiplier > 0 ? { dryRepeatPenalty: { strength: sampling.dryMultiplier } } : {}),
    // End tokens are wanted: the caller decides whether they end the answer.
    yieldEogToken: true,
  };
}
