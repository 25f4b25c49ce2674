/** What the properties of a paragraph say about its role. */
export interface ParagraphStyle {
  /** 1 to 6 for headings. */
  readonly headingLevel: number | null;
  readonly isListItem: boolean;
  /** It is the mark at the end of a table's row. */
  readonly isRowEnd: boolean;
}

const plain: ParagraphStyle = { headingLevel: null, isListItem: false, isRowEnd: false };
const pageBytes = 512;

/** Property modifiers (MS-DOC 2.6.2) that are looked for: end of a table row, and membership in a list. */
const modifiers = { rowEnd: 0x2417, list: 0x460b, tableDefinition: 0xd608 } as const;
/** Bytes of an operand by the three highest bits of its modifier; 0 where it says so itself (MS-DOC 2.2.5.1). */
const operandBytes = [1, 1, 2, 4, 2, 2, 0, 3] as const;

/**
 * A look-up from the place of a paragraph's last character in the text stream to the paragraph's style. The bin table
 * (MS-DOC 2.8.6) lists pages of 512 bytes (2.9.181) that list paragraphs and their properties.
 */
export function paragraphStyles(
  word: Uint8Array,
  table: Uint8Array,
  offset: number,
  length: number,
): (position: number) => ParagraphStyle {
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  const count = Math.floor((Math.min(length, table.length - offset) - 4) / 8);
  const ends: number[] = [];
  const styles: ParagraphStyle[] = [];
  for (let index = 0; index < count; index++) {
    const page = view.getUint32(offset + 4 * (count + 1) + 4 * index, true) & 0x3fffff;
    readPage(word, page * pageBytes, ends, styles);
  }
  return (position) => {
    // The runs are in the order of the stream: the first that ends after the position holds it.
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ends[middle]! > position) high = middle;
      else low = middle + 1;
    }
    return styles[low] ?? plain;
  };
}

function readPage(word: Uint8Array, start: number, ends: number[], styles: ParagraphStyle[]): void {
  if (start + pageBytes > word.length) return;
  const view = new DataView(word.buffer, word.byteOffset + start, pageBytes);
  const count = view.getUint8(pageBytes - 1);
  if (4 * (count + 1) + 13 * count > pageBytes) return;
  for (let index = 0; index < count; index++) {
    const at = 2 * view.getUint8(4 * (count + 1) + 13 * index);
    ends.push(view.getUint32(4 * (index + 1), true));
    styles.push(at === 0 ? plain : styleAt(view, at));
  }
}

/** Style index and modifiers of a paragraph. Built-in headings always have the style indices 1 to 9. */
function styleAt(view: DataView, at: number): ParagraphStyle {
  const words = view.getUint8(at);
  const from = words === 0 ? at + 2 : at + 1;
  const to = Math.min(pageBytes, words === 0 ? from + 2 * view.getUint8(at + 1) : from + 2 * words - 1);
  if (from + 2 > to) return plain;
  const style = view.getUint16(from, true);
  let isListItem = false;
  let isRowEnd = false;
  for (let position = from + 2; position + 3 <= to; ) {
    const modifier = view.getUint16(position, true);
    position += 2;
    if (modifier === modifiers.rowEnd) isRowEnd = view.getUint8(position) !== 0;
    if (modifier === modifiers.list && position + 2 <= to) isListItem = view.getUint16(position, true) !== 0;
    const fixed = operandBytes[(modifier >> 13) as 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7];
    if (fixed > 0) position += fixed;
    else if (modifier === modifiers.tableDefinition && position + 2 <= to)
      position += view.getUint16(position, true) + 1;
    else position += view.getUint8(position) + 1;
  }
  return { headingLevel: style >= 1 && style <= 9 ? Math.min(6, style) : null, isListItem, isRowEnd };
}
