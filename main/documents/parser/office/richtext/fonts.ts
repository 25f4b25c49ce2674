import { codePageOfCharset, decodeCodePage, decodeSymbols } from './code-pages.ts';

/** The fonts of a document, as far as they say how bytes become characters. */
export class RtfFonts {
  readonly #encodings = new Map<number, number | 'symbol'>();
  #codePage = 1252;
  #defaultFont = 0;
  #defined = 0;

  /** Takes a control word that says something about encodings. `isInTable`: it stands in the table of fonts. */
  control(name: string, value: number | null, isInTable: boolean): void {
    switch (name) {
      case 'f':
        if (isInTable) this.#defined = value ?? 0;
        break;
      case 'fcharset':
        this.#define(value === 2 ? 'symbol' : codePageOfCharset(value ?? 0));
        break;
      case 'cpg':
        if (isInTable) this.#define(value);
        break;
      case 'ansicpg':
        if (value) this.#codePage = value;
        break;
      case 'mac':
        this.#codePage = 10_000;
        break;
      case 'pc':
        this.#codePage = 437;
        break;
      case 'pca':
        this.#codePage = 850;
        break;
      case 'deff':
        this.#defaultFont = value ?? 0;
        break;
    }
  }

  /** The characters of bytes in a font; a negative number means the document's font. */
  decode(bytes: readonly number[], font: number): string {
    const encoding = this.#encodings.get(font < 0 ? this.#defaultFont : font) ?? this.#codePage;
    return encoding === 'symbol' ? decodeSymbols(bytes) : decodeCodePage(bytes, encoding);
  }

  #define(encoding: number | 'symbol' | null): void {
    if (encoding) this.#encodings.set(this.#defined, encoding);
  }
}
