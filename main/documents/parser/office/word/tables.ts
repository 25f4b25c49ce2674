import { OpenTable } from '../../flow/open-table.ts';
import { type BlockSink, CollectingSink } from '../../flow/sink.ts';
import type { XmlAttributes } from '../../xml/reader.ts';
import { isOn } from './switch.ts';

/** Follows the tables of a document, which may stand in cells of one another. */
export class WordTables {
  readonly #tables: OpenTable[] = [];
  readonly #cells: { content: CollectingSink; span: number; continues: boolean }[] = [];
  #isInRowProperties = false;

  begin(): void {
    this.#tables.push(new OpenTable());
  }

  end(): void {
    this.#tables.pop();
  }

  beginRow(): void {
    this.#tables.at(-1)?.beginRow();
  }

  endRow(sink: BlockSink): void {
    this.#tables.at(-1)?.endRow(sink);
  }

  /** Gives the sink for what stands in the cell. */
  beginCell(): CollectingSink {
    const content = new CollectingSink();
    this.#cells.push({ content, span: 1, continues: false });
    return content;
  }

  endCell(): void {
    const cell = this.#cells.pop();
    if (cell) this.#tables.at(-1)?.addCell(cell);
  }

  /** The properties of a row begin or end. */
  rowProperties(areOpen: boolean): void {
    this.#isInRowProperties = areOpen;
  }

  /** A deletion was met: in the properties of a row it is the row that was deleted. */
  noteDeletion(): void {
    if (this.#isInRowProperties) this.#tables.at(-1)?.markDeleted();
  }

  /** A property of the table, row or cell that is open; other elements change nothing. */
  property(name: string, attributes: XmlAttributes): void {
    const table = this.#tables.at(-1);
    const cell = this.#cells.at(-1);
    if (name === 'w:gridCol') table?.addColumn();
    else if (name === 'w:tblHeader' && isOn(attributes)) table?.markHeader();
    else if (name === 'w:gridSpan' && cell) cell.span = Math.max(1, Number(attributes['w:val']) || 1);
    else if (name === 'w:vMerge' && cell) cell.continues = attributes['w:val'] !== 'restart';
  }
}
