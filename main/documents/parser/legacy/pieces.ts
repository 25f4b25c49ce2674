import { characterPropertiesIn, isHiddenBy, type Unseen } from './characters.ts';

/** A stretch of a document's text. */
export interface Piece {
  /** First character, counted over all stories. */
  readonly from: number;
  readonly to: number;
  /** Where its text begins in the stream. */
  readonly position: number;
  readonly bytesACharacter: 1 | 2;
  /** What was said about the whole piece when the file was saved quickly, on top of its characters' properties. */
  readonly unseen: Unseen;
}

const narrow = 0x40000000;
/** Modifiers that a piece has room for itself, by their short numbers (MS-DOC 2.9.215). */
const shortModifiers: Readonly<Record<number, Unseen>> = { 65: 'deleted', 92: 'hidden' };

/** The piece table (MS-DOC 2.9.38 and 2.9.177): which stretch of the stream holds which characters, and how wide they are. */
export function pieceTable(table: Uint8Array, offset: number, length: number): Piece[] {
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  const end = Math.min(offset + length, table.length);
  let at = offset;
  // Lists of property modifiers come first, each with its length; pieces refer to them by their order.
  const lists: Unseen[] = [];
  while (at < end && table[at] === 1) {
    const bytes = view.getUint16(at + 1, true);
    const { isDeleted, hiding } = characterPropertiesIn(view, at + 3, Math.min(end, at + 3 + bytes));
    lists.push(isDeleted ? 'deleted' : isHiddenBy(hiding, false) ? 'hidden' : null);
    at += 3 + bytes;
  }
  if (at >= end || table[at] !== 2) throw new RangeError('no piece table');
  const bytes = view.getUint32(at + 1, true);
  at += 5;
  const count = Math.floor((Math.min(bytes, end - at) - 4) / 12);
  return Array.from({ length: count }, (_, index) => {
    const description = at + 4 * (count + 1) + 8 * index;
    const encoded = view.getUint32(description + 2, true);
    const isNarrow = (encoded & narrow) !== 0;
    const position = encoded & (narrow - 1);
    return {
      from: view.getUint32(at + 4 * index, true),
      to: view.getUint32(at + 4 * (index + 1), true),
      position: isNarrow ? position >> 1 : position,
      bytesACharacter: isNarrow ? 1 : 2,
      unseen: unseenOf(view.getUint16(description + 6, true), lists),
    };
  });
}

/** What the modifier of a piece says (MS-DOC 2.9.214): a list's number, or a short modifier with its operand. */
function unseenOf(modifier: number, lists: readonly Unseen[]): Unseen {
  if ((modifier & 1) !== 0) return lists[modifier >> 1] ?? null;
  return modifier >> 8 === 1 ? (shortModifiers[(modifier >> 1) & 0x7f] ?? null) : null;
}
