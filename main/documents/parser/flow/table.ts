import { columnLabels } from './column-labels.ts';
import { headerRowCount, mostHeaderRows, type TopRow } from './header-rows.ts';
import { cellSeparator, rowLine } from './row-line.ts';
import { tidyLine } from './tidy.ts';
import type { FlowWriter } from './writer.ts';

const blockCharacters = 12_000;
/** So many rows are looked at to tell those that name the columns from the others. */
const topRows = 10;

/**
 * Writes a table row by row. The header is the rows marked as such, or the first rows where they look like one; it goes
 * with every block of the table, so that a passage from row 90,000 still says what its columns are.
 */
export class TableWriter {
  readonly #flow: FlowWriter;
  readonly #isPlain: boolean;
  #lines: string[] = [];
  #characters = 0;
  #header: string | null = null;
  /** The rows at the top, until it is known which of them name the columns. */
  #top: TopRow[] | null = [];
  #marked = 0;
  #rows = 0;
  #continues = false;

  /** `hasNoHeader`: the first row is never taken for a header unless it is marked. */
  constructor(flow: FlowWriter, options: { hasNoHeader?: boolean } = {}) {
    this.#flow = flow;
    this.#isPlain = options.hasNoHeader ?? false;
  }

  /** Number of rows written so far, blank ones left out. */
  get rows(): number {
    return this.#rows;
  }

  /**
   * Adds a row; blank rows are skipped. `isHeader` marks the rows that a table repeats on each of its pages; `spans` says how
   * many columns each cell reaches over, where that is known.
   */
  row(rawCells: readonly string[], isHeader = false, spans?: readonly number[]): void {
    const cells = rawCells.map((cell) => (cell === '' ? '' : tidyLine(cell)));
    const line = rowLine(cells);
    if (line === '') return;
    this.#rows += 1;
    if (isHeader && this.#marked === this.#rows - 1 && this.#rows <= mostHeaderRows) this.#marked += 1;
    this.#top?.push({ cells, spans });
    if (this.#top?.length === topRows) this.#decideHeader();
    if (this.#characters + line.length > blockCharacters) this.#writeBlock();
    this.#lines.push(line);
    this.#characters += line.length + 1;
  }

  /** Ends the table. A table of a single cell is a paragraph. */
  end(): void {
    if (this.#rows === 1 && !this.#lines[0]?.includes(cellSeparator)) {
      this.#flow.paragraph(this.#lines[0] ?? '');
      this.#lines = [];
      return;
    }
    this.#writeBlock();
  }

  #decideHeader(): void {
    const top = this.#top;
    this.#top = null;
    if (!top) return;
    const count = this.#marked || (this.#isPlain ? 0 : headerRowCount(top));
    if (count > 0) this.#header = columnLabels(top.slice(0, count));
  }

  #writeBlock(): void {
    if (this.#lines.length === 0) return;
    this.#decideHeader();
    this.#flow.rows(this.#lines.join('\n'), this.#header, this.#continues);
    this.#continues = true;
    this.#lines = [];
    this.#characters = 0;
  }
}
