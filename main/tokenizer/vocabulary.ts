import gpt2 from 'js-tiktoken/ranks/gpt2';

/**
 * BTLM's vocabulary is GPT-2's, unchanged: 50,256 byte strings in the order in which they were merged, so that a lower
 * number merges first, and one special token after them.
 */
export interface Vocabulary {
  /** By the token's bytes, one character a byte (Latin-1). */
  readonly ranks: ReadonlyMap<string, number>;
  /** The inverse: a token's bytes by its number. */
  readonly bytes: readonly string[];
}

/** `<|endoftext|>`. It is never produced from text, only decoded. */
export const endOfText = 50_256;

/**
 * Cuts text into the pieces within which bytes are merged. From GPT-2's published encoder:
 * contractions, words, numbers and punctuation with at most one leading space, then white space.
 */
export const piecePattern = new RegExp(gpt2.pat_str, 'gu');

let loaded: Vocabulary | undefined;

/** The vocabulary, decoded once, on first use (about 30 ms). */
export function vocabulary(): Vocabulary {
  if (loaded) return loaded;
  const ranks = new Map<string, number>();
  const bytes: string[] = [];
  for (const line of gpt2.bpe_ranks.split('\n')) {
    // A line is `! <first number> <token> <token>…`, tokens in base64.
    const [, first, ...tokens] = line.split(' ');
    let rank = Number(first);
    for (const token of tokens) {
      const text = atob(token);
      ranks.set(text, rank);
      bytes[rank] = text;
      rank += 1;
    }
  }
  loaded = { ranks, bytes };
  return loaded;
}
