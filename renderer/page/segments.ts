import type { Block, BlockKind } from '../../preload/contract/index.ts';

/** Nominal length of a segment in characters: about a page, so that drawing one takes a few milliseconds. */
export const segmentLength = 3000;
/** Segments fetched together. */
const segmentsPerFetch = 20;
/**
 * Segments shown as one scrolling list. Browsers stop at about 33 million pixels of height, so a text of a hundred
 * million characters is shown in parts.
 */
export const segmentsPerPart = 1200;

/** A stretch of a document's text as it was fetched, with the blocks that begin in it. */
export interface FetchedText {
  start: number;
  end: number;
  text: string;
  blocks: readonly Block[];
}

/** How many segments a text of this length has. */
export function segmentCount(length: number): number {
  return Math.max(1, Math.ceil(length / segmentLength));
}

/** The segment in which an offset most likely stands; it can also be the one before. */
export function segmentAt(offset: number): number {
  return Math.floor(Math.max(0, offset) / segmentLength);
}

/** What to fetch to draw a segment: it covers two segments before and after, so that both its ends can be found. */
export function fetchRange(segment: number, length: number): { start: number; end: number } {
  const first = Math.floor(segment / segmentsPerFetch) * segmentsPerFetch;
  return {
    start: Math.max(0, (first - 2) * segmentLength),
    end: Math.min(length, (first + segmentsPerFetch + 2) * segmentLength),
  };
}

/**
 * Where a segment begins: at the first block, else line, else word after its nominal place. It follows from the text
 * around that place alone, so neighbouring segments agree wherever they were fetched.
 */
export function segmentStart(segment: number, length: number, fetched: FetchedText): number {
  const nominal = segment * segmentLength;
  if (segment <= 0) return 0;
  if (nominal >= length) return length;
  const limit = Math.min(length, nominal + segmentLength);
  const block = fetched.blocks.find(({ start }) => start >= nominal && start < limit);
  if (block) return block.start;
  const within = fetched.text.slice(nominal - fetched.start, limit - fetched.start);
  const line = within.indexOf('\n');
  if (line >= 0) return nominal + line + 1;
  const word = within.search(/\s/);
  if (word >= 0) return nominal + word + 1;
  // Never between the halves of a surrogate pair.
  return /^[\uDC00-\uDFFF]/.test(within) ? nominal + 1 : nominal;
}

/** A stretch of one role to draw. */
export interface Piece {
  kind: BlockKind;
  level: number | null;
  start: number;
  end: number;
}

/** The pieces of a segment in order; white space between blocks is left out, text outside of blocks is a paragraph. */
export function piecesOf(segment: number, length: number, fetched: FetchedText): Piece[] {
  const from = segmentStart(segment, length, fetched);
  const to = segmentStart(segment + 1, length, fetched);
  const pieces: Piece[] = [];
  let at = from;
  const add = (kind: BlockKind, level: number | null, start: number, end: number) => {
    if (fetched.text.slice(start - fetched.start, end - fetched.start).trim() !== '')
      pieces.push({ kind, level, start, end });
  };
  const relevant = fetched.blocks
    .filter(({ start, end }) => end > from && start < to)
    .sort((a, b) => a.start - b.start);
  for (const block of relevant) {
    const start = Math.max(block.start, at);
    const end = Math.min(block.end, to);
    if (end <= start) continue;
    if (start > at) add('paragraph', null, at, start);
    add(block.kind, block.level, start, end);
    at = end;
  }
  if (at < to) add('paragraph', null, at, to);
  return pieces;
}

/** A stretch of text to mark, by what it is. */
export interface TextMark {
  start: number;
  end: number;
  kind: 'passage' | 'highlight' | 'found' | 'found-now';
}

/** A run of characters under the same marks. */
export interface Run {
  start: number;
  end: number;
  kinds: readonly TextMark['kind'][];
}

/** A stretch cut into runs at the ends of every mark in it, and at the offset that is to be brought into view. */
export function runsOf(
  start: number,
  end: number,
  marks: readonly TextMark[],
  target: number | null = null,
): Run[] {
  const inside = marks.filter((mark) => mark.end > start && mark.start < end);
  const cuts = new Set([start, end]);
  if (target !== null && target > start && target < end) cuts.add(target);
  for (const mark of inside) cuts.add(Math.max(start, mark.start)).add(Math.min(end, mark.end));
  const ordered = [...cuts].sort((a, b) => a - b);
  const runs: Run[] = [];
  for (let index = 1; index < ordered.length; index++) {
    const from = ordered[index - 1]!;
    const to = ordered[index]!;
    const kinds = inside.filter((mark) => mark.start <= from && mark.end >= to).map(({ kind }) => kind);
    runs.push({ start: from, end: to, kinds: [...new Set(kinds)] });
  }
  return runs;
}
