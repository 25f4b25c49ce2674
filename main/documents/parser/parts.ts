import type { ParsedBlock, ParsedPart } from './interface.ts';

/** One block on its way into a part. */
export interface NewBlock {
  readonly kind: ParsedBlock['kind'];
  /** 1 to 6 for headings; left out for the rest. */
  readonly level?: number;
  readonly text: string;
  /** White space between this block and the one before; by default an empty line. */
  readonly before?: string;
  /** For tables: the text of the header row. */
  readonly header?: string;
}

/** A part is handed on when it has reached this many characters, so that no file is ever in memory whole. */
const partCharacters = 60_000;

/**
 * Puts the blocks of one page together into parts of about 60,000 characters, cut between blocks. `take` after each `add`,
 * and `finish` at the end of the page; both return parts that are ready. Blocks without any text are left out.
 */
export class PartBuilder {
  readonly #page: number;
  #text = '';
  #blocks: ParsedBlock[] = [];
  #hasEarlierText = false;

  constructor(page = 1) {
    this.#page = page;
  }

  add(block: NewBlock): void {
    if (block.text.trim() === '') return;
    if (this.#hasEarlierText) this.#text += block.before ?? '\n\n';
    this.#hasEarlierText = true;
    const start = this.#text.length;
    this.#text += block.text;
    this.#blocks.push({
      kind: block.kind,
      level: block.level ?? null,
      start,
      end: this.#text.length,
      ...(block.header === undefined ? {} : { header: block.header }),
    });
  }

  /** The part so far when it is large enough to hand on, else null. */
  take(): ParsedPart | null {
    return this.#text.length >= partCharacters ? this.#cut() : null;
  }

  /** What is left, or an empty page when nothing was ever added. */
  finish(): ParsedPart | null {
    if (this.#text !== '') return this.#cut();
    if (this.#hasEarlierText) return null;
    return { ...this.#cut(), pageKind: 'empty' };
  }

  #cut(): ParsedPart {
    const part: ParsedPart = {
      kind: 'part',
      page: this.#page,
      pageKind: 'text',
      width: null,
      height: null,
      text: this.#text,
      blocks: this.#blocks,
      words: null,
    };
    this.#text = '';
    this.#blocks = [];
    return part;
  }
}
