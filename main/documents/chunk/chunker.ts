import { countTokens } from '../../tokenizer/index.ts';
import type { ParsedBlock } from '../parser/interface.ts';
import { headingText } from '../parser/text/heading-text.ts';
import { HeadingPath } from './heading-path.ts';
import { type Unit, unitsOf } from './units.ts';

/** A part of a document with its place in the document's text. */
export interface PlacedPart {
  /** UTF-16 offset of the part's text in the document's. */
  start: number;
  page: number;
  text: string;
  blocks: readonly ParsedBlock[];
}

/** A unit of a chunk; offsets count from the chunk's start. */
export interface ChunkUnit extends Unit {
  /** True for the first unit of a paragraph, table, list… */
  startsBlock: boolean;
  isHeading: boolean;
}

/** A stretch of a document that is found as one. `text` is the document's text between `start` and `end`. */
export interface Chunk {
  start: number;
  end: number;
  page: number;
  lastPage: number;
  headings: string[];
  /** The header rows of tables that began in an earlier chunk. */
  tableHeader: string;
  tokens: number;
  text: string;
  units: ChunkUnit[];
}

interface OpenUnit extends ChunkUnit {
  page: number;
  kind: ParsedBlock['kind'];
  /** Header row and beginning of the table that the unit is a row of. */
  table: { header: string; start: number } | null;
}

interface OpenChunk {
  headings: string[];
  units: OpenUnit[];
  tokens: number;
}

/** Sizes in BTLM tokens. */
const size = {
  /** A chunk is closed before it would exceed this. */
  most: 256,
  /** With this many a chunk rather ends with a paragraph than takes only a part of the next. */
  enough: 128,
  /** What is smaller joins its neighbour, if need be across a heading: the pieces of a title page, a section of one line. */
  least: 48,
  /** A section's last chunk may grow by a remainder that would be too small alone. */
  mostWithRemainder: 320,
  /** A longer last sentence is not repeated at the start of the next chunk. */
  mostOverlap: 40,
} as const;

/**
 * Cuts a document, part by part, into chunks of about 256 tokens along its structure: a chunk begins with a heading or
 * a paragraph where that can be had, otherwise with the last sentence of the one before. Running headers and footers are
 * in no chunk, everything else is.
 */
export class Chunker {
  readonly #path = new HeadingPath();
  /** The document's text from `#bufferStart` on, as far back as an unfinished chunk needs it. */
  #buffer = '';
  #bufferStart = 0;
  #open: OpenChunk = { headings: [], units: [], tokens: 0 };
  /** The last closed chunk, as long as a remainder of its section may join it. */
  #held: OpenChunk | null = null;
  #ready: Chunk[] = [];

  /** Takes the next part; returns the chunks that are finished by it. */
  add(part: PlacedPart): Chunk[] {
    // Between two pages stands a form feed that belongs to neither.
    this.#buffer = this.#buffer.padEnd(part.start - this.#bufferStart, '\f') + part.text;
    for (const block of part.blocks) this.#block(block, part);
    return this.#take();
  }

  /** The chunks that were waiting for more. */
  end(): Chunk[] {
    this.#endSection();
    this.#close();
    this.#release();
    return this.#take();
  }

  #block(block: ParsedBlock, part: PlacedPart): void {
    if (block.kind === 'header' || block.kind === 'footer') {
      this.#endSection();
      this.#close();
      this.#release();
      return;
    }
    const text = part.text.slice(block.start, block.end);
    const isHeading = block.kind === 'heading';
    if (isHeading) {
      this.#endSection();
      this.#path.enter(block.level ?? 1, headingText(text));
    }
    const start = part.start + block.start;
    const units = unitsOf(block.kind, text);
    const tokens = units.reduce((sum, unit) => sum + unit.tokens, 0);
    const fits = this.#open.tokens + tokens <= size.most;
    if (!fits && tokens <= size.most && this.#open.tokens >= size.enough) this.#close();
    for (const [index, unit] of units.entries())
      this.#unit({
        start: start + unit.start,
        end: start + unit.end,
        tokens: unit.tokens,
        startsBlock: index === 0,
        isHeading,
        page: part.page,
        kind: block.kind,
        table: block.kind === 'table' && block.header ? { header: block.header, start } : null,
      });
  }

  #unit(unit: OpenUnit): void {
    if (this.#open.units.length > 0 && this.#open.tokens + unit.tokens > size.most) {
      const last = this.#open.units.at(-1)!;
      this.#close();
      const continues = !unit.startsBlock && (unit.kind === 'paragraph' || unit.kind === 'list');
      if (continues && last.tokens <= size.mostOverlap) this.#push(last);
    }
    this.#push(unit);
  }

  #push(unit: OpenUnit): void {
    if (this.#open.units.length === 0) this.#open.headings = this.#path.texts;
    this.#open.units.push(unit);
    this.#open.tokens += unit.tokens;
  }

  /** Before a heading: closes what stands above it, unless that is too little to be found alone. */
  #endSection(): void {
    if (this.#open.tokens >= size.least) {
      this.#close();
      return;
    }
    const held = this.#held;
    if (!held || held.tokens + this.#open.tokens > size.mostWithRemainder) return;
    const isSameSection = held.headings.join('\n') === this.#open.headings.join('\n');
    if (!isSameSection || this.#open.units.length === 0) return;
    const end = held.units.at(-1)!.end;
    for (const unit of this.#open.units) if (unit.start >= end) held.units.push(unit);
    held.tokens += this.#open.tokens;
    this.#open = { headings: [], units: [], tokens: 0 };
  }

  #close(): void {
    if (this.#open.units.length === 0) return;
    this.#release();
    this.#held = this.#open;
    this.#open = { headings: [], units: [], tokens: 0 };
  }

  /** Nothing can join the held chunk any more: cuts its text out. */
  #release(): void {
    const held = this.#held;
    this.#held = null;
    if (!held) return;
    const first = held.units[0]!;
    const last = held.units.at(-1)!;
    const text = this.#buffer.slice(first.start - this.#bufferStart, last.end - this.#bufferStart);
    this.#ready.push({
      start: first.start,
      end: last.end,
      page: first.page,
      lastPage: last.page,
      headings: held.headings,
      tableHeader: tableHeaders(held.units, first.start),
      tokens: countTokens(text),
      text,
      units: held.units.map(({ start, end, tokens, startsBlock, isHeading }) => ({
        start: start - first.start,
        end: end - first.start,
        tokens,
        startsBlock,
        isHeading,
      })),
    });
  }

  #take(): Chunk[] {
    const needed = (this.#held ?? this.#open).units[0]?.start ?? this.#bufferStart + this.#buffer.length;
    this.#buffer = this.#buffer.slice(needed - this.#bufferStart);
    this.#bufferStart = needed;
    const ready = this.#ready;
    this.#ready = [];
    return ready;
  }
}

function tableHeaders(units: readonly OpenUnit[], chunkStart: number): string {
  const headers = new Set<string>();
  for (const { table } of units) if (table && table.start < chunkStart) headers.add(table.header);
  return [...headers].join('\n');
}
