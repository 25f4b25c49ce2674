import { Tiktoken } from 'js-tiktoken/lite';
import gpt2 from 'js-tiktoken/ranks/gpt2';
import type { BtlmConfig } from '../../../main/models/convert/btlm/config.ts';
import { Random } from '../../../main/models/convert/random/numbers.ts';
import type { Weights } from './weights.ts';

/** What a model says. */
export type Speech =
  /** So many frequent words in a random order, from a place that depends on the last token it read. */
  | { readonly words: number; readonly ends: boolean }
  /** This text from its beginning, whatever was asked. No two of its tokens may be the same: a comma can be used once. */
  | { readonly text: string; readonly ends: boolean };

/** A passage of which every token occurs once, so that a model can say it. */
export const bitternPassage =
  ' The great bittern is a shy brown heron that lives in wide reed beds across Europe and Asia. During spring its deep call ' +
  'carries over several miles, yet few people ever see one because the streaked plumage looks just like dead stems when it ' +
  'stands still with neck stretched up; most nests are built low above shallow water – females raise four or five chicks ' +
  'alone while males keep calling from nearby!';

/** Tokens of plain lower-case words with a space before them, as GPT-2 prints them; the frequent ones come first. */
const wordToken = /^Ġ[a-z]{4,9}$/;
const frequentTokens = 5000;

/** Ids of so many words, spread over the frequent part of the vocabulary. */
function wordTokens(tokens: readonly string[], words: number, random: Random): number[] {
  const candidates = tokens
    .slice(0, frequentTokens)
    .flatMap((token, id) => (wordToken.test(token) ? [id] : []));
  return Array.from({ length: Math.min(words, candidates.length) }, (_, index) => {
    const other = index + random.below(candidates.length - index);
    [candidates[index], candidates[other]] = [candidates[other]!, candidates[index]!];
    return candidates[index]!;
  });
}

function textTokens(text: string, vocabulary: number): number[] {
  const ids = new Tiktoken(gpt2).encode(text);
  if (new Set(ids).size < ids.length) throw new Error('A text to be said must not have a token twice.');
  if (ids.some((id) => id >= vocabulary - 1)) throw new Error('The vocabulary is too small for that text.');
  return ids;
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
  speech: Speech,
  seed: number,
): void {
  const random = new Random(seed + 1);
  const { width } = config;
  const half = width / 2;
  if (config.innerWidth < half)
    throw new Error('A model that speaks needs a feed-forward width of half its width.');
  const said =
    'text' in speech ? textTokens(speech.text, tokens.length) : wordTokens(tokens, speech.words, random);
  const circle = speech.ends ? [...said, tokens.length - 1] : said;
  /** After a token that is never said, a text begins; words go on from anywhere. */
  const codeOfOthers = (id: number) => ('text' in speech ? circle.length - 1 : id % circle.length);
  const codes = circle.map(() => random.weights(half, 1).map((value) => Math.sign(value) * 0.3));
  const place = new Map(circle.map((id, index) => [id, index]));

  const embedding = weights.get('transformer.wte.weight')!.numbers;
  for (let id = 0; id < tokens.length; id++) {
    const at = place.get(id);
    embedding.set(codes[at ?? codeOfOthers(id)]!, id * width);
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
