import {
  cellGutterWidth,
  extended,
  freeOf,
  type Gap,
  intersection,
  longestRun,
  minimumRows,
  sides,
} from './gutters.ts';
import { pitchOf } from './rows.ts';
import { charactersOf, median, type Row, rowOf, type Span, textOf, wideCharacter } from './span.ts';
import { isTableOfProse } from './wrapped-cells.ts';

/** A stretch of a page in which text is read row by row: a column of prose, or a table with the edges between its columns. */
export interface Region {
  readonly kind: 'flow' | 'table';
  readonly rows: readonly Row[];
  /** For tables: x positions between the columns. */
  readonly edges: readonly number[];
}

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
    (columns.every(isProse) && !isTableOfProse(rows, edges)) ||
    (sideBySide < 0.4 && columns.every((column) => column.rows.length >= minimumRows))
  )
    return columns.flatMap((column) => regionsOf(column.rows, depth + 1));
  const filled = rows.reduce((sum, row) => sum + cellCount(row, edges), 0) / (rows.length * columns.length);
  // Scattered words leave most cells empty; no table does.
  if (isCode(rows) || isContents(rows) || shared < 2 || filled < 0.35) return [flow];
  // One gutter between prose and something else, as beside a figure: read one after the other unless rows line up.
  const prose = columns.filter(isProse).length;
  if (prose > 0 && prose === columns.length - 1 && sideBySide < 0.6)
    return columns.flatMap((column) => regionsOf(column.rows, depth + 1));
  return tableRegions(rows, edges, depth);
}

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
  // The last row's cells may go on below it, each within its column and as close as lines of a text are.
  while (last + 1 < rows.length && goesOnInCell(rows[last]!, rows[last + 1]!, edges, pitch)) last += 1;
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

function goesOnInCell(above: Row, row: Row, edges: readonly number[], pitch: number): boolean {
  const distance = row.baseline - above.baseline;
  const crosses = edges.some((edge) => row.x0 < edge - 1 && row.x1 > edge + 1);
  return !crosses && distance < 1.2 * pitch && distance < 1.6 * Math.max(above.size, row.size);
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
