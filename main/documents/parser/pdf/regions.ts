import { pitchOf } from './rows.ts';
import { charactersOf, median, type Row, rowOf, type Span } from './span.ts';

/** A stretch of a page in which text is read row by row: a column of prose, or a table with the edges between its columns. */
export interface Region {
  readonly kind: 'flow' | 'table';
  readonly rows: readonly Row[];
  /** For tables: x positions between the columns. */
  readonly edges: readonly number[];
}

/** A stretch of x without text. */
interface Gap {
  readonly from: number;
  readonly to: number;
}

/** Rows `first` to `last` that leave the same stretches of x free. */
interface Run {
  readonly first: number;
  readonly last: number;
  readonly gaps: readonly Gap[];
}

/** Narrowest gutter between columns, in font sizes: LaTeX sets ten points between columns of ten-point text. */
const gutterWidth = 0.7;
/** Gutters narrower than this must hold over more rows, since word spaces line up by chance over a few. */
const safeGutterWidth = 1.3;
const minimumRows = 3;
const minimumRowsIfNarrow = 7;
/** Pages with more rows than this are drawings or pathological; their rows are read as they come. */
const maximumRows = 1200;
const maximumDepth = 6;

const bulletOrNumber =
  /^(?:[•‣◦▪●○■□►▶➢✓✔–—*·-]+|\(?\d{1,4}[.):]?|\(?[a-zA-Z][.)]|\[[^\]]{1,8}\]|\(?[ivxlcIVXLC]{1,6}[.)])$/;

/** Cuts rows into regions in reading order: what spans the page, columns from left to right, tables. */
export function regionsOf(rows: readonly Row[], depth = 0): Region[] {
  const flow: Region = { kind: 'flow', rows, edges: [] };
  if (rows.length < 2 || rows.length > maximumRows || depth > maximumDepth)
    return rows.length > 0 ? [flow] : [];
  const size = median(rows.map((row) => row.size));
  const found = longestRun(rows, size);
  if (!found) return [flow];
  const run = extended(rows, found, size);
  const inside = rows.slice(run.first, run.last + 1);
  return [
    ...regionsOf(rows.slice(0, run.first), depth + 1),
    ...splitRun(inside, run.gaps, depth),
    ...regionsOf(rows.slice(run.last + 1), depth + 1),
  ];
}

/** Whether any rows of a page stand side by side, in columns or in a table. */
export function hasGutters(rows: readonly Row[]): boolean {
  if (rows.length < 2 || rows.length > maximumRows) return false;
  return longestRun(rows, median(rows.map((row) => row.size))) !== null;
}

/** Stretches of x between the spans of a row, and to both sides of them, within the page's text. */
function freeOf(row: Row, left: number, right: number, width: number): Gap[] {
  const gaps: Gap[] = [];
  let from = left;
  for (const span of row.spans) {
    if (span.x0 - from >= width) gaps.push({ from, to: span.x0 });
    if (span.x1 > from) from = span.x1;
  }
  if (right - from >= width) gaps.push({ from, to: right });
  return gaps;
}

