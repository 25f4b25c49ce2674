import type { Vocabulary } from './vocabulary.ts';

/** How many positions a heap entry can tell apart: an entry is `rank × this + position`, exact in a double. */
const positions = 2 ** 34;
const none = -1;

/**
 * Byte-pair encoding of one piece: the neighbouring pair with the lowest rank is merged, the leftmost first, until no
 * pair is in the vocabulary. A heap of candidates keeps a piece of a million letters from costing its square.
 * @param piece the piece's UTF-8 bytes, one character a byte
 * @returns the tokens' numbers
 */
export function mergePiece(piece: string, { ranks }: Vocabulary): number[] {
  const whole = ranks.get(piece);
  if (whole !== undefined) return [whole];

  const length = piece.length;
  // A part is known by where it starts: where it ends, where its left neighbour starts, what its pair would become.
  const ends = new Int32Array(length);
  const lefts = new Int32Array(length);
  const pairs = new Int32Array(length).fill(none);
  const heap: number[] = [];

  const consider = (start: number) => {
    const right = ends[start]!;
    const rank = right < length ? ranks.get(piece.slice(start, ends[right]!)) : undefined;
    pairs[start] = rank ?? none;
    if (rank !== undefined) push(heap, rank * positions + start);
  };

  for (let start = 0; start < length; start += 1) {
    ends[start] = start + 1;
    lefts[start] = start - 1;
  }
  for (let start = 0; start < length; start += 1) consider(start);

  while (heap.length > 0) {
    const entry = pop(heap);
    const start = entry % positions;
    if (pairs[start] !== Math.floor(entry / positions)) continue; // merged or changed since
    const right = ends[start]!;
    const end = ends[right]!;
    pairs[right] = none;
    ends[start] = end;
    if (end < length) lefts[end] = start;
    consider(start);
    if (start > 0) consider(lefts[start]!);
  }

  const tokens: number[] = [];
  for (let start = 0; start < length; start = ends[start]!) {
    const token = ranks.get(piece.slice(start, ends[start]!));
    if (token === undefined) throw new Error('A byte is missing from the vocabulary.');
    tokens.push(token);
  }
  return tokens;
}

function push(heap: number[], entry: number): void {
  let at = heap.length;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (heap[parent]! <= entry) break;
    heap[at] = heap[parent]!;
    at = parent;
  }
  heap[at] = entry;
}

function pop(heap: number[]): number {
  const top = heap[0]!;
  const last = heap.pop()!;
  const length = heap.length;
  if (length === 0) return top;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= length) break;
    if (child + 1 < length && heap[child + 1]! < heap[child]!) child += 1;
    if (heap[child]! >= last) break;
    heap[at] = heap[child]!;
    at = child;
  }
  heap[at] = last;
  return top;
}
