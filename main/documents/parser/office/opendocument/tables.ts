import { OpenTable } from '../../flow/open-table.ts';
import type { XmlAttributes } from '../../xml/reader.ts';
import type { OpenStory } from './story.ts';

/** Follows the tables of a text or a slide, also those within cells. */
export class OpenTables {
  readonly #story: OpenStory;
  readonly #tables: OpenTable[] = [];
  /** Cells that are open: how many rows they span. */
  readonly #cellRows: number[] = [];
  #inHeaderRows = 0;

  constructor(story: OpenStory) {
    this.#story = story;
  }

  open(name: string, attributes: XmlAttributes): void {
    switch (name) {
      case 'table:table':
        this.#tables.push(new OpenTable());
        break;
      case 'table:table-column': {
        const repeated = Math.min(1000, Number(attributes['table:number-columns-repeated'] ?? 1) || 1);
        for (let count = 0; count < repeated; count++) this.#tables.at(-1)?.addColumn();
        break;
      }
      case 'table:table-header-rows':
        this.#inHeaderRows += 1;
        break;
      case 'table:table-row':
        this.#tables.at(-1)?.beginRow();
        if (this.#inHeaderRows > 0) this.#tables.at(-1)?.markHeader();
        break;
      case 'table:table-cell':
      case 'table:covered-table-cell':
        this.#cellRows.push(Number(attributes['table:number-rows-spanned'] ?? 1) || 1);
        this.#story.collect();
        break;
    }
  }

  close(name: string): void {
    switch (name) {
      case 'table:table-header-rows':
        this.#inHeaderRows -= 1;
        break;
      case 'table:table-cell':
      case 'table:covered-table-cell':
        // A cell that a wide one covers has an element of its own, so columns need not be counted.
        this.#tables.at(-1)?.addCell({
          content: this.#story.collected(),
          span: 1,
          continues: false,
          rows: this.#cellRows.pop() ?? 1,
          isCovered: name === 'table:covered-table-cell',
        });
        break;
      case 'table:table-row':
        this.#tables.at(-1)?.endRow(this.#story.sink);
        break;
      case 'table:table':
        this.#tables.pop();
        this.#story.sink.endTable();
        this.#story.followWithNotes();
        break;
    }
  }
}
