import { looksLikeHeader, TableWriter } from '../../flow/table.ts';
import type { FlowWriter } from '../../flow/writer.ts';

/** A row of a sheet: texts by column, counted from 0; empty cells are not in it. */
export type SheetRow = ReadonlyMap<number, string>;

const heldRows = 200;

/**
 * Turns the rows of a sheet into tables. Blank rows separate one table from the next, a lone cell above a table is its
 * title, and columns in which nothing stands are not written, so that a cell far to the right does not cost a thousand
 * empty ones.
 */
export class SheetRegions {
  readonly #flow: FlowWriter;
  #held: SheetRow[] = [];
  #columns = new Set<number>();
  #table: TableWriter | null = null;
  #isAfterGap = false;

  constructor(flow: FlowWriter) {
    this.#flow = flow;
  }

  row(row: SheetRow): void {
    if (row.size === 0) {
      this.gap();
      return;
    }
    if (this.#isAfterGap) this.#beginOrContinue(row);
    this.#held.push(row);
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
    for (const row of this.#held) for (const column of row.keys()) this.#columns.add(column);
    const columns = [...this.#columns].sort((a, b) => a - b);
    if (!this.#table) {
      // Titles and remarks above a table: rows of one cell before the first row of several.
      const first = columns.length > 1 ? this.#held.findIndex((row) => row.size > 1) : 0;
      for (const title of this.#held.splice(0, Math.max(0, first)))
        this.#flow.paragraph([...title.values()].join(' '));
      this.#table = new TableWriter(this.#flow, { hasNoHeader: columns.length < 2 });
    }
    for (const row of this.#held) this.#table.row(columns.map((column) => row.get(column) ?? ''));
    this.#held = [];
  }
}
