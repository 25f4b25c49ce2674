import { rowLine } from './row-line.ts';
import { TableWriter } from './table.ts';
import type { FlowWriter } from './writer.ts';

/** A paragraph with the role it turned out to have. */
export interface FlowBlock {
  readonly kind: 'title' | 'heading' | 'paragraph' | 'item' | 'code' | 'caption';
  readonly text: string;
  /** Level of a heading from 1, depth of a list's item from 0. */
  readonly level: number;
  /** What stands before an item: `- `, `2.1. `. */
  readonly marker: string;
  /** Where in the document it comes from, for readers that decide at the end what to keep. */
  readonly origin?: object;
}

/** Where the reader of a document puts what it finds, in reading order. */
export interface BlockSink {
  block(block: FlowBlock): void;
  row(cells: readonly string[], isHeader: boolean): void;
  endTable(): void;
}

export function paragraphBlock(text: string): FlowBlock {
  return { kind: 'paragraph', text, level: 0, marker: '' };
}

/** Hands blocks to the flow; lines of code that follow one another become one block. */
export class FlowSink implements BlockSink {
  readonly #flow: FlowWriter;
  #code: string[] = [];
  #table: TableWriter | null = null;

  constructor(flow: FlowWriter) {
    this.#flow = flow;
  }

  block(block: FlowBlock): void {
    this.endTable();
    if (block.kind === 'code') {
      this.#code.push(block.text);
      return;
    }
    this.#endCode();
    if (block.kind === 'title') {
      this.#flow.suggestTitle(block.text);
      this.#flow.heading(1, block.text);
    } else if (block.kind === 'heading') this.#flow.heading(block.level, block.text);
    else if (block.kind === 'item') this.#flow.item(block.text, block.level, block.marker);
    else if (block.kind === 'caption') this.#flow.caption(block.text);
    else this.#flow.paragraph(block.text);
  }

  row(cells: readonly string[], isHeader: boolean): void {
    this.#endCode();
    this.#table ??= new TableWriter(this.#flow);
    this.#table.row(cells, isHeader);
  }

  endTable(): void {
    this.#table?.end();
    this.#table = null;
  }

  /** Call at the end of the document. */
  end(): void {
    this.endTable();
    this.#endCode();
  }

  #endCode(): void {
    if (this.#code.length === 0) return;
    this.#flow.code(this.#code.join('\n'));
    this.#code = [];
  }
}

/** Keeps blocks for whoever holds them: a cell, a text box, a footnote. */
export class CollectingSink implements BlockSink {
  readonly blocks: FlowBlock[] = [];

  block(block: FlowBlock): void {
    this.blocks.push(block);
  }

  row(cells: readonly string[]): void {
    const line = rowLine(cells);
    if (line) this.blocks.push(paragraphBlock(line));
  }

  endTable(): void {}

  /** All text, paragraphs separated by `between`. */
  text(between: string): string {
    return this.blocks
      .map((block) => block.marker + block.text.trim())
      .filter((text) => text.trim() !== '')
      .join(between);
  }
}
