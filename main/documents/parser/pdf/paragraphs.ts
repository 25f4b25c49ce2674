import { isRightToLeft, type Line, lineOf } from './line-text.ts';
import { contentsLine, listMarker, numbered, sentenceEnd } from './patterns.ts';
import { pitchOf } from './rows.ts';
import { isParted } from './running-text.ts';
import type { Row } from './span.ts';
import { fontOf, isTypewritten } from './style.ts';

/** Rows that belong together. */
export interface Paragraph {
  readonly rows: Row[];
  readonly lines: Line[];
  readonly isTypewritten: boolean;
  /** Distance to the paragraph above in multiples of the usual distance of baselines. */
  readonly gapBefore: number;
}

/** Cuts the rows of a column into paragraphs, in order. */
export function paragraphsOf(rows: readonly Row[]): Paragraph[] {
  const isReversed = isRightToLeft(rows);
  const pitch = pitchOf(rows);
  const seen = isReversed ? rows.map(mirroredRow) : rows;
  const lefts = seen.map((row) => row.x0).sort((a, b) => a - b);
  const rights = seen.map((row) => row.x1).sort((a, b) => a - b);
  const left = lefts[Math.floor(lefts.length * 0.1)]!;
  const right = rights[Math.floor(rights.length * 0.9)]!;
  const paragraphs: Paragraph[] = [];
  let open: Paragraph | null = null;
  let above: Row | null = null;
  for (const [index, row] of seen.entries()) {
    const line = lineOf(rows[index]!, isReversed);
    if (line.text.trim() === '') continue;
    const mono = isTypewritten(row);
    const gap = above ? (row.baseline - above.baseline) / pitch : 9;
    const isAlone = isOnlyOne(line, rows, index);
    if (open && above && continues({ open, above, row, line, mono, gap, left, right, isAlone })) {
      open.rows.push(row);
      open.lines.push(line);
    } else {
      open = { rows: [row], lines: [line], isTypewritten: mono, gapBefore: gap };
      paragraphs.push(open);
    }
    above = row;
  }
  return paragraphs;
}

/** The row as it would stand on the page in a mirror: what is right for a line that runs from left to right then is for it. */
function mirroredRow(row: Row): Row {
  return { ...row, x0: -row.x1, x1: -row.x0, spans: row.spans.toReversed() };
}

interface Situation {
  readonly open: Paragraph;
  readonly above: Row;
  readonly row: Row;
  readonly line: Line;
  readonly mono: boolean;
  readonly gap: number;
  readonly left: number;
  readonly right: number;
  /** It begins with a first number in brackets, and none below with the second. */
  readonly isAlone: boolean;
}

/** Whether a row continues the paragraph above it. */
function continues(situation: Situation): boolean {
  const { open, above, row, line, mono, gap, left, right } = situation;
  if (gap < -0.2) return false;
  if (open.isTypewritten !== mono)
    return mono && !open.isTypewritten ? isInlineCode(open, above, row, gap, right) : false;
  if (mono) return gap < 2.4;
  if (contentsLine.test(open.lines.at(-1)!.text.trim())) return false;
  const size = Math.max(above.size, row.size);
  // A line that ends as the next begins goes on, even if most of it is set in another size or font, as small capitals are.
  const [end, start] = [above.spans.at(-1)!, row.spans[0]!];
  const isSeamless = end.font === start.font && Math.abs(end.size - start.size) < 0.05 * size;
  if (Math.abs(above.size - row.size) > 0.12 * size && !isSeamless) return false;
  if (gap < 1.25 && endsWithinWord(open.lines.at(-1)!, line)) return true;
  // Leading differs from place to place; a paragraph's own, where it has two lines, says more than the page's.
  const isFar = gap > 1.4 && gap > 1.25 * ownGap(open, above, row, gap);
  if (isFar && !isLargeAndClose(above, row, line, size)) return false;
  const aboveFont = fontOf(above);
  const font = fontOf(row);
  if (
    !isSeamless &&
    aboveFont !== null &&
    font !== null &&
    aboveFont !== font &&
    open.rows.every((other) => fontOf(other) === aboveFont)
  )
    return false;
  if (listMarker.test(line.text) && !isWithinSentence(situation)) return false;
  const isFirst = open.rows.length === 1;
  const step = row.x0 - above.x0;
  const isHanging = isFirst && listMarker.test(open.lines[0]!.text);
  if (step > 0.7 * size && !isHanging && (!isFirst || sentenceEnd.test(open.lines.at(-1)!.text.trim())))
    return row.x0 - left > 12 * size && above.x0 - left > 2 * size;
  // An outdented line belongs to the one above only as the second line of a paragraph with an indented first one.
  if (step < -0.7 * size && !isFirst && above.x0 - left > 0.7 * size && isBlockIndented(open)) return false;
  const isShort = above.x1 < right - 0.15 * (right - left);
  return !(isShort && sentenceEnd.test(open.lines.at(-1)!.text.trim()) && !isHanging);
}

