import type { Row, Span } from './span.ts';

/** Where the text of a span stands in a text. */
export interface Piece {
  readonly start: number;
  readonly end: number;
  readonly span: Span;
}

/** Text, and the spans it was made of. */
export interface Line {
  readonly text: string;
  readonly pieces: readonly Piece[];
}

/** Gaps wider than this share of the font size are spaces, also where the page draws none. */
const spaceWidth = 0.2;

function isSeparated(before: Span, after: Span): boolean {
  if (/\s$/.test(before.text) || /^\s/.test(after.text)) return false;
  const gap = after.x0 - before.x1;
  const size = Math.min(before.size, after.size);
  // Text that is drawn over other text, as in a table whose cells are too narrow, is not part of its last word.
  if (gap < -0.4 * size) return true;
  // The library has seen the glyphs' own widths: where it found a space between neighbours in the drawing, there is one.
  if (after.hasSpaceBefore && after.order === before.order + 1) return true;
  return gap > spaceWidth * size;
}

/** Whether rows are written from right to left: most of their text is in a script of that direction. */
export function isRightToLeft(rows: readonly Row[]): boolean {
  let rightToLeft = 0;
  let all = 0;
  for (const row of rows)
    for (const span of row.spans) {
      all += span.text.length;
      if (span.isRightToLeft) rightToLeft += span.text.length;
    }
  return rightToLeft * 2 > all;
}

/**
 * Spans of a line in the order of reading. In right-to-left text the spans run from right to left, but numbers and
 * foreign words within it from left to right (the Unicode Bidirectional Algorithm's rule L2 for two levels; the text
 * within each span is in logical order already).
 */
function inReadingOrder(spans: readonly Span[], isReversed: boolean): readonly Span[] {
  if (!isReversed) return spans;
  const ordered: Span[] = [];
  let foreign: Span[] = [];
  for (const span of [...spans].reverse()) {
    if (span.isRightToLeft || !/[\p{L}\p{N}]/u.test(span.text)) {
      ordered.push(...foreign, span);
      foreign = [];
    } else foreign.unshift(span);
  }
  return [...ordered, ...foreign];
}

/** Whether a span is a small sign above the line: an exponent, the mark of a note. */
const isRaised = (span: Span, row: Row): boolean =>
  span.size <= 0.8 * row.size && row.baseline - span.baseline > 0.2 * row.size;

const isNumber = /^[-−–+]?\d/;
const isWordEnd = /[\p{L}\p{N})\]”"’».,;:!?。、，]$/u;

/** The text of a row, with the places of its spans in it. `isReversed` is the direction of the text that it is part of. */
export function lineOf(row: Row, isReversed: boolean = isRightToLeft([row])): Line {
  const pieces: Piece[] = [];
  let text = '';
  let before: Span | null = null;
  for (const span of inReadingOrder(row.spans, isReversed)) {
    if (before) {
      const isBackwards = before.x0 > span.x0;
      if (isBackwards ? isSeparated(mirrored(before), mirrored(span)) : isSeparated(before, span))
        text += ' ';
      // 10 with a raised 6 is not 106, and a word with the mark of a note no other word.
      else if (
        isRaised(span, row) &&
        !isRaised(before, row) &&
        isNumber.test(span.text) &&
        isWordEnd.test(text)
      )
        text += '^';
    }
    pieces.push({ start: text.length, end: text.length + span.text.length, span });
    text += span.text;
    before = span;
  }
  return { text, pieces };
}

/** The span as seen from the other side of the page, for lines that run from right to left. */
function mirrored(span: Span): Span {
  return { ...span, x0: -span.x1, x1: -span.x0 };
}

/** Text that grows line by line, with the places of its spans. */
export class TextBuilder {
  #parts: string[] = [];
  #length = 0;
  #pieces: Piece[] = [];

  append(joint: string, line: Line): void {
    const offset = this.#length + joint.length;
    this.#parts.push(joint, line.text);
    this.#length = offset + line.text.length;
    for (const { start, end, span } of line.pieces)
      this.#pieces.push({ start: start + offset, end: end + offset, span });
  }

  /** Takes the last character off, as when a hyphen at the end of a line is repaired. */
  dropLastCharacter(): void {
    const last = this.#parts.pop() ?? '';
    this.#parts.push(last.slice(0, -1));
    this.#length -= 1;
    const piece = this.#pieces.at(-1);
    if (piece) this.#pieces[this.#pieces.length - 1] = { ...piece, end: Math.min(piece.end, this.#length) };
  }

  finish(): Line {
    return { text: this.#parts.join(''), pieces: this.#pieces };
  }
}
