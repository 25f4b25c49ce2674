/** A piece of a long text, and the white space that stood between it and the next one. */
export interface Piece {
  readonly text: string;
  readonly gap: string;
}

/**
 * Cuts a long text into pieces of at most `limit` characters, at the end of a line if there is one in the second half,
 * else between words, else (a run without any space) between two characters. Pieces and gaps joined give the text back.
 */
export function* splitLong(text: string, limit: number): Generator<Piece> {
  let start = 0;
  while (text.length - start > limit) {
    const window = text.slice(start, start + limit);
    let end = window.lastIndexOf('\n');
    if (end < limit / 2) end = Math.max(window.lastIndexOf(' '), window.lastIndexOf('\t'), end);
    let cut = end < limit / 4 ? limit : end;
    // Never between the two halves of a character outside the basic plane.
    if (cut === limit && isHighSurrogate(window.charCodeAt(limit - 1))) cut -= 1;
    const piece = window.slice(0, cut).trimEnd();
    const next = skipSpace(text, start + cut);
    const from = start + piece.length;
    if (piece !== '') yield { text: piece, gap: text.slice(from, next) };
    start = next;
  }
  if (start < text.length) yield { text: text.slice(start), gap: '' };
}

function skipSpace(text: string, from: number): number {
  let index = from;
  while (index < text.length && /\s/.test(text[index]!)) index += 1;
  return index;
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}