function intersection(some: readonly Gap[], others: readonly Gap[], width: number): Gap[] {
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
function sides(rows: readonly Row[], gap: Gap): { left: number; right: number; both: number } {
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
function longestRun(rows: readonly Row[], size: number): Run | null {
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
function extended(rows: readonly Row[], run: Run, size: number): Run {
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

/** The rows of one column. */
interface Column {
  readonly rows: Row[];
  readonly x0: number;
  readonly x1: number;
}

function columnsOf(rows: readonly Row[], edges: readonly number[]): Column[] {
  const bounds = [...edges, Number.POSITIVE_INFINITY];
  return bounds.map((bound, index) => {
    const from = index === 0 ? Number.NEGATIVE_INFINITY : bounds[index - 1]!;
    const own = rows.flatMap((row) => {
      const spans: Span[] = row.spans.filter((span) => {
        const middle = (span.x0 + span.x1) / 2;
        return middle > from && middle <= bound;
      });
      return spans.length === 0 ? [] : [spans.length === row.spans.length ? row : rowOf(spans)];
    });
    return {
      rows: own.sort((a, b) => a.baseline - b.baseline),
      x0: Math.min(...own.map((row) => row.x0)),
      x1: Math.max(...own.map((row) => row.x1)),
    };
  });
}

const textOf = (row: Row): string =>
  row.spans
    .map((span) => span.text)
    .join(' ')
    .trim();
const wideCharacter = /[\u2E80-\u9FFF\uAC00-\uD7A3\uF900-\uFAFF\uFF00-\uFFEF]/;

/** Prose fills its column with long lines; cells of a table are short. Ideographs say more each. */
function isProse(column: Column): boolean {
  if (column.rows.length < minimumRows) return false;
  const lengths = column.rows.map((row) => charactersOf(row) * (wideCharacter.test(textOf(row)) ? 2.2 : 1));
  const fills = column.rows.map((row) => (row.x1 - row.x0) / Math.max(1, column.x1 - column.x0));
  return median(lengths) >= 18 && median(fills) >= 0.55;
}

const isMarkers = (column: Column): boolean => {
  const marked = column.rows.filter((row) => bulletOrNumber.test(textOf(row)));
  return marked.length >= 0.8 * column.rows.length;
};

function isCode(rows: readonly Row[]): boolean {
  let mono = 0;
  let all = 0;
  for (const row of rows)
    for (const span of row.spans) {
      all += span.text.length;
      if (span.isMonospace && !wideCharacter.test(span.text)) mono += span.text.length;
    }
  return mono > 0.7 * all;
}

/** Tables of contents: lines that lead with dots to a page number. */
function isContents(rows: readonly Row[]): boolean {
  const leaders = rows.filter((row) => /(?:\.\s?){4,}\s*[\divxlc]*$/i.test(textOf(row)));
  return leaders.length >= 0.3 * rows.length;
}

/** What the gutters of a run mean: columns to be read one after the other, a table, or nothing. */
function splitRun(rows: readonly Row[], gaps: readonly Gap[], depth: number): Region[] {
  const flow: Region = { kind: 'flow', rows, edges: [] };
  let edges = gaps.map((gap) => (gap.from + gap.to) / 2);
  let columns = columnsOf(rows, edges);
  // Bullets and numbers beside hanging paragraphs look like a column of their own, but belong to the text at their right.
  const kept = edges.filter((_, index) => !isMarkers(columns[index]!));
  if (kept.length < edges.length) {
    if (kept.length === 0) return [flow];
    edges = kept;
    columns = columnsOf(rows, edges);
  }
  const shared = rows.filter((row) => cellCount(row, edges) > 1).length;
  const sideBySide = shared / Math.max(1, Math.min(...columns.map((column) => column.rows.length)));
  if (
    columns.every(isProse) ||
    (sideBySide < 0.4 && columns.every((column) => column.rows.length >= minimumRows))
  )
    return columns.flatMap((column) => regionsOf(column.rows, depth + 1));
  if (isCode(rows) || isContents(rows) || shared < 2) return [flow];
  // One gutter between prose and something else, as beside a figure: read one after the other unless rows line up.
  const prose = columns.filter(isProse).length;
  if (prose > 0 && prose === columns.length - 1 && sideBySide < 0.6)
    return columns.flatMap((column) => regionsOf(column.rows, depth + 1));
  return tableRegions(rows, edges, depth);
}

/** Cells of a table may stand closer than columns of prose do. */
const cellGutterWidth = 0.3;

/** The edges between the columns of a table, also where the gutters are narrow, as long as every row leaves them free. */
function tableEdges(rows: readonly Row[], edges: readonly number[], size: number): readonly number[] {
  const inside = rows.filter((row) => cellCount(row, edges) > 1);
  if (inside.length < 4) return edges;
  const left = Math.min(...inside.map((row) => row.x0));
  const right = Math.max(...inside.map((row) => row.x1));
  const width = cellGutterWidth * size;
  const gaps = inside
    .map((row) => freeOf(row, left, right, width))
    .reduce((common, free) => intersection(common, free, width));
  const found = gaps
    .filter((gap) => gap.from > left && gap.to < right && sides(inside, gap).both >= 2)
    .map((gap) => (gap.from + gap.to) / 2);
  return found.length > edges.length ? found : edges;
}

/** A table without the lines above and below it that are no rows of it: captions, titles, notes. */
function tableRegions(rows: readonly Row[], edges: readonly number[], depth: number): Region[] {
  const pitch = pitchOf(rows);
  const isRow = (row: Row): boolean => cellCount(row, edges) > 1;
  const first = rows.findIndex(isRow);
  let last = rows.findLastIndex(isRow);
  // The last row's cells may go on below it.
  while (last + 1 < rows.length && rows[last + 1]!.baseline - rows[last]!.baseline < 1.2 * pitch) last += 1;
  return [
    ...regionsOf(rows.slice(0, first), depth + 1),
    {
      kind: 'table',
      rows: rows.slice(first, last + 1),
      edges: tableEdges(rows.slice(first, last + 1), edges, rows[first]!.size),
    },
    ...regionsOf(rows.slice(last + 1), depth + 1),
  ];
}

function cellCount(row: Row, edges: readonly number[]): number {
  const cells = new Set(
    row.spans.map((span) => {
      const middle = (span.x0 + span.x1) / 2;
      return edges.filter((edge) => edge < middle).length;
    }),
  );
  return cells.size;
}
