import type { ParsedBlock } from '../interface.ts';
import { isRightToLeft, type Line, lineOf, TextBuilder } from './line-text.ts';
import { pitchOf } from './rows.ts';
import type { Row } from './span.ts';
import { type BodyStyle, fontOf, isTypewritten } from './style.ts';

/** A block of a page before it has its place in the page's text. */
export interface DraftBlock {
  readonly kind: ParsedBlock['kind'];
  readonly level: number | null;
  readonly line: Line;
  readonly header?: string;
  /** The words just before and after a hyphen at a line's end stay joined by it. */
  readonly size: number;
}

/** What the layout of one page needs to know about its document. */
export interface LayoutContext {
  readonly body: BodyStyle;
  /** Level in the document's outline of a heading with this text (normalised by `outlineKey`), if it has one. */
  outlineLevel(text: string): number | null;
  /** Whether the document writes this compound with a hyphen elsewhere, in lower case: `well-known`. */
  isCompound(word: string): boolean;
}

const listMarker =
  /^(?:[•‣◦▪●○■□►▶➢✓✔–—*·-]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)]|\[\d{1,3}\]|\(?[ivxlc]{1,5}[.)])(?:\s|$)/;
const sentenceEnd = /[.!?:;…。！？][\])"'”’»]*$/;
/** A line of a table of contents: dots that lead to a page number. */
const contentsLine = /(?:[.…]\s?){4,}\s*[\divxlc]{1,6}$/i;
const captionStart =
  /^(?:figure|fig\.|table|tab\.|chart|diagram|listing|algorithm|abbildung|abb\.|tabelle|tableau|figura|tabla|図|表|图)\s*[\dA-Z]/i;
const numbered =
  /^(?:(\d{1,3}(?:\.\d{1,3}){0,5})\.?|[A-Z]\.|[IVX]{1,5}\.|(?:chapter|part|appendix|kapitel|anhang|chapitre)\s+\w{1,4}[.:]?)\s+\S/i;
const maximumHeadingCharacters = 200;

interface Paragraph {
  readonly rows: Row[];
  readonly lines: Line[];
  readonly isTypewritten: boolean;
  /** Distance to the paragraph above in multiples of the usual distance of baselines. */
  readonly gapBefore: number;
}

/** Cuts the rows of a column into paragraphs, headings, lists, captions and listings, in order. */
export function blocksOf(rows: readonly Row[], context: LayoutContext): DraftBlock[] {
  if (rows.length === 0) return [];
  const paragraphs = paragraphsOf(rows);
  const blocks: DraftBlock[] = [];
  paragraphs.forEach((paragraph, index) => {
    const text = paragraph.lines
      .map((line) => line.text)
      .join(' ')
      .trim();
    if (text === '') return;
    const next = paragraphs[index + 1];
    const level = headingLevel(paragraph, text, next, context);
    const kind: DraftBlock['kind'] = paragraph.isTypewritten
      ? 'code'
      : level !== null
        ? 'heading'
        : captionStart.test(text)
          ? 'caption'
          : listMarker.test(text) || contentsLine.test(text)
            ? 'list'
            : 'paragraph';
    const line = kind === 'code' ? codeText(paragraph.rows) : runningText(paragraph.lines, context);
    const size = paragraph.rows[0]!.size;
    const previous = blocks.at(-1);
    // Items that follow each other closely are one list, a line each.
    if (kind === 'list' && previous?.kind === 'list' && paragraph.gapBefore < 2.5) {
      const builder = new TextBuilder();
      builder.append('', previous.line);
      builder.append('\n', line);
      blocks[blocks.length - 1] = { ...previous, line: builder.finish() };
    } else blocks.push({ kind, level: kind === 'heading' ? level : null, line, size });
  });
  return blocks;
}

