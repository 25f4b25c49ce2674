import type { NewBlock } from '../parts.ts';
import type { Line } from './lines.ts';

/** Finds the blocks of a text line by line, in one pass, without looking back further than the open block. */
export interface BlockScanner {
  line(line: Line): void;
  end(): void;
  /** The blocks that are complete since the last call. */
  take(): NewBlock[];
}

/** An open block is closed and continued as another of its kind beyond this many characters. */
const maximumBlockCharacters = 16_000;

/** Collects lines into blocks for a scanner, and keeps account of the white space between blocks. */
export class BlockCollector {
  #ready: NewBlock[] = [];
  #text = '';
  #lines = 0;
  #lastLine = '';
  #before = '';
  #blankLines = 0;
  #open: Pick<NewBlock, 'kind' | 'level' | 'header'> | null = null;

  /** The kind of the open block, or null between blocks. */
  get kind(): NewBlock['kind'] | null {
    return this.#open?.kind ?? null;
  }

  /** How many lines the open block has. */
  get lines(): number {
    return this.#lines;
  }

  get text(): string {
    return this.#text;
  }

  /** The last line of the open block. */
  get lastLine(): string {
    return this.#lastLine;
  }

  blank(): void {
    this.#blankLines += 1;
  }

  /** How many empty lines came since the last line of text. */
  get blankLines(): number {
    return this.#blankLines;
  }

  /** Closes the open block, if any, and opens one of another kind. */
  open(block: Pick<NewBlock, 'kind' | 'level' | 'header'>): void {
    this.close();
    this.#open = block;
  }

  /** Adds a line to the open block; empty lines that came before it within the block are kept. */
  add(line: Line): void {
    if (this.#open === null) this.open({ kind: 'paragraph' });
    if (this.#text.length > 0 && this.#text.length + line.text.length > maximumBlockCharacters) {
      const { header: _, ...continued } = this.#open!;
      const header = this.#open!.header;
      this.close();
      this.#open = header === undefined ? continued : { ...continued, header };
    }
    const gap = line.isStart ? (this.#blankLines > 0 ? '\n\n' : '\n') : '';
    if (this.#lines === 0) this.#before = gap;
    else this.#text += gap;
    this.#text += line.text;
    this.#lastLine = line.text;
    this.#lines += 1;
    this.#blankLines = 0;
  }

  /** Takes the last line back out of the open block, which is to become the first of another. Null when there is none. */
  takeLastLine(): Line | null {
    if (this.#lines === 0) return null;
    const cut = this.#text.lastIndexOf('\n');
    const text = this.#text.slice(cut + 1);
    this.#lines -= 1;
    if (cut < 0) {
      this.#text = '';
      this.#open = null;
      if (this.#before === '\n\n') this.#blankLines = Math.max(1, this.#blankLines);
      return { text, isStart: this.#before !== '' };
    }
    this.#text = this.#text.slice(0, cut);
    return { text, isStart: true };
  }

  close(): void {
    if (this.#open && this.#lines > 0)
      this.#ready.push({ ...this.#open, text: this.#text, before: this.#before });
    this.#open = null;
    this.#text = '';
    this.#lines = 0;
  }

  take(): NewBlock[] {
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }
}
