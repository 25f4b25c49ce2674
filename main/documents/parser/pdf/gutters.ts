import type { Row } from './span.ts';

/** A stretch of x without text. */
export interface Gap {
  readonly from: number;
  readonly to: number;
}

/** Rows `first` to `last` that leave the same stretches of x free. */
export interface Run {
  readonly first: number;
  readonly last: number;
  readonly gaps: readonly Gap[];
}

/** Narrowest gutter between columns, in font sizes: LaTeX sets ten points between columns of ten-point text. */
const gutterWidth = 0.7;
/** Gutters narrower than this must hold over more rows, since word spaces line up by chance over a few. */
const safeGutterWidth = 1.3;
/** How many rows make a column, or a table. */
export const minimumRows = 3;
const minimumRowsIfNarrow = 7;
/** Cells of a table may stand closer than columns of prose do. */
export const cellGutterWidth = 0.3;

/** Stretches of x between the spans of a row, and to both sides of them, within the page's text. */
export function freeOf(row: Row, left: number, right: number, width: number): Gap[] {
  const gaps: Gap[] = [];
  let from = left;
  for (const span of row.spans) {
    if (span.x0 - from >= width) gaps.push({ from, to: span.x0 });
    if (span.x1 > from) from = span.x1;
  }
  if (right - from >= width) gaps.push({ from, to: right });
  return gaps;
}

/** Where both leave at least `width` free. */
export function intersection(some: readonly Gap[], others: readonly Gap[], width: number): Gap[] {
  const common: Gap[] = [];
  let index = 0;
  for (const gap of some) {
    while (index < others.length && others[index]!.to <= gap.from) index += 1;
    for (let at = index; at < others.length && others[at]!.from < gap.to; at++) {
      const from = Math.max(gap.from, others[at]!.from);
      const to = Math.min(gap.to, others[at]!.to);
      if (to - from >= width) common.push({ from, to });
    }
  }
  return common;
}

/** How a gap divides rows: with text on its left, on its right, and on both. */
export function sides(rows: readonly Row[], gap: Gap): { left: number; right: number; both: number } {
  let left = 0;
  let right = 0;
  let both = 0;
  const middle = (gap.from + gap.to) / 2;
  for (const row of rows) {
    const hasLeft = row.x0 < middle;
    const hasRight = row.x1 > middle;
    if (hasLeft) left += 1;
    if (hasRight) right += 1;
    if (hasLeft && hasRight) both += 1;
  }
  return { left, right, both };
}

/** How many rows deep the text on both sides of a gap stands side by side. */
function overlapRows(rows: readonly Row[], gap: Gap): number {
  const middle = (gap.from + gap.to) / 2;
  const left = rows.flatMap((row, index) => (row.x0 < middle ? [index] : []));
  const right = rows.flatMap((row, index) => (row.x1 > middle ? [index] : []));
  if (left.length === 0 || right.length === 0) return 0;
  const from = Math.max(left[0]!, right[0]!);
  const to = Math.min(left.at(-1)!, right.at(-1)!);
  const count = (indices: readonly number[]): number =>
    indices.filter((index) => index >= from && index <= to).length;
  return Math.min(count(left), count(right));
}

function isGutter(rows: readonly Row[], gap: Gap, size: number): boolean {
  const needed = gap.to - gap.from < safeGutterWidth * size ? minimumRowsIfNarrow : minimumRows;
  const { left, right } = sides(rows, gap);
  return left >= needed && right >= needed && overlapRows(rows, gap) >= Math.min(needed, 3);
}

/**
 * The longest run of rows that share a gutter. From each row the free stretches are followed downwards until none is
 * left; a single row that crosses them, such as a title or a line of full width, ends the run.
 */
export function longestRun(rows: readonly Row[], size: number): Run | null {
  const left = Math.min(...rows.map((row) => row.x0));
  const right = Math.max(...rows.map((row) => row.x1));
  const width = gutterWidth * size;
  const free = rows.map((row) => freeOf(row, left, right, width));
  let best: Run | null = null;
  for (let first = 0; first < rows.length; first++) {
    const longest = best ? best.last - best.first + 1 : 0;
    if (rows.length - first <= longest) break;
    let gaps = free[first]!;
    for (let last = first; gaps.length > 0; last++) {
      const next = last + 1 < rows.length ? intersection(gaps, free[last + 1]!, width) : [];
      // Only where a stretch ends can a run end: until then a longer one is better.
      if (last - first + 1 > longest && last - first + 1 >= minimumRows && next.length < gaps.length) {
        const inside = rows.slice(first, last + 1);
        const gutters = gaps.filter((gap) => isGutter(inside, gap, size));
        if (gutters.length > 0 && (!best || last - first > best.last - best.first))
          best = trimmed(rows, { first, last, gaps: gutters });
      }
      gaps = next;
    }
  }
  return best;
}

/**
 * The run with the rows next to it that have text on both sides of every gutter but leave less of it free: headings of a
 * table that are wider than what stands below them, a line that reaches into the gutter.
 */
export function extended(rows: readonly Row[], run: Run, size: number): Run {
  const left = Math.min(...rows.map((row) => row.x0));
  const right = Math.max(...rows.map((row) => row.x1));
  const width = cellGutterWidth * size;
  let { first, last, gaps } = run;
  const narrowed = (row: Row, beside: Row): readonly Gap[] | null => {
    if (Math.abs(row.baseline - beside.baseline) > 2.2 * Math.max(row.size, beside.size)) return null;
    const common = intersection(gaps, freeOf(row, left, right, width), width);
    const isOnAllSides = gaps.every((gap) => row.x0 < gap.from && row.x1 > gap.to);
    return common.length === gaps.length && isOnAllSides ? common : null;
  };
  for (let next = first > 0 ? narrowed(rows[first - 1]!, rows[first]!) : null; next; ) {
    gaps = next;
    first -= 1;
    next = first > 0 ? narrowed(rows[first - 1]!, rows[first]!) : null;
  }
  for (let next = last + 1 < rows.length ? narrowed(rows[last + 1]!, rows[last]!) : null; next; ) {
    gaps = next;
    last += 1;
    next = last + 1 < rows.length ? narrowed(rows[last + 1]!, rows[last]!) : null;
  }
  return { first, last, gaps };
}

/** Leaves out rows at the run's ends that stand on one side alone and apart from the rest: they come before or after it. */
function trimmed(rows: readonly Row[], run: Run): Run {
  const gap = run.gaps.at(-1)!;
  const middle = (gap.from + gap.to) / 2;
  let { first, last } = run;
  const isApart = (upper: Row, lower: Row): boolean =>
    lower.baseline - upper.baseline > 2.2 * Math.max(upper.size, lower.size);
  while (first < last && rows[first]!.x0 > middle && isApart(rows[first]!, rows[first + 1]!)) first += 1;
  while (last > first && rows[last]!.x1 < middle && isApart(rows[last - 1]!, rows[last]!)) last -= 1;
  return { ...run, first, last };
}
