import { isLabel } from '../flow/label.ts';
import { OpenTable } from '../flow/open-table.ts';
import { type BlockSink, CollectingSink, paragraphBlock } from '../flow/sink.ts';

type Attributes = Readonly<Record<string, string>>;

/** In the first cells of a table, each is judged as a region: old pages lay out their columns with tables. */
const judgedCells = 200;

/** A cell that reaches down into rows that are still to come. */
interface RowSpan {
  rows: number;
  readonly content: CollectingSink;
}

interface OpenCell {
  readonly columns: number;
  readonly rows: number;
}

interface HtmlTable {
  readonly table: OpenTable;
  readonly spans: Map<number, RowSpan>;
  column: number;
  cells: number;
  headers: number;
  inHead: boolean;
  /** A row has begun, by its own element or by a cell without one. */
  isRowOpen: boolean;
  judged: number;
}

/** Follows the tables of a page, with cells that span rows and columns, and rows that nobody opened or closed. */
export class HtmlTables {
  readonly #open: HtmlTable[] = [];
  readonly #cells: OpenCell[] = [];

  begin(): void {
    this.#open.push({
      table: new OpenTable(),
      spans: new Map(),
      column: 0,
      cells: 0,
      headers: 0,
      inHead: false,
      isRowOpen: false,
      judged: 0,
    });
  }

  end(sink: BlockSink): void {
    this.endRow(sink);
    this.#open.pop();
    sink.endTable();
  }

  /** `isHead`: the rows that follow stand in the head of the table. */
  section(isHead: boolean): void {
    const table = this.#open.at(-1);
    if (table) table.inHead = isHead;
  }

  beginRow(sink: BlockSink): void {
    const table = this.#open.at(-1);
    if (!table) return;
    this.endRow(sink);
    table.isRowOpen = true;
    table.table.beginRow();
    table.column = 0;
    table.cells = 0;
    table.headers = 0;
  }

  endRow(sink: BlockSink): void {
    const table = this.#open.at(-1);
    if (!table?.isRowOpen) return;
    table.isRowOpen = false;
    addSpanned(table);
    if (table.inHead || (table.headers > 1 && table.headers === table.cells)) table.table.markHeader();
    table.table.endRow(sink);
  }

  /** A cell begins; true when it is one of those that are judged as a region of the page. */
  beginCell(name: string, attributes: Attributes, sink: BlockSink): boolean {
    this.#cells.push({ columns: span(attributes.colspan, 64), rows: span(attributes.rowspan, 1000) });
    const table = this.#open.at(-1);
    if (!table) return false;
    if (!table.isRowOpen) this.beginRow(sink);
    addSpanned(table);
    table.cells += 1;
    if (name === 'th') table.headers += 1;
    table.judged += 1;
    return table.judged <= judgedCells;
  }

  /** A cell ends. Outside tables its contents go where they would without it. */
  endCell(content: CollectingSink, sink: BlockSink): void {
    const cell = this.#cells.pop();
    const table = this.#open.at(-1);
    if (!table || !cell) {
      for (const block of content.blocks) sink.block(block);
      return;
    }
    table.table.addCell({ content, span: cell.columns, continues: false });
    if (cell.rows > 1) table.spans.set(table.column, { rows: cell.rows - 1, content: label(content) });
    table.column += cell.columns;
  }
}

/** Adds the cells of rows above that reach down to the place of the next one. */
function addSpanned(table: HtmlTable): void {
  for (let above = table.spans.get(table.column); above; above = table.spans.get(table.column)) {
    table.table.addCell({ content: above.content, span: 1, continues: false });
    above.rows -= 1;
    if (above.rows === 0) table.spans.delete(table.column);
    table.column += 1;
  }
}

function span(value: string | undefined, most: number): number {
  return Math.min(most, Math.max(1, Number.parseInt(value ?? '1', 10) || 1));
}

/** A cell's text where it is short enough to be the label of the rows it spans, else nothing. */
function label(content: CollectingSink): CollectingSink {
  const text = content.text(' ');
  const repeated = new CollectingSink();
  if (isLabel(text)) repeated.block(paragraphBlock(text));
  return repeated;
}
