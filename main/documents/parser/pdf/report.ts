import type { ReportNote } from '../../../../preload/contract/document.ts';
import type { ParsedPart } from '../interface.ts';
import type { RawPage } from './read-page.ts';

/** How many page numbers a note carries; the sentence gives the count. */
const maximumPagesInNote = 2_000;

const pagesOf = (count: number): string => (count === 1 ? 'One page' : `${count.toLocaleString('en')} pages`);

/** Collects what a person should know about how well a PDF could be read. */
export class PdfReport {
  readonly #scanned: number[] = [];
  readonly #suspicious: number[] = [];
  readonly #empty: number[] = [];
  readonly #unreadable: number[] = [];
  readonly #cut: number[] = [];
  readonly #recognised: number[] = [];
  readonly #annotated: number[] = [];
  #noteCount = 0;
  #languages: readonly string[] = [];
  #hasRecognitionFailed = false;
  #claimed: { found: number; pages: number } | null = null;
  #pages = 0;

  page(part: ParsedPart, raw: RawPage): void {
    this.#pages += 1;
    if (this.#unreadable.includes(part.page)) return;
    if (part.pageKind === 'scanned') this.#scanned.push(part.page);
    if (part.pageKind === 'suspicious') this.#suspicious.push(part.page);
    if (part.pageKind === 'empty') this.#empty.push(part.page);
    if (raw.notes.length > 0) this.#annotated.push(part.page);
    this.#noteCount += raw.notes.length;
    if (raw.isCut) this.#cut.push(part.page);
    if (raw.isRecognised) this.#recognised.push(part.page);
  }

  unreadable(page: number, cause: unknown): void {
    this.#unreadable.push(page);
    process.stderr.write(`page ${page}: ${(cause as Error)?.message ?? String(cause)}\n`);
  }

  /** Text recognition reads these languages; none means that there is no language data on this machine. */
  recognisedIn(languages: readonly string[]): void {
    this.#languages = languages;
  }

  /** Text recognition was tried and broke down. */
  recognitionFailed(cause: unknown): void {
    this.#hasRecognitionFailed = true;
    process.stderr.write(`text recognition: ${(cause as Error)?.message ?? String(cause)}\n`);
  }

  /** The document promises more pages than can be found. */
  missing(found: number, pages: number): void {
    this.#claimed = { found, pages };
  }

  #scanSentence(): string {
    const what = 'scanned or drawn as a picture: there is no text in it to read or find.';
    if (this.#hasRecognitionFailed) return `${what} Text recognition (OCR) did not work on this machine.`;
    if (this.#languages.length > 0) return `${what} Text recognition (OCR) found none in the picture either.`;
    return `${what} Text recognition (OCR) can make it readable: put language data of Tesseract on this machine and read the document again.`;
  }

  notes(): ReportNote[] {
    const notes: ReportNote[] = [];
    const add = (level: ReportNote['level'], pages: readonly number[], text: string): void => {
      if (pages.length > 0) notes.push({ level, text, pages: pages.slice(0, maximumPagesInNote) });
    };
    const count = (pages: readonly number[]): string => {
      const isAll = pages.length === this.#pages && this.#pages > 1;
      return `${isAll ? `All ${pagesOf(pages.length)}` : pagesOf(pages.length)} ${pages.length === 1 ? 'is' : 'are'}`;
    };
    add(
      'info',
      this.#recognised,
      `${count(this.#recognised)} scanned; the text was recognised by machine (OCR, ${this.#languages.join(' + ')}) and may hold mistakes.`,
    );
    add('warning', this.#scanned, `${count(this.#scanned)} ${this.#scanSentence()}`);
    add(
      'warning',
      this.#suspicious,
      `${count(this.#suspicious)} garbled: the file does not say which letters its signs are, or text recognition failed on it. What is found there may be wrong.`,
    );
    add('warning', this.#unreadable, `${count(this.#unreadable)} damaged and left out.`);
    add(
      'warning',
      this.#cut,
      `${count(this.#cut)} overfull: there is more text than is read from one page, and the rest is left out.`,
    );
    add(
      'info',
      this.#annotated,
      this.#noteCount === 1
        ? 'One comment or added text was read with the page it is on.'
        : `${this.#noteCount.toLocaleString('en')} comments and added texts were read with the pages they are on.`,
    );
    add('info', this.#empty, `${count(this.#empty)} without any text.`);
    if (this.#claimed)
      notes.push({
        level: 'warning',
        text: `The file claims to have ${this.#claimed.pages.toLocaleString('en')} pages, but none could be found for a long stretch before page ${this.#claimed.found.toLocaleString('en')}; reading stopped there.`,
      });
    return notes;
  }
}
