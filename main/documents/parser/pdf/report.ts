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
  #claimed: { found: number; pages: number } | null = null;
  #pages = 0;

  page(part: ParsedPart, raw: RawPage): void {
    this.#pages += 1;
    if (this.#unreadable.includes(part.page)) return;
    if (part.pageKind === 'scanned') this.#scanned.push(part.page);
    if (part.pageKind === 'suspicious') this.#suspicious.push(part.page);
    if (part.pageKind === 'empty') this.#empty.push(part.page);
    if (raw.isCut) this.#cut.push(part.page);
  }

  unreadable(page: number, cause: unknown): void {
    this.#unreadable.push(page);
    process.stderr.write(`page ${page}: ${(cause as Error)?.message ?? String(cause)}\n`);
  }

  /** The document promises more pages than can be found. */
  missing(found: number, pages: number): void {
    this.#claimed = { found, pages };
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
      'warning',
      this.#scanned,
      `${count(this.#scanned)} scanned or drawn as a picture: there is no text in it to read or find. Text recognition (OCR) can make it readable.`,
    );
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
    add('info', this.#empty, `${count(this.#empty)} without any text.`);
    if (this.#claimed)
      notes.push({
        level: 'warning',
        text: `The file claims to have ${this.#claimed.pages.toLocaleString('en')} pages, but none could be found for a long stretch before page ${this.#claimed.found.toLocaleString('en')}; reading stopped there.`,
      });
    return notes;
  }
}
