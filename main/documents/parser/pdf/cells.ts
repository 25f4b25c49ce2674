import { type Line, lineOf } from './line-text.ts';
import { type Row, rowOf, type Span } from './span.ts';

/** What a line of a table has in one of its columns: where it stands, and what it says. */
export interface Cell {
  readonly row: Row;
  readonly line: Line;
}

/** What a line of a table has in each column, null where nothing. */
export type Cells = readonly (Cell | null)[];

/** The cells in each line of a table with these edges between its columns. */
export function cellsOf(rows: readonly Row[], edges: readonly number[]): Cells[] {
  return rows.map((row) => {
    const byColumn: Span[][] = Array.from({ length: edges.length + 1 }, () => []);
    for (const span of row.spans) {
      const middle = (span.x0 + span.x1) / 2;
      byColumn[edges.filter((edge) => edge < middle).length]!.push(span);
    }
    return byColumn.map((inColumn) => {
      if (inColumn.length === 0) return null;
      const cell = rowOf(inColumn);
      return { row: cell, line: lineOf(cell) };
    });
  });
}
