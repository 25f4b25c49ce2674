import { isLabel } from '../../flow/label.ts';

const maximumLabels = 1000;

/**
 * What merged cells say for the rows below their first: a region beside its four quarters belongs to each of them. Cells
 * that are merged across columns too are titles, which are read once.
 */
export class MergedLabels {
  readonly #labels = new Map<number, { readonly text: string; rows: number }>();

  /** A cell in `column` spans `rows` more rows below its own. */
  begin(column: number, rows: number, text: string): void {
    if (rows < 1 || text === '' || !isLabel(text)) return;
    if (this.#labels.size < maximumLabels) this.#labels.set(column, { text, rows });
  }

  /** Completes the next row, unless nothing else stands in it. Call once for each row, before `begin` for its cells. */
  complete(row: Map<number, string>): void {
    if (this.#labels.size === 0) return;
    const hasText = row.size > 0;
    for (const [column, label] of this.#labels) {
      if (hasText && !row.has(column)) row.set(column, label.text);
      label.rows -= 1;
      if (label.rows <= 0) this.#labels.delete(column);
    }
  }

  /** Passes over rows in which nothing stands. */
  pass(rows: number): void {
    for (const [column, label] of this.#labels) {
      label.rows -= rows;
      if (label.rows <= 0) this.#labels.delete(column);
    }
  }
}

/** The name of a column in the address of a cell: A for 0, AB for 27. */
export function columnName(column: number): string {
  let name = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    name = String.fromCharCode(65 + ((rest - 1) % 26)) + name;
  return name;
}

/** What the report says of a sheet in which a person sees less than there is. */
export function hiddenRowsNote(sheet: string): string {
  return `The sheet “${sheet}” has hidden rows or columns; their text is included.`;
}