function paragraphsOf(rows: readonly Row[]): Paragraph[] {
  const isReversed = isRightToLeft(rows);
  const pitch = pitchOf(rows);
  const seen = isReversed ? rows.map(mirroredRow) : rows;
  const lefts = seen.map((row) => row.x0).sort((a, b) => a - b);
  const rights = seen.map((row) => row.x1).sort((a, b) => a - b);
  const left = lefts[Math.floor(lefts.length * 0.1)]!;
  const right = rights[Math.floor(rights.length * 0.9)]!;
  const paragraphs: Paragraph[] = [];
  let open: Paragraph | null = null;
  let above: Row | null = null;
  for (const [index, row] of seen.entries()) {
    const line = lineOf(rows[index]!, isReversed);
    if (line.text.trim() === '') continue;
    const mono = isTypewritten(row);
    const gap = above ? (row.baseline - above.baseline) / pitch : 9;
    if (open && above && continues({ open, above, row, line, mono, gap, left, right })) {
      open.rows.push(row);
      open.lines.push(line);
    } else {
      open = { rows: [row], lines: [line], isTypewritten: mono, gapBefore: gap };
      paragraphs.push(open);
    }
    above = row;
  }
  return paragraphs;
}

/** The row as it would stand on the page in a mirror: what is right for a line that runs from left to right then is for it. */
function mirroredRow(row: Row): Row {
  return { ...row, x0: -row.x1, x1: -row.x0, spans: row.spans.toReversed() };
}

interface Situation {
  readonly open: Paragraph;
  readonly above: Row;
  readonly row: Row;
  readonly line: Line;
  readonly mono: boolean;
  readonly gap: number;
  readonly left: number;
  readonly right: number;
}

/** Whether a row continues the paragraph above it. */
function continues({ open, above, row, line, mono, gap, left, right }: Situation): boolean {
  if (gap < -0.2) return false;
  if (open.isTypewritten !== mono)
    return mono && !open.isTypewritten ? isInlineCode(open, above, row, gap, right) : false;
  if (mono) return gap < 2.4;
  if (contentsLine.test(open.lines.at(-1)!.text.trim())) return false;
  const size = Math.max(above.size, row.size);
  // A line that ends as the next begins goes on, even if most of it is set in another size or font, as small capitals are.
  const isSeamless = above.spans.at(-1)!.font === row.spans[0]!.font;
  if (Math.abs(above.size - row.size) > 0.12 * size && !isSeamless) return false;
  // Leading differs from place to place; a paragraph's own, where it has two lines, says more than the page's.
  if (gap > 1.4 && gap > 1.25 * ownGap(open, above, row, gap)) return false;
  const aboveFont = fontOf(above);
  const font = fontOf(row);
  if (
    !isSeamless &&
    aboveFont !== null &&
    font !== null &&
    aboveFont !== font &&
    open.rows.every((other) => fontOf(other) === aboveFont)
  )
    return false;
  if (listMarker.test(line.text)) return false;
  const isFirst = open.rows.length === 1;
  const step = row.x0 - above.x0;
  const isHanging = isFirst && listMarker.test(open.lines[0]!.text);
  if (step > 0.7 * size && !isHanging && (!isFirst || sentenceEnd.test(open.lines.at(-1)!.text.trim())))
    return row.x0 - left > 12 * size && above.x0 - left > 2 * size;
  // An outdented line belongs to the one above only as the second line of a paragraph with an indented first one.
  if (step < -0.7 * size && !isFirst && above.x0 - left > 0.7 * size && isBlockIndented(open)) return false;
  const isShort = above.x1 < right - 0.15 * (right - left);
  return !(isShort && sentenceEnd.test(open.lines.at(-1)!.text.trim()) && !isHanging);
}

/** A full line of prose that happens to be code from edge to edge, between lines of prose. */
function isInlineCode(open: Paragraph, above: Row, row: Row, gap: number, right: number): boolean {
  return (
    gap < 1.15 &&
    Math.abs(above.size - row.size) < 0.15 * row.size &&
    above.x1 > right - 0.05 * (right - row.x0) &&
    !sentenceEnd.test(open.lines.at(-1)!.text.trim())
  );
}

function ownGap(open: Paragraph, above: Row, row: Row, gap: number): number {
  const [first, second] = open.rows;
  if (!first || !second) return 1;
  return ((second.baseline - first.baseline) / (row.baseline - above.baseline)) * gap;
}

const isBlockIndented = (open: Paragraph): boolean =>
  Math.abs(open.rows[0]!.x0 - open.rows.at(-1)!.x0) < 0.5 * open.rows[0]!.size;

