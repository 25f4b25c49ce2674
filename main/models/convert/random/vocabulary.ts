import gpt2 from 'js-tiktoken/ranks/gpt2';

/** GPT-2's vocabulary as the hub publishes it: `vocab.json` and `merges.txt`. */
export interface VocabularyFiles {
  readonly vocabJson: string;
  readonly mergesText: string;
  /** Tokens by id, in printable form. */
  readonly tokens: readonly string[];
  /** Merges in order of rank, `left right`. */
  readonly merges: readonly string[];
}

/** GPT-2's printable stand-ins: bytes that print stand for themselves, the others follow from U+0100 on. */
function printableBytes(): string[] {
  const prints = (byte: number) =>
    (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCharCode(prints(byte) ? byte : next++));
}

/** Token byte strings (as Latin-1) by rank; the list begins with the rank of its first token. */
function rankedTokens(): string[] {
  const [, first, ...encoded] = gpt2.bpe_ranks.split(' ');
  if (first !== '0') throw new Error('The ranks of GPT-2 do not begin at 0.');
  return encoded.map((text) => Buffer.from(text, 'base64').toString('latin1'));
}

/** The two parts a token was merged from: apply all merges of lower rank to its bytes until two parts are left. */
function partsOf(token: string, rank: number, ranks: ReadonlyMap<string, number>): [string, string] {
  let parts = [...token];
  while (parts.length > 2) {
    let best = -1;
    let bestRank = rank;
    for (let index = 0; index + 1 < parts.length; index++) {
      const merged = ranks.get(parts[index]! + parts[index + 1]!);
      if (merged !== undefined && merged < bestRank) {
        best = index;
        bestRank = merged;
      }
    }
    if (best < 0) throw new Error('A token has no merge that makes it.');
    parts = [...parts.slice(0, best), parts[best]! + parts[best + 1]!, ...parts.slice(best + 2)];
  }
  return parts as [string, string];
}

const cache = new Map<number, VocabularyFiles>();

/**
 * Rebuilds GPT-2's vocabulary, the first `size - 1` tokens of it and `<|endoftext|>` last; 50,257 is the whole.
 * A smaller one is a true byte-level vocabulary of its own and makes small models fast.
 */
export function gpt2Vocabulary(size = 50_257): VocabularyFiles {
  const known = cache.get(size);
  if (known) return known;
  const ranked = rankedTokens().slice(0, size - 1);
  if (size < 257 || ranked.length !== size - 1) throw new Error('A vocabulary has 257 to 50,257 tokens.');
  const bytes = printableBytes();
  const printable = (token: string) => [...token].map((char) => bytes[char.charCodeAt(0)]!).join('');
  const ranks = new Map(ranked.map((token, rank) => [token, rank]));
  const merges = ranked.slice(256).map((token, index) => {
    const [left, right] = partsOf(token, 256 + index, ranks);
    return `${printable(left)} ${printable(right)}`;
  });
  const tokens = [...ranked.map(printable), '<|endoftext|>'];
  const files = {
    vocabJson: JSON.stringify(Object.fromEntries(tokens.map((token, id) => [token, id]))),
    mergesText: `#version: 0.2\n${merges.join('\n')}\n`,
    tokens,
    merges,
  };
  cache.set(size, files);
  return files;
}
