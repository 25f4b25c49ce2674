/**
 * A run of text of one font on a page, in the coordinates of its frame: PDF points, x in the direction of reading,
 * y towards the next line.
 */
export interface Span {
  readonly text: string;
  readonly x0: number;
  readonly x1: number;
  readonly top: number;
  readonly bottom: number;
  readonly baseline: number;
  /** Font size in points. */
  readonly size: number;
  /** Name of the font within the document; equal names are equal fonts. */
  readonly font: string;
  readonly isMonospace: boolean;
  readonly isRightToLeft: boolean;
  /** Place in the order in which the page draws its text. */
  readonly order: number;
  /** The page draws white space between the span before this one and this one. */
  readonly hasSpaceBefore: boolean;
}

/** Spans that share a baseline, from left to right. */
export interface Row {
  readonly spans: readonly Span[];
  readonly x0: number;
  readonly x1: number;
  readonly top: number;
  readonly bottom: number;
  readonly baseline: number;
  /** Size of most of its characters. */
  readonly size: number;
}

/** Puts spans together as a row. `spans` must not be empty. */
export function rowOf(spans: readonly Span[]): Row {
  const sorted = [...spans].sort((a, b) => a.x0 - b.x0 || a.order - b.order);
  let x1 = -Infinity;
  let top = Infinity;
  let bottom = -Infinity;
  for (const span of sorted) {
    if (span.x1 > x1) x1 = span.x1;
    if (span.top < top) top = span.top;
    if (span.bottom > bottom) bottom = span.bottom;
  }
  const main = dominantSpan(sorted);
  return { spans: sorted, x0: sorted[0]!.x0, x1, top, bottom, baseline: main.baseline, size: main.size };
}

/** The span with the most characters. */
export function dominantSpan(spans: readonly Span[]): Span {
  return spans.reduce((longest, span) => (span.text.length > longest.text.length ? span : longest));
}

/** How many characters a row has. */
export function charactersOf(row: Row): number {
  return row.spans.reduce((sum, span) => sum + span.text.length, 0);
}

/** The middle value of numbers; 0 of none. */
export function median(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

/** What stands in a row, with spaces between its spans. */
export function textOf(row: Row): string {
  return row.spans
    .map((span) => span.text)
    .join(' ')
    .trim();
}

/** Signs that say as much as several letters: ideographs and syllables. */
export const wideCharacter = /[\u2E80-\u9FFF\uAC00-\uD7A3\uF900-\uFAFF\uFF00-\uFFEF]/;
