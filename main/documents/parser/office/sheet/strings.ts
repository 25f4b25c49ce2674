import { BitternError } from '../../../../../preload/contract/errors.ts';
import type { XmlHandler } from '../../xml/reader.ts';

const chunkBytes = 1 << 20;
const maximumBytes = 400 << 20;
const maximumCount = 16 << 20;

/**
 * The shared strings of a workbook. They are kept packed as UTF-8 outside the JavaScript heap: as strings, the five
 * million of a large workbook would take most of a gigabyte.
 */
export class StringPool {
  readonly #chunks: Buffer[] = [];
  #used = chunkBytes;
  #bytes = 0;
  /** For each string: chunk, start, length. */
  #places = new Uint32Array(3 * 1024);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** Adds a string; its index is the count before. Throws `too-large` beyond 400 MiB. */
  add(text: string): void {
    const length = Buffer.byteLength(text);
    this.#bytes += length;
    if (this.#bytes > maximumBytes || this.#count >= maximumCount)
      throw new BitternError(
        'too-large',
        'This workbook holds more different texts than Bittern can keep in memory. Split it into smaller ones.',
      );
    let chunk = this.#chunks.at(-1);
    if (!chunk || this.#used + length > chunk.length) {
      chunk = Buffer.allocUnsafe(Math.max(chunkBytes, length));
      this.#chunks.push(chunk);
      this.#used = 0;
    }
    chunk.write(text, this.#used, 'utf8');
    const at = 3 * this.#count;
    if (at + 3 > this.#places.length) {
      const grown = new Uint32Array(this.#places.length * 2);
      grown.set(this.#places);
      this.#places = grown;
    }
    this.#places[at] = this.#chunks.length - 1;
    this.#places[at + 1] = this.#used;
    this.#places[at + 2] = length;
    this.#used += length;
    this.#count += 1;
  }

  /** The string at an index; empty when there is none. */
  get(index: number): string {
    if (!(index >= 0 && index < this.#count)) return '';
    const at = 3 * index;
    const start = this.#places[at + 1]!;
    return this.#chunks[this.#places[at]!]!.toString('utf8', start, start + this.#places[at + 2]!);
  }
}

/** Reads `sharedStrings.xml` into a pool: text and formatted runs, without the pronunciation guides of Japanese cells. */
export class SharedStringsReader implements XmlHandler {
  readonly #pool: StringPool;
  #text = '';
  #isText = false;
  #isGuide = false;

  constructor(pool: StringPool) {
    this.#pool = pool;
  }

  open(name: string): void {
    if (name === 'x:si') this.#text = '';
    else if (name === 'x:rPh') this.#isGuide = true;
    else this.#isText = name === 'x:t';
  }

  close(name: string): void {
    this.#isText = false;
    if (name === 'x:rPh') this.#isGuide = false;
    else if (name === 'x:si') this.#pool.add(unescapeCell(this.#text));
  }

  text(text: string): void {
    if (this.#isText && !this.#isGuide) this.#text += text;
  }
}

/** Characters that XML cannot hold stand as `_x000D_` in cells. */
export function unescapeCell(text: string): string {
  if (!text.includes('_x')) return text;
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
