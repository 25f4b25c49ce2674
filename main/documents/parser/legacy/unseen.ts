import { type BinTable, modifiersIn, propertyRuns } from './property-runs.ts';

/** Why a character is not seen in a document whose changes are accepted; null for those that are seen. */
export type Unseen = 'deleted' | 'hidden' | null;

/** Property modifiers of characters (MS-DOC 2.6.1): deleted while changes were tracked, and formatted as hidden. */
const modifiers = { deleted: 0x0800, hidden: 0x083c } as const;

/** A look-up from a place in the text stream to what its character's own properties say about being seen. */
export function unseenCharacters(runs: Omit<BinTable, 'entryBytes'>): (position: number) => Unseen {
  return propertyRuns<Unseen>({ ...runs, entryBytes: 1 }, null, (page, at) =>
    unseenBy(page, at + 1, Math.min(page.byteLength, at + 1 + page.getUint8(at))),
  );
}

/** What the modifiers between two places say about the characters that they are for. */
export function unseenBy(view: DataView, from: number, to: number): Unseen {
  let isDeleted = false;
  let isHidden = false;
  for (const { modifier, operand } of modifiersIn(view, from, to)) {
    if (modifier === modifiers.deleted) isDeleted = view.getUint8(operand) === 1;
    if (modifier === modifiers.hidden) isHidden = view.getUint8(operand) === 1;
  }
  return isDeleted ? 'deleted' : isHidden ? 'hidden' : null;
}
