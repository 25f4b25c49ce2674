import type { Token } from 'node-llama-cpp';
import { skipBindingTest } from '../../../process/index.ts';
import { logProbabilities } from './compare.ts';

/**
 * Natural logarithms of the next token's probabilities after each of `positions`, from llama.cpp on the processor. The model is
 * loaded once and let go of.
 */
export async function runtimeLogProbabilities(
  path: string,
  tokens: readonly number[],
  positions: readonly number[],
  options: { vocabulary: number; threads: number; signal: AbortSignal },
): Promise<Float64Array[]> {
  skipBindingTest();
  const { getLlama, LlamaLogLevel } = await import('node-llama-cpp');
  const llama = await getLlama({
    gpu: false,
    build: 'never',
    skipDownload: true,
    progressLogs: false,
    logLevel: LlamaLogLevel.error,
    maxThreads: options.threads,
  });
  try {
    const model = await llama.loadModel({
      modelPath: path,
      gpuLayers: 0,
      useMmap: false,
      loadSignal: options.signal,
    });
    const context = await model.createContext({
      contextSize: 64,
      threads: options.threads,
      flashAttention: false,
      createSignal: options.signal,
    });
    const wanted = new Set(positions);
    const outputs = await context.getSequence().controlledEvaluate(
      tokens.map((token, position) =>
        wanted.has(position)
          ? [
              token as Token,
              {
                generateNext: {
                  probabilities: true,
                  options: { temperature: 1, topK: 0, topP: 1, minP: 0 },
                },
              },
            ]
          : (token as Token),
      ),
    );
    return positions.map((position) => {
      // A token that is missing leaves its NaN, which is close to nothing.
      const probabilities = new Float64Array(options.vocabulary).fill(Number.NaN);
      for (const [token, probability] of outputs[position]?.next.probabilities ?? [])
        probabilities[token as number] = probability;
      return logProbabilities(probabilities.map((probability) => Math.log(probability)));
    });
  } finally {
    await llama.dispose();
  }
}
