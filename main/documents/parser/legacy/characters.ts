import { type BinTable, modifiersIn, propertyRuns } from './property-runs.ts';

/** Why a character is not seen in a document whose changes are accepted; null for those that are seen. */
export type Unseen = 'deleted' | 'hidden' | null;

/** What the modifiers of characters say about how they are seen. */
export interface CharacterProperties {
  readonly isDeleted: boolean;
  /** As `isHiddenBy` takes it; null where nothing is said. */
  readonly hiding: number | null;
  /** The place of their style in the style sheet; null for that of the paragraph alone. */
  readonly style: number | null;
  /** Raised, as exponents are. */
  readonly isRaised: boolean;
  /** What is seen in the place of the character: a sign, by its number in a font that is the one with this number. */
  readonly symbol: { readonly font: number; readonly sign: number } | null;
}

/** Property modifiers of characters (MS-DOC 2.6.1): deleted while changes were tracked, formatted as hidden, of a style, raised (1) or lowered (2), a sign of a font. */
const modifiers = {
  deleted: 0x0800,
  hidden: 0x083c,
  style: 0x4a30,
  position: 0x2a48,
  symbol: 0x6a09,
} as const;
/** Values of a modifier that refer to the style (MS-DOC, ToggleOperand): as it says, and the opposite. */
const toggles = { same: 0x80, opposite: 0x81 } as const;

const nothingSaid: CharacterProperties = {
  isDeleted: false,
  hiding: null,
  style: null,
  isRaised: false,
  symbol: null,
};

/** A look-up from a place in the text stream to what its character's own properties say about how it is seen. */
export function characterProperties(
  runs: Omit<BinTable, 'entryBytes'>,
): (position: number) => CharacterProperties {
  return propertyRuns({ ...runs, entryBytes: 1 }, nothingSaid, (page, at) =>
    characterPropertiesIn(page, at + 1, Math.min(page.byteLength, at + 1 + page.getUint8(at))),
  );
}

/** What the modifiers between two places say about the characters that they are for. */
export function characterPropertiesIn(view: DataView, from: number, to: number): CharacterProperties {
  let { isDeleted, hiding, style, isRaised, symbol } = nothingSaid;
  for (const { modifier, operand } of modifiersIn(view, from, to)) {
    if (modifier === modifiers.deleted) isDeleted = view.getUint8(operand) === 1;
    if (modifier === modifiers.hidden) hiding = view.getUint8(operand);
    if (modifier === modifiers.position) isRaised = view.getUint8(operand) === 1;
    if (modifier === modifiers.symbol && operand + 4 <= to)
      symbol = { font: view.getUint16(operand, true), sign: view.getUint16(operand + 2, true) };
    if (modifier === modifiers.style && operand + 2 <= to) style = view.getUint16(operand, true);
  }
  return { isDeleted, hiding, style, isRaised, symbol };
}

/** Whether text is hidden by a modifier with this value when it is hidden, or not, without. */
export function isHiddenBy(hiding: number | null, isHidden: boolean): boolean {
  if (hiding === null || hiding === toggles.same) return isHidden;
  return hiding === toggles.opposite ? !isHidden : hiding === 1;
}
