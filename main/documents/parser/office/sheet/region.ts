import { looksLikeHeader, mostHeaderRows } from '../../flow/header-rows.ts';
import { TableWriter } from '../../flow/table.ts';
import type { FlowWriter } from '../../flow/writer.ts';

/** A row of a sheet: texts by column, counted from 0; empty cells are not in it. */
export type SheetRow = ReadonlyMap<number, string>;

/** The cells of a row that are merged with those beside them: first column and last. */
export type Across = ReadonlyMap<number, number>;

const nothing: Across = new Map();

const heldRows = 200;

/**
 * Turns the rows of a sheet into tables. Blank rows separate one table from the next, a lone cell above a table is its
 * title, and columns in which nothing stands are not written, so that a cell far to the right does not cost a thousand
 * empty ones.
 */
export class SheetRegions {
  readonly #flow: FlowWriter;
  #held: { readonly row: SheetRow; readonly across: Across }[] = [];
  #columns = new Set<number>();
  #table: TableWriter | null = null;
  #isAfterGap = false;

  constructor(flow: FlowWriter) {
    this.#flow = flow;
  }

  row(row: SheetRow, across: Across = nothing): void {
    if (row.size === 0) {
      this.gap();
      return;
    }
    if (this.#isAfterGap) this.#beginOrContinue(row);
    this.#held.push({ row, across });
    if (this.#held.length >= heldRows) this.#write();
  }

  /** One or more blank rows. */
  gap(): void {
    this.#write();
    this.#isAfterGap = true;
  }

  /** Call at the end of the sheet. */
  end(): void {
    this.#write();
    this.#endTable();
  }

  /** After blank rows the table goes on when the row has only columns that the table has, and is no header itself. */
  #beginOrContinue(row: SheetRow): void {
    this.#isAfterGap = false;
    const continues =
      this.#table !== null &&
      this.#table.rows > 1 &&
      row.size > 1 &&
      [...row.keys()].every((column) => this.#columns.has(column)) &&
      !looksLikeHeader([...row.values()]);
    if (!continues) this.#endTable();
  }

  #endTable(): void {
    this.#table?.end();
    this.#table = null;
    this.#columns = new Set();
  }

  #write(): void {
    if (this.#held.length === 0) return;
    for (const { row } of this.#held) for (const column of row.keys()) this.#columns.add(column);
    const columns = [...this.#columns].sort((a, b) => a - b);
    if (!this.#table) {
      // Titles and remarks above a table: rows of one cell before the first row of several, or of a label for several.
      const first = columns.length > 1 ? this.#held.findIndex((held) => !isTitle(held, columns[0]!)) : 0;
      for (const { row } of this.#held.splice(0, Math.max(0, first)))
        this.#flow.paragraph([...row.values()].join(' '));
      this.#table = new TableWriter(this.#flow, { hasNoHeader: columns.length < 2 });
    }
    for (const { row, across } of this.#held)
      this.#table.row(
        columns.map((column) => row.get(column) ?? ''),
        false,
        across.size > 0 && this.#table.rows < mostHeaderRows ? spansOf(across, columns) : undefined,
      );
    this.#held = [];
  }
}

/** A row of one cell, unless that is merged over some of the columns behind the first one. */
function isTitle({ row, across }: { row: SheetRow; across: Across }, firstColumn: number): boolean {
  const [column] = row.keys();
  return row.size === 1 && (column === firstColumn || !across.has(column!));
}

/** How many of the columns that are written each cell reaches over. */
function spansOf(across: Across, columns: readonly number[]): number[] {
  return columns.map((column, index) => {
    const last = across.get(column) ?? column;
    let end = index + 1;
    while (end < columns.length && columns[end]! <= last) end += 1;
    return end - index;
  });
}
