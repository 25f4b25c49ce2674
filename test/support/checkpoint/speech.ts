import type { BtlmConfig } from '../../../main/models/convert/btlm/config.ts';
import { Random } from '../../../main/models/convert/random/numbers.ts';
import type { Weights } from './weights.ts';

/** Tokens of plain lower-case words with a space before them, as GPT-2 prints them; the frequent ones come first. */
const wordToken = /^Ġ[a-z]{4,9}$/;
const frequentTokens = 5000;

/** Ids of the words that are said, in order: spread over the vocabulary, the end of text last where it ends. */
function spokenTokens(tokens: readonly string[], words: number, ends: boolean, random: Random): number[] {
  const candidates = tokens
    .slice(0, frequentTokens)
    .flatMap((token, id) => (wordToken.test(token) ? [id] : []));
  const spoken = Array.from({ length: Math.min(words, candidates.length) }, (_, index) => {
    const other = index + random.below(candidates.length - index);
    [candidates[index], candidates[other]] = [candidates[other]!, candidates[index]!];
    return candidates[index]!;
  });
  return ends ? [...spoken, tokens.length - 1] : spoken;
}

/**
 * Makes weights say words, one certain word after the other, through the same arithmetic as a trained model, so that an
 * answer can be watched as it streams.
 *
 * The first half of a token's embedding is a code for its place in the circle of words (tokens outside it share the codes),
 * the second half the code of its predecessor. The last layer's feed-forward part is made linear (a constant gate) and adds
 * the first half to the second; the final norm keeps only the second. So the output is largest for the token whose
 * predecessor was just read. The attention and the earlier layers stay random, but so small that they do not disturb.
 */
export function makeSpeak(
  weights: Weights,
  config: BtlmConfig,
  tokens: readonly string[],
  { words, ends, seed }: { words: number; ends: boolean; seed: number },
): void {
  const random = new Random(seed + 1);
  const { width } = config;
  const half = width / 2;
  if (config.innerWidth < half)
    throw new Error('A model that speaks needs a feed-forward width of half its width.');
  const circle = spokenTokens(tokens, words, ends, random);
  const codes = circle.map(() => random.weights(half, 1).map((value) => Math.sign(value) * 0.3));
  const place = new Map(circle.map((id, index) => [id, index]));

  const embedding = weights.get('transformer.wte.weight')!.numbers;
  for (let id = 0; id < tokens.length; id++) {
    const at = place.get(id);
    embedding.set(codes[at ?? id % circle.length]!, id * width);
    const before = at === undefined ? null : codes[(at + circle.length - 1) % circle.length]!;
    for (let index = 0; index < half; index++)
      embedding[id * width + half + index] = before ? before[index]! : 0;
  }
  for (const [name, { numbers }] of weights)
    if (/\.c_proj\.(weight|bias)$/.test(name)) for (let i = 0; i < numbers.length; i++) numbers[i]! *= 0.02;

  const mlp = `transformer.h.${config.layers - 1}.mlp`;
  const up = weights.get(`${mlp}.c_fc.weight`)!.numbers.fill(0);
  const down = weights.get(`${mlp}.c_proj.weight`)!.numbers.fill(0);
  weights.get(`${mlp}.c_fc.bias`)!.numbers.fill(0);
  weights.get(`${mlp}.c_fc2.weight`)!.numbers.fill(0);
  weights.get(`${mlp}.c_fc2.bias`)!.numbers.fill(4);
  for (let index = 0; index < half; index++) {
    up[index * config.innerWidth + index] = 1;
    down[index * width + half + index] = 8;
  }
  weights.get('transformer.ln_f.weight')!.numbers.fill(0, 0, half).fill(6, half);
  weights.get('transformer.ln_f.bias')!.numbers.fill(0);
}
