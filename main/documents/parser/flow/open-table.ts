import { isLabel } from './label.ts';
import type { BlockSink, CollectingSink } from './sink.ts';

interface Cell {
  readonly content: CollectingSink;
  readonly span: number;
  /** The cell continues the one above it. */
  readonly continues: boolean;
  /** How many rows it spans, where the format says so at the first of them. */
  readonly rows?: number;
  /** It is covered by another cell, beside or above it. */
  readonly isCovered?: boolean;
}

/** A cell with more text than this is a piece of a page laid out by a table, not a value in one. */
const cellCharacters = 1500;
/** A table while it is being read. */
export class OpenTable {
  readonly #spanning = new Map<number, string>();
  /** For columns whose cell spans rows that are still to come: how many. */
  readonly #rowsLeft = new Map<number, number>();
  #columns = 0;
  #cells: Cell[] = [];
  #isHeader = false;
  #isDeleted = false;

  /** The grid defines one more column. */
  addColumn(): void {
    this.#columns += 1;
  }

  beginRow(): void {
    this.#cells = [];
    this.#isHeader = false;
    this.#isDeleted = false;
  }

  markHeader(): void {
    this.#isHeader = true;
  }

  markDeleted(): void {
    this.#isDeleted = true;
  }

  addCell(cell: Cell): void {
    if (this.#cells.length < 1000) this.#cells.push(cell);
  }

  /** Ends a row: as a line of a table, or, where the table only lays out a page, as the paragraphs in it. */
  endRow(sink: BlockSink): void {
    const cells = this.#cells;
    this.#cells = [];
    if (this.#isDeleted || cells.length === 0) return;
    if (this.#laysOutPage(cells)) {
      sink.endTable();
      for (const cell of cells) for (const block of cell.content.blocks) sink.block(block);
      return;
    }
    const texts: string[] = [];
    for (const { content, span, rows = 1, isCovered = false, ...cell } of cells) {
      const column = texts.length;
      const rowsLeft = this.#rowsLeft.get(column) ?? 0;
      const continues = cell.continues || (isCovered && rowsLeft > 0);
      this.#rowsLeft.set(column, isCovered ? Math.max(0, rowsLeft - 1) : rows - 1);
      const own = content.text(' ');
      const text = own === '' && continues ? (this.#spanning.get(column) ?? '') : own;
      if (!continues || own !== '')
        if (isLabel(own)) this.#spanning.set(column, own);
        else this.#spanning.delete(column);
      texts.push(text);
      for (let extra = 1; extra < Math.min(span, 64); extra++) texts.push('');
    }
    sink.row(texts, this.#isHeader);
  }

  #laysOutPage(cells: readonly Cell[]): boolean {
    if (this.#columns <= 1 && cells.length === 1) return true;
    return cells.some(({ content }) => {
      let characters = 0;
      for (const block of content.blocks) {
        if (block.kind === 'heading' || block.kind === 'title') return true;
        characters += block.text.length;
      }
      return characters > cellCharacters;
    });
  }
}
