import type { Recogniser, Recognition } from '../ocr/recogniser.ts';
import { edgesOf } from './furniture.ts';
import { type OpenPdf, openPdf } from './open-pdf.ts';
import type { RawPage } from './read-page.ts';
import { renderPage } from './render.ts';
import { rowsOf } from './rows.ts';
import type { Span } from './span.ts';

/** Below this self-rating what was recognised is more likely noise than text. */
const doubtfulConfidence = 55;

/** Recognises the text of scanned pages, where the machine has what that takes. */
export class ScanReader implements AsyncDisposable {
  readonly #path: string;
  readonly #password: string | null;
  readonly #start: () => Promise<Recogniser | null>;
  #recogniser: Promise<Recogniser | null> | null = null;
  #pdf: OpenPdf | null = null;

  constructor(path: string, password: string | null, start: () => Promise<Recogniser | null>) {
    this.#path = path;
    this.#password = password;
    this.#start = start;
  }

  /** Codes of the languages that pages are read in; empty when text recognition is not available. Starts it. */
  async languages(): Promise<readonly string[]> {
    this.#recogniser ??= this.#start();
    return (await this.#recogniser)?.languages ?? [];
  }

  /** The page with its recognised text, or as it was when none was found in it. */
  async read(page: RawPage): Promise<RawPage> {
    const recogniser = await this.#recogniser;
    if (!recogniser) return page;
    this.#pdf ??= await openPdf(this.#path, this.#password, { decodeImages: true });
    const { png, pixelsPerPoint } = await renderPage(this.#pdf.document, page.number);
    const recognition = await recogniser.recognise(png);
    const rows = rowsOf(spansOf(recognition, pixelsPerPoint));
    if (rows.length === 0) return page;
    return {
      ...page,
      kind: recognition.confidence < doubtfulConfidence ? 'suspicious' : 'text',
      frames: [{ angle: 0, rows }],
      edges: edgesOf(page.number, rows, page.height),
      isRecognised: true,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#pdf?.[Symbol.asyncDispose]();
    await (await this.#recogniser?.catch(() => null))?.[Symbol.asyncDispose]();
  }
}

/** Recognised words as the text of a page, in points. */
export function spansOf({ words }: Recognition, pixelsPerPoint: number): Span[] {
  return words
    .filter(({ text }) => text.trim() !== '')
    .map(
      (word, order): Span => ({
        text: word.text,
        x0: word.x0 / pixelsPerPoint,
        x1: word.x1 / pixelsPerPoint,
        top: word.top / pixelsPerPoint,
        bottom: word.bottom / pixelsPerPoint,
        baseline: word.baseline / pixelsPerPoint,
        // From ascenders to descenders a line is a little higher than its font's size.
        size: (0.9 * word.lineHeight) / pixelsPerPoint,
        font: 'recognised',
        isMonospace: false,
        isRightToLeft: word.isRightToLeft,
        order,
        hasSpaceBefore: true,
      }),
    );
}
