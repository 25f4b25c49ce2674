import { levelOf } from '../office/word/paragraph.ts';
import { paragraphModifiersIn } from './paragraph-modifiers.ts';
import { type BinTable, propertyRuns } from './property-runs.ts';
import { plainStyle, type WordStyle } from './style-sheet.ts';

/** What the properties of a paragraph and its style say about its role. */
export interface ParagraphStyle extends Pick<WordStyle, 'role' | 'headingLevel' | 'hides'> {
  /** The list that counts it, by its number, and its depth there from 0. */
  readonly list: { readonly number: number; readonly depth: number } | null;
  /** It stands in a cell, or is the mark at the end of a table's row. */
  readonly isInTable: boolean;
  /** It is the mark at the end of a table's row. */
  readonly isRowEnd: boolean;
}

/** The style of a paragraph that says nothing about itself. */
export const plainParagraph: ParagraphStyle = {
  role: null,
  headingLevel: null,
  hides: plainStyle.hides,
  list: null,
  isInTable: false,
  isRowEnd: false,
};

/**
 * A look-up from a place in the text stream to the style of the paragraph there. All places of a paragraph have the same
 * object, and no other paragraph with a list has it.
 */
export function paragraphStyles(
  runs: Omit<BinTable, 'entryBytes'>,
  styles: (index: number) => WordStyle,
): (position: number) => ParagraphStyle {
  const read = (page: DataView, at: number): ParagraphStyle => styleAt(page, at, styles);
  return propertyRuns({ ...runs, entryBytes: 13 }, plainParagraph, read);
}

/** Style index and modifiers of a paragraph. */
function styleAt(page: DataView, at: number, styles: (index: number) => WordStyle): ParagraphStyle {
  const words = page.getUint8(at);
  const from = words === 0 ? at + 2 : at + 1;
  const bytes = words === 0 ? 2 * page.getUint8(at + 1) : 2 * words - 1;
  const to = Math.min(page.byteLength, from + bytes);
  if (from + 2 > to) return plainParagraph;
  const style = styles(page.getUint16(from, true));
  const own = paragraphModifiersIn(page, from + 2, to);
  const number = own.list ?? style.list ?? 0;
  return {
    role: style.role,
    headingLevel: levelOf(own.outlineLevel, style),
    hides: style.hides,
    list: number === 0 ? null : { number, depth: own.depth ?? style.depth ?? 0 },
    isInTable: own.isInTable,
    isRowEnd: own.isRowEnd,
  };
}
