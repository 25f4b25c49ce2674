const pageBytes = 512;

/** Bytes of an operand by the three highest bits of its modifier; 0 where it says so itself (MS-DOC 2.2.5.1). */
const operandBytes = [1, 1, 2, 4, 2, 2, 0, 3] as const;
/** The one modifier of the first kinds whose operand has a length of two bytes: the definition of a table's columns. */
const tableDefinition = 0xd608;

/** Where a file lists the properties of its paragraphs or of its characters. */
export interface BinTable {
  readonly word: Uint8Array;
  readonly table: Uint8Array;
  readonly offset: number;
  readonly length: number;
  /** Bytes of each entry on a page: 13 for paragraphs, 1 for characters. */
  readonly entryBytes: number;
}

/**
 * A look-up from a place in the text stream to the properties there. The bin table (MS-DOC 2.8.5 and 2.8.6) lists pages of
 * 512 bytes (2.9.32 and 2.9.181) that list runs and their properties. `read` makes properties of what begins at a place of
 * a page; runs without any have `plain`.
 */
export function propertyRuns<T>(
  { word, table, offset, length, entryBytes }: BinTable,
  plain: T,
  read: (page: DataView, at: number) => T,
): (position: number) => T {
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  const count = Math.floor((Math.min(length, table.length - offset) - 4) / 8);
  const ends: number[] = [];
  const properties: T[] = [];
  for (let index = 0; index < count; index++) {
    const start = (view.getUint32(offset + 4 * (count + 1) + 4 * index, true) & 0x3fffff) * pageBytes;
    if (start + pageBytes > word.length) continue;
    const page = new DataView(word.buffer, word.byteOffset + start, pageBytes);
    const runs = page.getUint8(pageBytes - 1);
    if (4 * (runs + 1) + entryBytes * runs > pageBytes) continue;
    for (let run = 0; run < runs; run++) {
      const at = 2 * page.getUint8(4 * (runs + 1) + entryBytes * run);
      ends.push(page.getUint32(4 * (run + 1), true));
      properties.push(at === 0 ? plain : read(page, at));
    }
  }
  let last = 0;
  return (position) => {
    // Whoever asks goes from character to character.
    if (ends[last]! > position && (last === 0 || ends[last - 1]! <= position)) return properties[last]!;
    // The runs are in the order of the stream: the first that ends after the position holds it.
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle]! > position) high = middle;
      else low = middle + 1;
    }
    last = low;
    return properties[low] ?? plain;
  };
}

/** The property modifiers (MS-DOC 2.6) between two places, each with the place of its operand. */
export function* modifiersIn(
  view: DataView,
  from: number,
  to: number,
): Generator<{ modifier: number; operand: number }> {
  for (let position = from; position + 3 <= to; ) {
    const modifier = view.getUint16(position, true);
    position += 2;
    yield { modifier, operand: position };
    const fixed = operandBytes[(modifier >> 13) as 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7];
    if (fixed > 0) position += fixed;
    else if (modifier === tableDefinition && position + 2 <= to)
      position += view.getUint16(position, true) + 1;
    else position += view.getUint8(position) + 1;
  }
}
