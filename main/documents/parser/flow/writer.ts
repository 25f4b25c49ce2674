import { BitternError, type ReportNote } from '../../../../preload/contract/index.ts';
import type { ParsedBlock, ParsedItem, ParsedPart } from '../interface.ts';
import { PartBuilder } from '../parts.ts';
import { splitLong } from './split.ts';
import { tidyCode, tidyLine, tidyText } from './tidy.ts';

/** No block is longer: what is, becomes several. Bounds what the chunker and the window must hold at once. */
const blockCharacters = 16_000;
/** Beyond this much text nothing useful can be answered from one file, and the store would not be quick any more. */
const maximumCharacters = 256 * 1024 * 1024;

export interface FlowOptions {
  /** Short type name of the head: `docx`, `html`… */
  type: string;
  /** True when page numbers mean something to people: slides, sheets. */
  paginated: boolean;
  /** Number of pages when it is known before reading; default null. */
  pages?: number | null;
  /** The document's own title; without one the first heading serves. */
  title?: string | null;
  /** False where headings are labels, such as names of sheets, that make no title. */
  isTitledByHeading?: boolean;
}

type BlockKind = ParsedBlock['kind'];

interface BlockOptions {
  level?: number;
  header?: string | null;
}

/**
 * Turns what a parser finds, in reading order, into the items that the parser process answers: a head, parts of bounded
 * size cut at block boundaries, a tail with the notes. Parsers write synchronously (`heading`, `paragraph`, `item`…) and
 * hand on what has become ready with `yield* flow.take()` between pieces of input, so that memory stays bounded.
 */
export class FlowWriter {
  readonly #options: FlowOptions;
  readonly #ready: ParsedItem[] = [];
  readonly #notes: ReportNote[] = [];
  #title: string | null;
  #hasHead = false;
  #page = 1;
  #pageHasText = false;
  #part = new PartBuilder(1);
  #characters = 0;
  #listLines: string[] = [];
  #listCharacters = 0;

  constructor(options: FlowOptions) {
    this.#options = options;
    this.#title = options.title ? tidyLine(options.title).slice(0, 500) || null : null;
  }

  /** The number of the page being written, counted from 1. */
  get page(): number {
    return this.#page;
  }

  /** The document's title, unless it has one already or the head has been handed on. */
  suggestTitle(title: string): void {
    this.#title ??= tidyLine(title).slice(0, 500) || null;
  }

  /** A heading; levels outside 1 to 6 are brought inside. */
  heading(level: number, text: string): void {
    const line = tidyLine(text);
    if (!line) return;
    if (line.length > 1000) {
      this.paragraph(line);
      return;
    }
    if (this.#options.isTitledByHeading !== false) this.suggestTitle(line);
    this.#write('heading', line, { level: Math.min(6, Math.max(1, Math.round(level))) });
  }

  paragraph(text: string): void {
    this.#writeLong('paragraph', tidyText(text));
  }

  /** Text whose line ends and indentation matter. */
  code(text: string): void {
    this.#writeLong('code', tidyCode(text));
  }

  caption(text: string): void {
    this.#writeLong('caption', tidyText(text));
  }

  /** What stands at the head or foot of every page, written once. */
  margin(kind: 'header' | 'footer', text: string): void {
    this.#writeLong(kind, tidyText(text));
  }

  /** An item of a list; items that follow one another become one block, a line each. `depth` counts from 0. */
  item(text: string, depth = 0, marker = '- '): void {
    const indent = '  '.repeat(Math.min(depth, 12));
    const line = tidyText(text);
    if (!line) return;
    const lines = `${indent}${marker}${line.replace(/\n/g, `\n${indent}  `)}`;
    if (this.#listCharacters + lines.length > blockCharacters) this.endList();
    this.#listLines.push(lines);
    this.#listCharacters += lines.length + 1;
  }

  /** Ends a list, so that the next item begins another block. Any other block does so too. */
  endList(): void {
    if (this.#listLines.length === 0) return;
    const text = this.#listLines.join('\n').trimStart();
    this.#listLines = [];
    this.#listCharacters = 0;
    if (text.length > blockCharacters) this.#writeLong('list', text);
    else this.#write('list', text, {});
  }

  /** Rows of a table that are ready, one line each; see `TableWriter`. `continues`: rows of the same table stand before. */
  rows(text: string, header: string | null, continues: boolean): void {
    let rest = continues ? '\n' : '\n\n';
    for (const piece of splitLong(text, blockCharacters)) {
      this.#write('table', piece.text, { header }, rest);
      rest = piece.gap;
    }
  }

  /** Ends a page, the last one too. A page without text is kept, as an empty one, when pages are what people count. */
  nextPage(): void {
    this.endList();
    if (this.#pageHasText || this.#options.paginated) {
      this.#handOn(this.#part.finish());
      this.#page += 1;
      this.#part = new PartBuilder(this.#page);
    }
    this.#pageHasText = false;
  }

  /** Adds a line to the report about the document; the same line is kept once. */
  note(level: ReportNote['level'], text: string, pages?: number[]): void {
    if (this.#notes.some((note) => note.text === text)) return;
    this.#notes.push(pages ? { level, text, pages } : { level, text });
  }

  /** Adds the line for a file, or a part of one, that ends in the middle. */
  noteCut(): void {
    this.note('warning', 'The file ends in the middle: it was probably cut off. What is there was read.');
  }

  /** Adds the line for a file of which something was damaged. */
  noteDamaged(): void {
    this.note(
      'warning',
      'The file is damaged: what could be unpacked was read, but text may be missing or wrong. Get a fresh copy of it if you can.',
    );
  }

  /** The items that have become ready since the last call. */
  *take(): Generator<ParsedItem> {
    yield* this.#ready.splice(0);
  }

  /** Ends the document: what is left, and the tail. */
  *finish(): Generator<ParsedItem> {
    this.endList();
    // After `nextPage` of the last page there is no page to end, except when there never was one.
    if (this.#pageHasText || !this.#hasHead) this.#handOn(this.#part.finish());
    if (this.#characters === 0) this.note('warning', 'There is no text in this document.');
    this.#ready.push({ kind: 'tail', notes: this.#notes });
    yield* this.take();
  }

  #writeLong(kind: BlockKind, text: string): void {
    if (text === '') return;
    if (text.length <= blockCharacters) {
      this.#write(kind, text, {});
      return;
    }
    let gap = '\n\n';
    for (const piece of splitLong(text, blockCharacters)) {
      this.#write(kind, piece.text, {}, gap);
      gap = piece.gap;
    }
  }

  #write(kind: BlockKind, text: string, options: BlockOptions, gap = '\n\n'): void {
    if (kind !== 'list') this.endList();
    if (text === '') return;
    this.#pageHasText = true;
    this.#part.add({
      kind,
      text,
      before: gap,
      ...(options.level ? { level: options.level } : {}),
      ...(options.header ? { header: options.header } : {}),
    });
    this.#characters += text.length;
    if (this.#characters > maximumCharacters)
      throw new BitternError(
        'too-large',
        'This file holds more than 256 million characters of text, which is more than can be searched well. Split it into smaller files.',
      );
    this.#handOn(this.#part.take());
  }

  /** The head goes before the first part: by then the first heading may have given a title. */
  #handOn(part: ParsedPart | null): void {
    if (!part) return;
    if (!this.#hasHead) {
      const { type, paginated, pages = null } = this.#options;
      this.#ready.push({ kind: 'head', type, title: this.#title, pages, paginated });
      this.#hasHead = true;
    }
    this.#ready.push(part);
  }
}
