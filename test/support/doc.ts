/** Text that was deleted while changes were tracked, or is formatted as hidden. */
type UnseenText = { readonly deleted: string } | { readonly hidden: string };

/** A paragraph for `docOf`. */
export interface DocParagraph {
  readonly text: string | readonly (string | UnseenText)[];
  readonly end?: 'paragraph' | 'cell';
  /** The built-in style: 1 to 9 are headings. */
  readonly style?: number;
  /** It is one of several paragraphs of a cell. */
  readonly isInTable?: boolean;
  readonly isRowEnd?: boolean;
  /** The mark at its end was deleted with the text before it. */
  readonly isMarkDeleted?: boolean;
}

interface Run {
  readonly text: string;
  /** The modifiers of its characters. */
  readonly modifiers: Buffer;
}

const nothing = Buffer.alloc(0);
const deletion = Buffer.from([0x00, 0x08, 1]);
const hiding = Buffer.from([0x3c, 0x08, 1]);

function runsOf({ text, end, isMarkDeleted = false }: DocParagraph): Run[] {
  const runs = (typeof text === 'string' ? [text] : text).map((run): Run => {
    if (typeof run === 'string') return { text: run, modifiers: nothing };
    if ('deleted' in run) return { text: run.deleted, modifiers: deletion };
    return { text: run.hidden, modifiers: hiding };
  });
  const mark = end === 'cell' ? '\x07' : '\r';
  return [...runs, { text: mark, modifiers: isMarkDeleted ? deletion : nothing }];
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

/**
 * A page of properties (MS-DOC 2.9.32 and 2.9.181): for each run of the text where it ends and what is said of it. `runs` have
 * their text and the bytes of their properties, with the length in front.
 */
function propertyPage(
  textAt: number,
  runs: readonly { text: string; properties: Buffer }[],
  entryBytes: number,
): Buffer {
  const page = Buffer.alloc(sectorBytes);
  let position = textAt;
  let at = sectorBytes - 4;
  page[sectorBytes - 1] = runs.length;
  page.writeUInt32LE(position, 0);
  runs.forEach(({ text, properties }, index) => {
    position += 2 * text.length;
    page.writeUInt32LE(position, 4 * (index + 1));
    if (properties.length === 0) return;
    at -= properties.length + (properties.length % 2);
    properties.copy(page, at);
    page[4 * (runs.length + 1) + entryBytes * index] = at / 2;
  });
  return page;
}

/** The properties of a paragraph: two bytes of style, then modifiers. */
function paragraphProperties({ style = 0, isInTable = false, isRowEnd = false }: DocParagraph): Buffer {
  const modifiers = [...(isInTable ? [0x16, 0x24, 1] : []), ...(isRowEnd ? [0x17, 0x24, 1] : [])];
  const bytes = Buffer.from([0, style, 0, ...modifiers, ...(modifiers.length % 2 ? [] : [0])]);
  // The length counts words, itself included.
  bytes[0] = bytes.length / 2;
  return bytes;
}

export interface DocOptions {
  readonly encrypted?: boolean;
  /** The text as a whole is marked as deleted, as files that were saved quickly have it. */
  readonly isDeleted?: boolean;
  /** Texts of footnotes; `\x02` in the paragraphs refers to them, one after the other. */
  readonly footnotes?: readonly string[];
  /** Texts of comments, for `\x05` in the paragraphs. */
  readonly comments?: readonly string[];
  /** What stands at the head and the foot of the pages. */
  readonly margins?: { readonly header: string; readonly footer: string };
}

/** The texts of a story that is referred to or stands at the pages' edges, and where they begin and end in it. */
interface Parts {
  readonly paragraphs: readonly DocParagraph[];
  readonly characters: number;
  readonly bounds: readonly number[];
}

/** Each text is a paragraph; behind the last one stands an empty one. */
function partsOf(texts: readonly string[]): Parts {
  if (texts.length === 0) return { paragraphs: [], characters: 0, bounds: [] };
  const bounds = [0];
  for (const text of texts) bounds.push(bounds.at(-1)! + (text === '' ? 0 : text.length + 1));
  const paragraphs = [...texts.filter((text) => text !== ''), ''].map((text) => ({ text }));
  return { paragraphs, characters: bounds.at(-1)! + 1, bounds: [...bounds, bounds.at(-1)! + 1] };
}

const numbers = (values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => {
    bytes.writeUInt32LE(value, 4 * index);
  });
  return bytes;
};

