import { tidyLine } from './tidy.ts';
import type { FlowWriter } from './writer.ts';

/** Between the cells of a row. */
export const cellSeparator = ' | ';

const blockCharacters = 12_000;
/** A header is repeated before each stretch of the table, so it must not be longer than what it explains. */
const headerCharacters = 1000;

/** A row as one line of text; empty cells at its end are left out, those before keep their place. */
export function rowLine(cells: readonly string[]): string {
  let last = cells.length;
  while (last > 0 && cells[last - 1] === '') last -= 1;
  return cells.slice(0, last).join(cellSeparator).trimEnd();
}

/**
 * Writes a table row by row. The header is the rows marked as such, or the first row where that looks like one; it goes
 * with every block of the table, so that a passage from row 90,000 still says what its columns are.
 */
export class TableWriter {
  readonly #flow: FlowWriter;
  readonly #isPlain: boolean;
  #lines: string[] = [];
  #characters = 0;
  #header: string | null = null;
  #headerLines: string[] = [];
  #first: readonly string[] | null = null;
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

  /** Adds a row; blank rows are skipped. `isHeader` marks the rows that a table repeats on each of its pages. */
  row(rawCells: readonly string[], isHeader = false): void {
    const cells = rawCells.map((cell) => (cell === '' ? '' : tidyLine(cell)));
    const line = rowLine(cells);
    if (line === '') return;
    this.#rows += 1;
    if (isHeader && this.#headerLines.length === this.#rows - 1 && this.#rows <= 4)
      this.#headerLines.push(line);
    else if (this.#rows === 1) this.#first = cells;
    else this.#decideHeader(cells);
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
    this.#decideHeader(null);
    this.#writeBlock();
  }

  #decideHeader(second: readonly string[] | null): void {
    if (this.#headerLines.length > 0) {
      this.#header = this.#headerLines.join('\n').slice(0, headerCharacters);
      this.#headerLines = [];
    } else if (this.#first && second && !this.#isPlain && looksLikeHeader(this.#first)) {
      this.#header = rowLine(this.#first).slice(0, headerCharacters);
    }
    this.#first = null;
  }

  #writeBlock(): void {
    if (this.#lines.length === 0) return;
    this.#flow.rows(this.#lines.join('\n'), this.#header, this.#continues);
    this.#continues = true;
    this.#lines = [];
    this.#characters = 0;
  }
}

const figure = /^[-+(]?[\p{Sc}\s]*\d[\d.,:/\s'’-]*[%)\p{Sc}]?$/u;
const year = /^(1[5-9]|20)\d\d([/-]\d{2,4})?$/;

/**
 * Names of columns are short words, two or more, nearly all there, different from one another, and no figures; years may
 * head the columns after the first.
 */
export function looksLikeHeader(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell !== '');
  if (filled.length < 2 || filled.length < cells.length * 0.6) return false;
  if (filled.some((cell) => cell.length > 80)) return false;
  if (figure.test(cells[0]!) || cells.some((cell) => figure.test(cell) && !year.test(cell))) return false;
  return new Set(filled).size >= filled.length * 0.7;
}
