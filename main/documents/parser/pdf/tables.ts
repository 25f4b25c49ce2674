import { cellSeparator } from '../flow/row-line.ts';
import type { DraftBlock } from './block.ts';
import { cellOf, type Grid } from './grids.ts';
import { isRightToLeft, type Line, lineOf, TextBuilder } from './line-text.ts';
import { pitchOf, rowsOf } from './rows.ts';
import { type Compounds, runningText } from './running-text.ts';
import { type Row, rowOf, type Span } from './span.ts';
import { cellsIn, wrappedLines } from './wrapped-cells.ts';

/** A table's row, each cell with the lines it takes. */
type Cells = Line[][];

function cellsOf(row: Row, edges: readonly number[]): Cells {
  return cellsIn(row, edges).map((cell) => (cell ? [lineOf(cell)] : []));
}

/** True when a row goes on with the cells of the row above: it has no first cell and stands close below. */
function continuesRow(
  cells: Cells,
  above: Row | null,
  row: Row,
  pitch: number,
  isFirstColumnUsual: boolean,
): boolean {
  if (!above || !isFirstColumnUsual || cells[0]!.length > 0) return false;
  return row.baseline - above.baseline < 1.3 * pitch;
}

/** A table as one block: a line for each row, cells separated by bars, cells of several lines put together. */
export function tableBlock(rows: readonly Row[], edges: readonly number[], context: Compounds): DraftBlock {
  const pitch = pitchOf(rows);
  const all = rows.map((row) => ({ row, cells: cellsOf(row, edges) }));
  const isFirstColumnUsual = all.filter(({ cells }) => cells[0]!.length > 0).length >= 0.25 * all.length;
  const isWrapped = wrappedLines(rows, edges);
  const merged: Cells[] = [];
  let above: Row | null = null;
  for (const [index, { row, cells }] of all.entries()) {
    const open = merged.at(-1);
    if (open && (isWrapped?.[index] ?? continuesRow(cells, above, row, pitch, isFirstColumnUsual)))
      for (const [index, lines] of cells.entries()) open[index]!.push(...lines);
    else merged.push(cells);
    above = row;
  }
  // The first column is the rightmost where people read from right to left.
  if (isRightToLeft(rows)) for (const cells of merged) cells.reverse();
  const builder = new TextBuilder();
  const first = rowText(merged[0]!, context);
  for (const cells of merged) builder.append(cells === merged[0] ? '' : '\n', rowText(cells, context));
  return { kind: 'table', level: null, line: builder.finish(), header: first.text, size: rows[0]!.size };
}

/** A table drawn with lines as one block, its cells as the lines part them. */
export function gridBlock(spans: readonly Span[], grid: Grid, context: Compounds): DraftBlock {
  const cells: Span[][][] = Array.from({ length: grid.ys.length - 1 }, () =>
    Array.from({ length: grid.xs.length - 1 }, () => []),
  );
  for (const span of spans) {
    const cell = cellOf(grid, span);
    if (cell) cells[cell.row]![cell.column]!.push(span);
  }
  if (isRightToLeft([rowOf(spans)])) for (const row of cells) row.reverse();
  const isUsed = cells[0]!.map((_, column) => cells.some((row) => row[column]!.length > 0));
  const rows = cells
    .filter((row) => row.some((cell) => cell.length > 0))
    .map((row) =>
      rowText(
        row.filter((_, column) => isUsed[column]).map((cell) => rowsOf(cell).map((row) => lineOf(row))),
        context,
      ),
    );
  const builder = new TextBuilder();
  for (const row of rows) builder.append(row === rows[0] ? '' : '\n', row);
  return {
    kind: 'table',
    level: null,
    line: builder.finish(),
    header: rows[0]?.text ?? '',
    size: spans[0]?.size ?? 10,
  };
}

function rowText(cells: Cells, context: Compounds): Line {
  const builder = new TextBuilder();
  let pending = '';
  let isFirst = true;
  for (const lines of cells) {
    if (!isFirst) pending += cellSeparator;
    isFirst = false;
    if (lines.length === 0) continue;
    builder.append(pending, runningText(lines, context));
    pending = '';
  }
  // Empty cells at the end say nothing; those before others keep their bars, which tell the columns apart.
  return builder.finish();
}
