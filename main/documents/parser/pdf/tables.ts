import { hasFigures, headerRowCount } from '../flow/header-rows.ts';
import { cellSeparator } from '../flow/row-line.ts';
import type { DraftBlock } from './block.ts';
import { type Cells, cellsOf } from './cells.ts';
import { cellOf, type Grid } from './grids.ts';
import { isRightToLeft, type Line, lineOf, TextBuilder } from './line-text.ts';
import { pitchOf, rowsOf } from './rows.ts';
import { type Compounds, runningText } from './running-text.ts';
import { type Row, rowOf, type Span } from './span.ts';
import { closeLines, wrappedLines } from './wrapped-cells.ts';

/** A table's row, each cell with the lines it takes. */
type TableRow = Line[][];

/** A table as one block: a line for each row, cells separated by bars, cells of several lines put together. */
export function tableBlock(rows: readonly Row[], edges: readonly number[], context: Compounds): DraftBlock {
  const lines = cellsOf(rows, edges);
  const goesOn = linesThatGoOn(rows, lines);
  const tableRows: TableRow[] = [];
  for (const [index, cells] of lines.entries()) {
    if (!goesOn[index]) tableRows.push(cells.map(() => []));
    for (const [column, cell] of cells.entries()) if (cell) tableRows.at(-1)![column]!.push(cell.line);
  }
  // The first column is the rightmost where people read from right to left.
  if (isRightToLeft(rows)) for (const row of tableRows) row.reverse();
  return blockOf(tableRows, rows[0]!.size, context);
}

/**
 * For each line of a table whether it goes on with the cells of the line above. Where the cells themselves do not tell, a line
 * does that has no first cell, as most others have, and stands close below.
 */
function linesThatGoOn(rows: readonly Row[], lines: readonly Cells[]): readonly boolean[] {
  const isClose = closeLines(rows);
  const isWrapped = isClose && wrappedLines(lines, isClose);
  if (isWrapped) return isWrapped;
  const pitch = pitchOf(rows);
  const isFirstColumnUsual = lines.filter(([first]) => first).length >= 0.25 * lines.length;
  return rows.map((row, index) => {
    const above = rows[index - 1];
    if (!above || !isFirstColumnUsual || lines[index]![0]) return false;
    return row.baseline - above.baseline < 1.3 * pitch;
  });
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
  const tableRows = cells
    .filter((row) => row.some((cell) => cell.length > 0))
    .map((row) =>
      row.filter((_, column) => isUsed[column]).map((cell) => rowsOf(cell).map((line) => lineOf(line))),
    );
  return blockOf(tableRows, spans[0]?.size ?? 10, context);
}

/** Rows as one block. The first one names the columns, or more than one where they look so. */
function blockOf(rows: readonly TableRow[], size: number, context: Compounds): DraftBlock {
  const texts = rows.map((cells) =>
    cells.map((lines) => (lines.length > 0 ? runningText(lines, context) : null)),
  );
  const lines = texts.map(rowText);
  const builder = new TextBuilder();
  for (const [index, line] of lines.entries()) builder.append(index === 0 ? '' : '\n', line);
  const top = texts.map((cells) => ({ cells: cells.map((cell) => cell?.text.trim() ?? '') }));
  // What is read as a table may be none, so only figures show that there is more than one row above them.
  const labels = headerRowCount(top);
  const count = labels > 1 && hasFigures(top.slice(labels).map(({ cells }) => cells)) ? labels : 1;
  // Over which columns a label is centred is not known, so rows of labels stay one above the other.
  const header = lines.slice(0, count).map(({ text }) => text);
  return { kind: 'table', level: null, line: builder.finish(), header: header.join('\n'), size };
}

function rowText(cells: readonly (Line | null)[]): Line {
  const builder = new TextBuilder();
  let pending = '';
  for (const [column, text] of cells.entries()) {
    if (column > 0) pending += cellSeparator;
    if (!text) continue;
    builder.append(pending, text);
    pending = '';
  }
  // Empty cells at the end say nothing; those before others keep their bars, which tell the columns apart.
  return builder.finish();
}