/** The level of a heading, or null for a paragraph that is none. */
function headingLevel(
  paragraph: Paragraph,
  text: string,
  next: Paragraph | undefined,
  context: LayoutContext,
): number | null {
  if (paragraph.isTypewritten || paragraph.rows.length > 3 || text.length > maximumHeadingCharacters)
    return null;
  if (!/\p{L}/u.test(text) || text.length < 2) return null;
  const outlined = context.outlineLevel(text);
  const ratio = paragraph.rows[0]!.size / context.body.size;
  if (outlined !== null && ratio > 0.95) return outlined;
  const number = numbered.exec(text);
  const depth = number?.[1] === undefined ? null : number[1].split('.').length;
  if (ratio >= 1.12) return depth ?? (ratio >= 1.8 ? 1 : ratio >= 1.4 ? 2 : ratio >= 1.2 ? 3 : 4);
  if (ratio < 0.95 || captionStart.test(text) || paragraph.rows.length > 2 || !next) return null;
  // At the size of the text a heading differs in its font, stands apart, and is followed by text in the body's font.
  const font = fontOf(paragraph.rows[0]!);
  if (font === null || font === context.body.font || paragraph.gapBefore < 1.3) return null;
  if (/[.,;]$/.test(text) || text.length > 100 || listMarker.test(text)) return null;
  if (fontOf(next.rows[0]!) === font || next.isTypewritten) return null;
  if (/^(?:note|tip|hint|warning|caution|important|example)\b.{0,3}$/i.test(text)) return null;
  return depth ?? 4;
}

/** Lines of a paragraph joined by spaces, words parted at a line's end put together again. */
export function runningText(lines: readonly Line[], context: Pick<LayoutContext, 'isCompound'>): Line {
  const builder = new TextBuilder();
  let before = '';
  lines.forEach((line, index) => {
    if (index === 0 || isDashed(before, line.text)) builder.append('', line);
    else if (isParted(before, line.text)) {
      if (!keepsHyphen(before, line.text, context)) builder.dropLastCharacter();
      builder.append('', line);
    } else builder.append(' ', line);
    before = line.text;
  });
  return builder.finish();
}

const hyphens = /[\p{L}\d][-\u00AD\u2010]$/u;

/** Whether a line ends with a dash between two words or numbers: `737–` and `800`. */
const isDashed = (before: string, after: string): boolean =>
  /[\p{L}\d][–—]$/u.test(before) && /^[\p{L}\d]/u.test(after);

/** Whether a word begins at the end of one line and ends at the beginning of the next. */
export function isParted(before: string, after: string): boolean {
  return hyphens.test(before) && /^\p{L}|^\d/u.test(after) && !/^\p{Lu}\p{Ll}/u.test(after);
}

/** Whether the hyphen at the end of a line belongs to the word and not to the line. */
export function keepsHyphen(
  before: string,
  after: string,
  context: Pick<LayoutContext, 'isCompound'>,
): boolean {
  if (before.endsWith('\u00AD')) return false;
  const left = /[\p{L}\d-]+$/u.exec(before.slice(0, -1))?.[0] ?? '';
  const right = /^[\p{L}\d]+/u.exec(after)?.[0] ?? '';
  // "Owned-and-" and "the-air" are parts of compounds that have hyphens of their own.
  if (left.includes('-') || after[right.length] === '-') return true;
  // "COVID-19", "F-16", "X-ray": numbers and capitals are not hyphenated by typesetters.
  if (
    /\d/.test(left) ||
    /^\d/.test(right) ||
    (left.length > 1 && left === left.toUpperCase()) ||
    /^\p{Lu}/u.test(right)
  )
    return true;
  return context.isCompound(`${left}-${right}`.toLowerCase());
}

/** Rows of a listing, a line each, with the indentation they show. */
function codeText(rows: readonly Row[]): Line {
  const builder = new TextBuilder();
  const left = Math.min(...rows.map((row) => row.x0));
  const pitch = pitchOf(rows);
  let above: Row | null = null;
  for (const row of rows) {
    const line = lineOf(row);
    const [span] = row.spans;
    const character = span && span.text.length > 0 ? (span.x1 - span.x0) / span.text.length : 0;
    const indent = character > 0 ? Math.min(60, Math.round((row.x0 - left) / character)) : 0;
    const isBlankBetween = above !== null && row.baseline - above.baseline > 1.6 * pitch;
    builder.append((above === null ? '' : isBlankBetween ? '\n\n' : '\n') + ' '.repeat(indent), line);
    above = row;
  }
  return builder.finish();
}
