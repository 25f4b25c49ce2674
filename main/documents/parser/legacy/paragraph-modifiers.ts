import { modifiersIn } from './property-runs.ts';

/** What modifiers of a paragraph say, be they its own or its style's; null where they say nothing. */
export interface ParagraphModifiers {
  /** The list it is counted by, by its number among the document's lists from 1; 0 for none. */
  readonly list: number | null;
  readonly depth: number | null;
  /** The level of its heading from 0; 9 for none. */
  readonly outlineLevel: number | null;
  readonly isInTable: boolean;
  readonly isRowEnd: boolean;
}

/** Property modifiers (MS-DOC 2.6.2) that are looked for, by the values they set. */
const modifiers = {
  list: 0x460b,
  depth: 0x260a,
  outlineLevel: 0x2640,
  inTable: 0x2416,
  rowEnd: 0x2417,
} as const;
/** From here on a number says which list a paragraph was taken out of. */
const firstRemovedList = 0x7ff;

/** What the paragraph modifiers between two places say. */
export function paragraphModifiersIn(view: DataView, from: number, to: number): ParagraphModifiers {
  let list: number | null = null;
  let depth: number | null = null;
  let outlineLevel: number | null = null;
  let isInTable = false;
  let isRowEnd = false;
  for (const { modifier, operand } of modifiersIn(view, from, to)) {
    if (modifier === modifiers.inTable) isInTable = view.getUint8(operand) !== 0;
    else if (modifier === modifiers.rowEnd) isRowEnd = view.getUint8(operand) !== 0;
    else if (modifier === modifiers.depth) depth = Math.min(8, view.getUint8(operand));
    else if (modifier === modifiers.outlineLevel) outlineLevel = Math.min(9, view.getUint8(operand));
    else if (modifier === modifiers.list && operand + 2 <= to) {
      const number = view.getUint16(operand, true);
      list = number < firstRemovedList ? number : 0;
    }
  }
  return { list, depth, outlineLevel, isInTable, isRowEnd };
}
