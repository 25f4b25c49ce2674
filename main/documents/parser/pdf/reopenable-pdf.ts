import type { FilledField } from './form-fields.ts';
import type { PDFDocumentProxy } from './library.ts';
import { endParsingThread, type OpenPdf, openPdf } from './open-pdf.ts';
import { type RawPage, readPage } from './read-page.ts';

/** A PDF that is opened anew when the library got stuck in one of its pages. */
export class ReopenablePdf implements AsyncDisposable {
  readonly #path: string;
  readonly #password: string | null;
  #pdf: OpenPdf;
  readonly numberOfPages: number;

  private constructor(path: string, password: string | null, pdf: OpenPdf) {
    this.#path = path;
    this.#password = password;
    this.#pdf = pdf;
    this.numberOfPages = pdf.document.numPages;
  }

  /** Throws as `openPdf` does. */
  static async open(path: string, password: string | null): Promise<ReopenablePdf> {
    return new ReopenablePdf(path, password, await openPdf(path, password));
  }

  get document(): PDFDocumentProxy {
    return this.#pdf.document;
  }

  /** Reads one page, with what was filled into the form fields on it. Throws when it cannot be found or read. */
  async read(number: number, fields: readonly FilledField[] = []): Promise<RawPage> {
    const { page, isAbandoned } = await readPage(this.document, number, fields);
    if (isAbandoned) {
      await endParsingThread();
      this.#pdf = await openPdf(this.#path, this.#password);
    }
    return page;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pdf[Symbol.asyncDispose]();
  }
}
