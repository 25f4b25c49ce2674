import { createHash } from 'node:crypto';
import { BitternError, type ReportNote } from '../../../preload/contract/index.ts';
import { chunkIdOf, chunksAReading } from '../../store/chunks.ts';
import type { FinishOutcome, NewPage, ReadingWriter } from '../../store/readings.ts';
import { countTokens } from '../../tokenizer/index.ts';
import { type Chunk, Chunker } from '../chunk/chunker.ts';
import { countWords, ngramColumn } from '../language/words.ts';
import type { ParsedHead, ParsedPart } from '../parser/interface.ts';

/** One write to the database, to be run in a transaction. */
export type Step = (writer: ReadingWriter) => void;

/** So much of the text before the last part is kept to check chunks against: more than a chunk and the one held back. */
const tailCharacters = 2 ** 16;

/** Turns what a parser finds in one document into rows, part by part. It computes; the steps it gives do the writing. */
export class Reading {
  readonly id: number;
  readonly #head: ParsedHead;
  readonly #chunker = new Chunker();
  #page: NewPage | null = null;
  #length = 0;
  #tail = '';
  #pages = 0;
  #doubtfulPages = 0;
  #words = 0;
  #tokens = 0;
  #chunks = 0;

  constructor(id: number, head: ParsedHead) {
    this.id = id;
    this.#head = head;
  }

  add(part: ParsedPart): Step[] {
    const steps: Step[] = [];
    if (this.#page?.number !== part.page) {
      // A form feed stands between two pages, also around pages that a parser left out.
      const between = this.#page === null ? 0 : Math.max(1, part.page - this.#page.number);
      steps.push(...this.#endPage());
      this.#append('\f'.repeat(between));
      const { page: number, pageKind: kind, width, height } = part;
      this.#page = { number, kind, width, height, start: this.#length, end: this.#length };
    } else if (part.pageKind !== 'empty' && this.#page.kind === 'empty') this.#page.kind = part.pageKind;

    const start = this.#length;
    this.#append(part.text);
    this.#page.end = this.#length;
    this.#words += countWords(part.text);
    this.#tokens += countTokens(part.text);
    steps.push((writer) => writer.part(this.id, { ...part, start }));
    for (const chunk of this.#chunker.add({ start, page: part.page, text: part.text, blocks: part.blocks }))
      steps.push(this.#chunk(chunk));
    return steps;
  }

  /** @returns the last steps; the very last makes the document show this reading. */
  finish(notes: ReportNote[], milliseconds: number, onDone: (outcome: FinishOutcome) => void): Step[] {
    const steps = [...this.#chunker.end().map((chunk) => this.#chunk(chunk)), ...this.#endPage()];
    steps.push((writer) =>
      onDone(
        writer.finish(
          this.id,
          {
            paginated: this.#head.paginated,
            pages: this.#pages,
            doubtfulPages: this.#doubtfulPages,
            characters: this.#length,
            words: this.#words,
            tokens: this.#tokens,
            chunks: this.#chunks,
            notes,
            milliseconds,
          },
          { type: this.#head.type, title: this.#head.title },
        ),
      ),
    );
    return steps;
  }

  #append(text: string): void {
    this.#length += text.length;
    this.#tail = this.#tail.slice(-tailCharacters) + text;
  }

  #endPage(): Step[] {
    const page = this.#page;
    if (!page) return [];
    this.#pages += 1;
    if (page.kind !== 'text') this.#doubtfulPages += 1;
    return [(writer) => writer.page(this.id, page)];
  }

  #chunk(chunk: Chunk): Step {
    const tailStart = this.#length - this.#tail.length;
    if (this.#tail.slice(chunk.start - tailStart, chunk.end - tailStart) !== chunk.text)
      throw new Error(`The chunk at ${chunk.start} is not the text at its place.`);
    const number = this.#chunks;
    this.#chunks += 1;
    if (number >= chunksAReading)
      throw new BitternError(
        'too-large',
        'This document has more text than Bittern can search. Split it into several files.',
      );
    const heading = [...chunk.headings, ...(chunk.tableHeader ? [chunk.tableHeader] : [])].join('\n');
    const row = {
      ...chunk,
      id: chunkIdOf(this.id, number),
      heading,
      ngrams: ngramColumn(`${chunk.text}\n${heading}`),
      hash: createHash('sha256').update(`${heading}\0${chunk.text}`).digest('hex').slice(0, 32),
    };
    return (writer) => writer.chunk(this.id, row);
  }
}
