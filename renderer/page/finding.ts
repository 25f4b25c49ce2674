/** A place where what was searched for stands. */
export interface Found {
  start: number;
  end: number;
}

/** How many places are collected at most. */
export const foundAtMost = 2000;

/**
 * A pattern for what a person typed: upper and lower case are the same, any white space matches any other, so that
 * words are found over line breaks. Null for an empty query.
 */
export function findPattern(query: string): RegExp | null {
  const words = query.trim().split(/\s+/).filter(Boolean);
  if (words.length === 0) return null;
  return new RegExp(words.map((word) => word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('\\s+'), 'giu');
}

/** Every place in a text, with offsets from `base`. */
export function findAll(text: string, pattern: RegExp, base: number): Found[] {
  const found: Found[] = [];
  for (const match of text.matchAll(pattern)) {
    found.push({ start: base + match.index, end: base + match.index + match[0].length });
    if (found.length >= foundAtMost) break;
  }
  return found;
}

/**
 * Searches a text of any length piece by piece. Pieces overlap, so that nothing at their edges is missed.
 *
 * @param read gives the text between two offsets
 * @param onProgress is told what was found so far, in order, and up to where was searched
 */
export async function findThroughout(
  length: number,
  query: string,
  read: (start: number, end: number) => Promise<string>,
  onProgress: (found: readonly Found[], searched: number) => void,
  signal: AbortSignal,
  pieceLength = 150_000,
): Promise<void> {
  const pattern = findPattern(query);
  if (!pattern) return;
  const overlap = Math.min(pieceLength >> 1, query.length * 4 + 200);
  const found: Found[] = [];
  for (let start = 0; start < length && found.length < foundAtMost; start += pieceLength) {
    const text = await read(start, Math.min(length, start + pieceLength + overlap));
    if (signal.aborted) return;
    // What begins in the overlap belongs to the next piece.
    for (const place of findAll(text, pattern, start))
      if (place.start < start + pieceLength) found.push(place);
    onProgress(found.slice(0, foundAtMost), Math.min(length, start + pieceLength));
  }
}
