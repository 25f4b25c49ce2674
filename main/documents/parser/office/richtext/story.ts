import { OpenTable } from '../../flow/open-table.ts';
import { type BlockSink, CollectingSink } from '../../flow/sink.ts';
import { blockOf, newParagraph, type ParagraphState } from './paragraph.ts';

const maximumLabel = 200;
/** A paragraph without end is passed on in pieces. */
const maximumParagraph = 1 << 20;

/** Text that is being put together: the document's, or that of a note, a header, a shape within it. */
export class Story {
  readonly sink: BlockSink;
  #text = '';
  #label = '';
  #paragraph = newParagraph();
  #table: OpenTable | null = null;
  #cell = new CollectingSink();
  #hasCells = false;
  /** Of the cells that the row defines: whether each continues the one above it. */
  #continuing: boolean[] = [];
  #isContinuing = false;
  #cellsInRow = 0;
  #nested: string[] = [];

  constructor(sink: BlockSink) {
    this.sink = sink;
  }

  /** The text of the paragraph that is open. */
  get text(): string {
    return this.#text;
  }

  append(text: string): void {
    this.#text += text;
    if (this.#text.length > maximumParagraph) this.endParagraph();
  }

  /** Adds to what stands before the paragraph as the label of a list. */
  appendLabel(text: string): void {
    if (this.#label.length < maximumLabel) this.#label += text;
  }

  /** What control words of paragraphs and tables mean; true when the word is one of them. `styles`: names by number. */
  control(name: string, value: number | null, styles: ReadonlyMap<number, string>): boolean {
    switch (name) {
      case 'cell':
        this.#endCell();
        return true;
      case 'row':
        this.#endRow();
        return true;
      case 'nestcell':
        this.#nested.push(this.#takeText());
        return true;
      case 'nestrow':
        this.#endNestedRow();
        return true;
      case 'trowd':
        this.#table ??= new OpenTable();
        this.#continuing = [];
        this.#isContinuing = false;
        return true;
      case 'clvmrg':
        this.#isContinuing = true;
        return true;
      case 'cellx':
        this.#table?.addColumn();
        this.#continuing.push(this.#isContinuing);
        this.#isContinuing = false;
        return true;
      case 'trhdr':
        this.#table?.markHeader();
        return true;
      default:
        return this.#paragraphControl(name, value, styles);
    }
  }

  /** Ends the paragraph: in a table it stays in its cell, elsewhere it ends the table before it. */
  endParagraph(): void {
    const block = this.#takeBlock();
    if (this.#paragraph.isInTable) {
      if (block) this.#cell.block(block);
      return;
    }
    this.#endTable();
    if (block) this.sink.block(block);
  }

  /** Ends whatever is open. */
  end(): void {
    if (this.#text.trim() !== '') this.endParagraph();
    this.#endTable();
  }

  #paragraphControl(name: string, value: number | null, styles: ReadonlyMap<number, string>): boolean {
    const paragraph: ParagraphState = this.#paragraph;
    switch (name) {
      case 'pard':
        this.#paragraph = newParagraph();
        return true;
      case 'intbl':
        paragraph.isInTable = value !== 0;
        return true;
      case 's':
        paragraph.style = styles.get(value ?? 0) ?? '';
        return true;
      case 'outlinelevel':
        paragraph.outlineLevel = value;
        return true;
      case 'ilvl':
        paragraph.listLevel = value ?? 0;
        return true;
      default:
        return false;
    }
  }

  #endNestedRow(): void {
    if (this.#nested.length > 0) this.#cell.row(this.#nested.splice(0));
  }

  #endCell(): void {
    this.#endNestedRow();
    const block = this.#takeBlock();
    if (block) this.#cell.block(block);
    this.#table ??= new OpenTable();
    const continues = this.#continuing[this.#cellsInRow] ?? false;
    this.#table.addCell({ content: this.#cell, span: 1, continues });
    this.#cellsInRow += 1;
    this.#cell = new CollectingSink();
    this.#hasCells = true;
  }

  #endRow(): void {
    this.#table?.endRow(this.sink);
    this.#table?.beginRow();
    this.#cellsInRow = 0;
    this.#hasCells = false;
  }

  #endTable(): void {
    if (this.#hasCells) this.#endRow();
    if (this.#table) this.sink.endTable();
    this.#table = null;
  }

  #takeBlock() {
    const block = blockOf(this.#takeText(), this.#label, this.#paragraph);
    this.#label = '';
    return block;
  }

  #takeText(): string {
    const text = this.#text;
    this.#text = '';
    return text;
  }
}