/** Where a character occurs in the text, with `dataBytes` of data for each place; nothing when it does not. */
function referencesTo(character: string, text: string, dataBytes: number): Buffer {
  const places = [...text.matchAll(new RegExp(character, 'g'))].map(({ index }) => index);
  if (places.length === 0) return nothing;
  return Buffer.concat([numbers([...places, text.length]), Buffer.alloc(dataBytes * places.length)]);
}

/**
 * A Word 97–2003 document (MS-DOC) of up to about twenty paragraphs: text in one piece of UTF-16, properties on one page each
 * for paragraphs and characters.
 */
export function docOf(main: readonly DocParagraph[], options: DocOptions = {}): Buffer {
  const footnotes = partsOf((options.footnotes ?? []).map((text) => `\x02 ${text}`));
  const { header, footer } = options.margins ?? { header: '', footer: '' };
  const margins = partsOf(
    options.margins ? [...Array.from({ length: 7 }, () => ''), header, '', footer, '', ''] : [],
  );
  const comments = partsOf((options.comments ?? []).map((text) => `\x05${text}`));
  const paragraphs = [main, footnotes.paragraphs, margins.paragraphs, comments.paragraphs].flat();
  const characterRuns = paragraphs.map(runsOf);
  const marked = characterRuns.map((runs) => runs.map(({ text }) => text).join(''));
  const mainText = marked.slice(0, main.length).join('');
  const text = Buffer.from(marked.join(''), 'utf16le');
  const textAt = 1024;
  const pageAt = Math.ceil((textAt + text.length) / sectorBytes);
  const word = Buffer.alloc((pageAt + 2) * sectorBytes);
  word.writeUInt16LE(0xa5ec, 0);
  word.writeUInt16LE(0xc1, 2);
  word.writeUInt16LE(options.encrypted ? 0x0100 : 0, 10);
  const lengths = [mainText.length, footnotes.characters, margins.characters, 0, comments.characters];
  numbers(lengths).copy(word, 76);
  text.copy(word, textAt);
  const paragraphRuns = paragraphs.map((paragraph, index) => ({
    text: marked[index]!,
    properties: paragraphProperties(paragraph),
  }));
  propertyPage(textAt, paragraphRuns, 13).copy(word, pageAt * sectorBytes);
  const unseenRuns = characterRuns.flat().map(({ text, modifiers }) => ({
    text,
    properties: modifiers.length > 0 ? Buffer.from([modifiers.length, ...modifiers]) : nothing,
  }));
  propertyPage(textAt, unseenRuns, 1).copy(word, (pageAt + 1) * sectorBytes);

  const pieces = Buffer.alloc(5 + 16);
  pieces[0] = 2;
  pieces.writeUInt32LE(16, 1);
  pieces.writeUInt32LE(text.length / 2, 9);
  pieces.writeUInt32LE(textAt, 15);
  // Of a piece's own modifiers number 65 is the deletion.
  if (options.isDeleted) pieces.writeUInt16LE(0x0100 | (65 << 1), 19);
  const binTable = (page: number): Buffer => numbers([textAt, textAt + text.length, page]);
  /** What the table stream holds, by the place in the file information block that says where. */
  const lists: readonly (readonly [at: number, bytes: Buffer])[] = [
    [170, referencesTo('\x02', mainText, 2)],
    [178, numbers(footnotes.bounds)],
    [186, referencesTo('\x05', mainText, 30)],
    [194, numbers(comments.bounds)],
    [242, numbers(margins.bounds)],
    [250, binTable(pageAt + 1)],
    [258, binTable(pageAt)],
    [418, pieces],
  ];
  let offset = 0;
  for (const [at, { length }] of lists) {
    numbers([offset, length]).copy(word, at);
    offset += length;
  }
  return compoundFileOf({
    WordDocument: word,
    '0Table': Buffer.concat(lists.map(([, bytes]) => bytes)),
  });
}
