import type { Row } from './span.ts';

/** What most of a document's text looks like, as far as it has been seen. */
export interface BodyStyle {
  /** Font size of most characters, in points. */
  readonly size: number;
  /** Font of most characters of that size on the page at hand, by its name there. */
  readonly font: string;
}

/** Counts characters by font size over the pages of a document; sizes are told apart by half a point. */
export class SizeCensus {
  readonly #characters = new Map<number, number>();

  add(rows: readonly Row[]): void {
    for (const row of rows)
      for (const span of row.spans) {
        const size = Math.round(span.size * 2) / 2;
        this.#characters.set(size, (this.#characters.get(size) ?? 0) + span.text.length);
      }
  }

  /** The most frequent size, 10 before any text was seen. */
  get bodySize(): number {
    let best = 10;
    let most = 0;
    for (const [size, count] of this.#characters)
      if (count > most) {
        best = size;
        most = count;
      }
    return best;
  }
}

/** The font with the most characters among rows of about the body's size. */
export function bodyFont(rows: readonly Row[], bodySize: number): string {
  const characters = new Map<string, number>();
  for (const row of rows)
    for (const span of row.spans)
      if (Math.abs(span.size - bodySize) < 0.1 * bodySize)
        characters.set(span.font, (characters.get(span.font) ?? 0) + span.text.length);
  let best = '';
  let most = 0;
  for (const [font, count] of characters)
    if (count > most) {
      best = font;
      most = count;
    }
  return best;
}

/** The one font that a row is set in, or null when it mixes fonts in earnest. */
export function fontOf(row: Row): string | null {
  const characters = new Map<string, number>();
  let all = 0;
  for (const span of row.spans) {
    characters.set(span.font, (characters.get(span.font) ?? 0) + span.text.length);
    all += span.text.length;
  }
  for (const [font, count] of characters) if (count >= 0.9 * all) return font;
  return null;
}

/** True for rows in a typewriter font; ideographs are always of one width and count as none. */
export function isTypewritten(row: Row): boolean {
  let mono = 0;
  let all = 0;
  for (const span of row.spans) {
    all += span.text.length;
    if (span.isMonospace && /^[\u0020-\u024F\u2010-\u2028]*$/.test(span.text)) mono += span.text.length;
  }
  return mono >= 0.8 * all;
}
