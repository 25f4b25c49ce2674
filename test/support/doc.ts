/** A paragraph for `docOf`: its text, what ends it, its built-in style (1 to 9 are headings), and whether it ends a table's row. */
export interface DocParagraph {
  readonly text: string;
  readonly end?: 'paragraph' | 'cell';
  readonly style?: number;
  readonly isRowEnd?: boolean;
}

const sectorBytes = 512;

/** Puts streams into a compound file (MS-CFB): header, allocation table, directory, streams of 4,096 bytes or more. */
export function compoundFileOf(streams: Readonly<Record<string, Buffer>>): Buffer {
  const padded = Object.entries(streams).map(([name, bytes]) => {
    const size = Math.max(4096, Math.ceil(bytes.length / sectorBytes) * sectorBytes);
    return { name, bytes: Buffer.concat([bytes, Buffer.alloc(size - bytes.length)]) };
  });
  const table = Buffer.alloc(sectorBytes, 0xff);
  const directory = Buffer.alloc(sectorBytes);
  const end = 0xfffffffe;
  table.writeUInt32LE(0xfffffffd, 0);
  table.writeUInt32LE(end, 4);
  const entry = (index: number, name: string, type: number, start: number, size: number): void => {
    const at = 128 * index;
    directory.write(name, at, 'utf16le');
    directory.writeUInt16LE(2 * name.length + 2, at + 64);
    directory[at + 66] = type;
    directory.writeUInt32LE(start, at + 116);
    directory.writeUInt32LE(size, at + 120);
  };
  entry(0, 'Root Entry', 5, end, 0);
  let sector = 2;
  padded.forEach(({ name, bytes }, index) => {
    const sectors = bytes.length / sectorBytes;
    entry(index + 1, name, 2, sector, bytes.length);
    for (let count = 0; count < sectors; count++, sector++)
      table.writeUInt32LE(count === sectors - 1 ? end : sector + 1, 4 * sector);
  });
  const header = Buffer.alloc(sectorBytes);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(header);
  header.writeUInt16LE(9, 30);
  header.writeUInt32LE(1, 48);
  header.writeUInt32LE(4096, 56);
  header.writeUInt32LE(end, 60);
  header.writeUInt32LE(end, 68);
  header.fill(0xff, 76);
  header.writeUInt32LE(0, 76);
  return Buffer.concat([header, table, directory, ...padded.map(({ bytes }) => bytes)]);
}

/** A Word 97–2003 document (MS-DOC) of up to about twenty paragraphs: text in one piece of UTF-16, styles on one page. */
export function docOf(paragraphs: readonly DocParagraph[], options: { encrypted?: boolean } = {}): Buffer {
  const marked = paragraphs.map(({ text, end }) => text + (end === 'cell' ? '\x07' : '\r'));
  const text = Buffer.from(marked.join(''), 'utf16le');
  const textAt = 1024;
  const pageAt = Math.ceil((textAt + text.length) / sectorBytes);
  const word = Buffer.alloc((pageAt + 1) * sectorBytes);
  word.writeUInt16LE(0xa5ec, 0);
  word.writeUInt16LE(0xc1, 2);
  word.writeUInt16LE(options.encrypted ? 0x0100 : 0, 10);
  word.writeInt32LE(text.length / 2, 76);
  text.copy(word, textAt);

  const page = word.subarray(pageAt * sectorBytes);
  let position = textAt;
  let at = 508;
  page[511] = paragraphs.length;
  page.writeUInt32LE(position, 0);
  paragraphs.forEach(({ style = 0, isRowEnd = false }, index) => {
    position += 2 * marked[index]!.length;
    page.writeUInt32LE(position, 4 * (index + 1));
    at -= 8;
    // Two bytes of style, then the modifier that ends a row.
    page[at] = isRowEnd ? 3 : 2;
    page.writeUInt16LE(style, at + 1);
    if (isRowEnd) {
      page.writeUInt16LE(0x2417, at + 3);
      page[at + 5] = 1;
    }
    page[4 * (paragraphs.length + 1) + 13 * index] = at / 2;
  });

  const pieces = Buffer.alloc(5 + 16);
  pieces[0] = 2;
  pieces.writeUInt32LE(16, 1);
  pieces.writeUInt32LE(text.length / 2, 9);
  pieces.writeUInt32LE(textAt, 15);
  const bins = Buffer.alloc(12);
  bins.writeUInt32LE(textAt, 0);
  bins.writeUInt32LE(position, 4);
  bins.writeUInt32LE(pageAt, 8);
  word.writeUInt32LE(0, 258);
  word.writeUInt32LE(bins.length, 262);
  word.writeUInt32LE(bins.length, 418);
  word.writeUInt32LE(pieces.length, 422);
  return compoundFileOf({ WordDocument: word, '0Table': Buffer.concat([bins, pieces]) });
}