/** A word of small letters that is parted at the line's end goes on, whatever fonts the rows are in. */
const endsWithinWord = (above: Line, line: Line): boolean =>
  /^\p{Ll}/u.test(line.text) && /\p{Ll}.$/u.test(above.text) && isParted(above.text, line.text);

/** Headings are larger than the text, and so is the distance of their lines, which is the usual one for their size. */
function isLargeAndClose(above: Row, row: Row, line: Line, size: number): boolean {
  return row.baseline - above.baseline <= 1.3 * size && !numbered.test(line.text.trim());
}

/** Where a list may begin, whatever stands above. */
const firstMarker = /^\(?(?:1|[aAiI])[.)]/;
/** How far below the first item of a list the second one begins. */
const rowsOfAnItem = 12;

/** Whether a line begins with `(1)` as the first item of a list does, but there is no second one: a formula, a reference. */
function isOnlyOne(line: Line, rows: readonly Row[], index: number): boolean {
  if (!/^\(1\)\s+\p{Ll}/u.test(line.text.trim())) return false;
  return rows.slice(index + 1, index + 1 + rowsOfAnItem).every((row) => !/^\s*\(2\)/.test(lineOf(row).text));
}

/**
 * A line of a sentence that happens to begin as items do, with a reference ("[37]") or a number ("3."): the line above it
 * is full, ends no sentence and begins as far left, and belongs to no item itself.
 */
function isWithinSentence({ open, above, row, line, gap, left, right, isAlone }: Situation): boolean {
  const text = line.text.trim();
  if (!/^[[(\p{L}\d]/u.test(text) || listMarker.test(open.lines[0]!.text)) return false;
  if (firstMarker.test(text) && !isAlone) return false;
  if (gap > 1.25 || sentenceEnd.test(open.lines.at(-1)!.text.trim())) return false;
  if (row.x0 - left > 0.5 * row.size || row.x0 - above.x0 > 0.5 * row.size) return false;
  const word = /^\S+/.exec(text)![0];
  const wordWidth = (word.length / text.length) * (row.x1 - row.x0);
  return above.x1 + wordWidth > right;
}

/** A full line of prose that happens to be code from edge to edge, between lines of prose. */
function isInlineCode(open: Paragraph, above: Row, row: Row, gap: number, right: number): boolean {
  return (
    gap < 1.15 &&
    Math.abs(above.size - row.size) < 0.15 * row.size &&
    above.x1 > right - 0.05 * (right - row.x0) &&
    !sentenceEnd.test(open.lines.at(-1)!.text.trim())
  );
}

function ownGap(open: Paragraph, above: Row, row: Row, gap: number): number {
  const [first, second] = open.rows;
  if (!first || !second) return 1;
  return ((second.baseline - first.baseline) / (row.baseline - above.baseline)) * gap;
}

const isBlockIndented = (open: Paragraph): boolean =>
  Math.abs(open.rows[0]!.x0 - open.rows.at(-1)!.x0) < 0.5 * open.rows[0]!.size;
