import { type BinTable, modifiersIn, propertyRuns } from './property-runs.ts';

/** What the properties of a paragraph say about its role. */
export interface ParagraphStyle {
  /** 1 to 6 for headings. */
  readonly headingLevel: number | null;
  readonly isListItem: boolean;
  /** It stands in a cell, or is the mark at the end of a table's row. */
  readonly isInTable: boolean;
  /** It is the mark at the end of a table's row. */
  readonly isRowEnd: boolean;
}

/** The style of a paragraph that says nothing about itself. */
export const plainParagraph: ParagraphStyle = {
  headingLevel: null,
  isListItem: false,
  isInTable: false,
  isRowEnd: false,
};

/** Property modifiers (MS-DOC 2.6.2) that are looked for: in a table, end of its row, membership in a list. */
const modifiers = { inTable: 0x2416, rowEnd: 0x2417, list: 0x460b } as const;

/** A look-up from the place of a paragraph's last character in the text stream to the paragraph's style. */
export function paragraphStyles(runs: Omit<BinTable, 'entryBytes'>): (position: number) => ParagraphStyle {
  return propertyRuns({ ...runs, entryBytes: 13 }, plainParagraph, styleAt);
}

/** Style index and modifiers of a paragraph. Built-in headings always have the style indices 1 to 9. */
function styleAt(page: DataView, at: number): ParagraphStyle {
  const words = page.getUint8(at);
  const from = words === 0 ? at + 2 : at + 1;
  const bytes = words === 0 ? 2 * page.getUint8(at + 1) : 2 * words - 1;
  const to = Math.min(page.byteLength, from + bytes);
  if (from + 2 > to) return plainParagraph;
  const style = page.getUint16(from, true);
  let isListItem = false;
  let isInTable = false;
  let isRowEnd = false;
  for (const { modifier, operand } of modifiersIn(page, from + 2, to)) {
    if (modifier === modifiers.inTable) isInTable = page.getUint8(operand) !== 0;
    if (modifier === modifiers.rowEnd) isRowEnd = page.getUint8(operand) !== 0;
    if (modifier === modifiers.list && operand + 2 <= to) isListItem = page.getUint16(operand, true) !== 0;
  }
  const headingLevel = style >= 1 && style <= 9 ? Math.min(6, style) : null;
  return { headingLevel, isListItem, isInTable, isRowEnd };
}
