/**
 * BTLM's tokenizer (GPT-2's byte-level BPE), for counting and cutting where no model is loaded. Text is only text here:
 * `<|endoftext|>` in a document counts as the characters it is made of, never as the special token.
 */
import { mergePiece } from './merge.ts';
import { endOfText, piecePattern, vocabulary } from './vocabulary.ts';

/** Words make up most of a text and repeat; longer pieces are rare and not worth keeping. */
const longestCached = 24;
const mostCached = 100_000;
const counts = new Map<string, number>();

// biome-ignore lint/suspicious/noControlCharactersInRegex: it asks whether anything but ASCII is there
const asciiOnly = /^[\x00-\x7f]*$/;

function bytesOf(piece: string): string {
  return asciiOnly.test(piece) ? piece : Buffer.from(piece, 'utf8').toString('latin1');
}

function countPiece(piece: string): number {
  const known = counts.get(piece);
  if (known !== undefined) return known;
  const count = mergePiece(bytesOf(piece), vocabulary()).length;
  if (piece.length <= longestCached) {
    if (counts.size >= mostCached) counts.clear();
    counts.set(piece, count);
  }
  return count;
}

/** How many BTLM tokens a text has. */
export function countTokens(text: string): number {
  let count = 0;
  piecePattern.lastIndex = 0;
  for (let match = piecePattern.exec(text); match; match = piecePattern.exec(text))
    count += countPiece(match[0]);
  return count;
}

/** The BTLM tokens of a text. Unpaired surrogates become U+FFFD, as in UTF-8. */
export function encode(text: string): number[] {
  const tokens: number[] = [];
  for (const [piece] of text.matchAll(piecePattern))
    for (const token of mergePiece(bytesOf(piece), vocabulary())) tokens.push(token);
  return tokens;
}

/**
 * The text of tokens. A character that the tokens hold only in part becomes U+FFFD.
 * Throws a `RangeError` for a number that is no token.
 */
export function decode(tokens: Iterable<number>): string {
  const { bytes } = vocabulary();
  let latin1 = '';
  for (const token of tokens) {
    const text = token === endOfText ? '<|endoftext|>' : bytes[token];
    if (text === undefined) throw new RangeError(`${token} is not a BTLM token.`);
    latin1 += text;
  }
  return Buffer.from(latin1, 'latin1').toString('utf8');
}

/** Words of the letters a to z that are one token where they follow a space, in lower case: the 25,000 or so that English texts have most. */
export function* wholeWords(): Generator<string> {
  for (const token of vocabulary().bytes) if (/^ [A-Za-z]+$/.test(token)) yield token.slice(1).toLowerCase();
}
