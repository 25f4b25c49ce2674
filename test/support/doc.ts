/** Text with properties: deleted while changes were tracked, hidden by itself or by the style at a place, raised, a sign of a font. */
type FormattedText =
  | { readonly deleted: string }
  | { readonly hidden: string }
  | { readonly shown: string }
  | { readonly styled: string; readonly style: number }
  | { readonly raised: string }
  | { readonly sign: number; readonly font: number };

/** A paragraph for `docOf`. */
export interface DocParagraph {
  readonly text: string | readonly (string | FormattedText)[];
  readonly end?: 'paragraph' | 'cell';
  /** The place of its style: 1 to 9 are headings. */
  readonly style?: number;
  /** The list that counts it, by its number; 0 takes it out of its style's. */
  readonly list?: number;
  readonly depth?: number;
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
/** Hidden: 1, not hidden: 0, the opposite of its style: 0x81. */
const hiding = (value: number): Buffer => Buffer.from([0x3c, 0x08, value]);

function runOf(run: string | FormattedText): Run {
  if (typeof run === 'string') return { text: run, modifiers: nothing };
  if ('deleted' in run) return { text: run.deleted, modifiers: deletion };
  if ('hidden' in run) return { text: run.hidden, modifiers: hiding(1) };
  if ('shown' in run) return { text: run.shown, modifiers: hiding(0x81) };
  if ('styled' in run) return { text: run.styled, modifiers: Buffer.from([0x30, 0x4a, run.style, 0]) };
  if ('raised' in run) return { text: run.raised, modifiers: Buffer.from([0x48, 0x2a, 1]) };
  return { text: '(', modifiers: Buffer.from([0x09, 0x6a, run.font, 0, run.sign, 0xf0]) };
}

function runsOf({ text, end, isMarkDeleted = false }: DocParagraph): Run[] {
  const runs = (typeof text === 'string' ? [text] : text).map(runOf);
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

/** Modifiers that put a paragraph into a list. */
const listModifiers = ({ list, depth }: Pick<DocParagraph, 'list' | 'depth'>): number[] => [
  ...(list === undefined ? [] : [0x0b, 0x46, list & 0xff, list >> 8]),
  ...(depth === undefined ? [] : [0x0a, 0x26, depth]),
];

/** The properties of a paragraph: two bytes of style, then modifiers. */
function paragraphProperties(paragraph: DocParagraph): Buffer {
  const { style = 0, isInTable = false, isRowEnd = false } = paragraph;
  const modifiers = [
    ...(isInTable ? [0x16, 0x24, 1] : []),
    ...(isRowEnd ? [0x17, 0x24, 1] : []),
    ...listModifiers(paragraph),
  ];
  const bytes = Buffer.from([0, style, 0, ...modifiers, ...(modifiers.length % 2 ? [] : [0])]);
  // The length counts words, itself included.
  bytes[0] = bytes.length / 2;
  return bytes;
}

/** A style for `docOf`. */
export interface DocStyle {
  readonly kind: 'paragraph' | 'character';
  readonly name?: string;
  /** Its number among Word's own styles. */
  readonly builtIn?: number;
  /** The place of the style that it is based on. */
  readonly basedOn?: number;
  readonly list?: number;
  readonly depth?: number;
  readonly isHidden?: boolean;
}

/** The style sheet (MS-DOC, STSH); styles that are null have a place only. */
function styleSheetOf(styles: readonly (DocStyle | null)[]): Buffer {
  const fixedBytes = 10;
  const sheet = [words([4, styles.length, fixedBytes])];
  for (const style of styles) {
    if (!style) {
      sheet.push(words([0]));
      continue;
    }
    const { kind, name = 'A style', builtIn = 0xffe, basedOn = 0xfff } = style;
    const paragraph = Buffer.from([0, 0, ...listModifiers(style)]);
    const characters = style.isHidden ? hiding(1) : nothing;
    const sized = (bytes: Buffer): Buffer =>
      Buffer.concat([words([bytes.length]), bytes, Buffer.alloc(bytes.length % 2)]);
    const bytes = Buffer.concat([
      words([builtIn, (kind === 'paragraph' ? 1 : 2) | (basedOn << 4), 0, 0, 0]),
      words([name.length]),
      Buffer.from(`${name}\0`, 'utf16le'),
      ...(kind === 'paragraph' ? [sized(paragraph)] : []),
      sized(characters),
    ]);
    sheet.push(words([bytes.length]), bytes);
  }
  return Buffer.concat(sheet);
}

/** A level of a list for `docOf`: `%1` in its pattern is the number of the first level. */
export interface DocLevel {
  readonly pattern: string;
  /** A number format: 0 for digits, 2 for small Roman numbers, 4 for small letters, 23 for bullets. */
  readonly format?: number;
  readonly start?: number;
  readonly isLegal?: boolean;
  /** It goes on counting after a paragraph of this level, from 0, or one below. */
  readonly firstWithoutRestart?: number;
}

/** A list for `docOf`, which its paragraphs name by its number, from 1. */
export interface DocList {
  /** The number of the kind whose levels it has, from 0. */
  readonly kind: number;
  /** It begins anew at a number of its own. */
  readonly start?: number;
}

function levelBytes(level: DocLevel): Buffer {
  const { format = 0, start = 1, isLegal = false, firstWithoutRestart } = level;
  const pattern = level.pattern.replace(/%([1-9])/g, (_, digit: string) =>
    String.fromCharCode(Number(digit) - 1),
  );
  const bytes = Buffer.alloc(28);
  bytes.writeInt32LE(start, 0);
  bytes[4] = format;
  bytes[5] = (isLegal ? 4 : 0) | (firstWithoutRestart === undefined ? 0 : 8);
  let found = 0;
  for (let index = 0; index < pattern.length; index++)
    if (pattern.charCodeAt(index) < 9) bytes[6 + found++] = index + 1;
  bytes[24] = 2;
  bytes[25] = 3;
  bytes[26] = firstWithoutRestart ?? 0;
  // Properties of the label and of its paragraphs, of which nothing is read, come before the pattern.
  return Buffer.concat([
    bytes,
    Buffer.from([0x0a, 0x26, 0, 0, 0]),
    words([pattern.length]),
    Buffer.from(pattern, 'utf16le'),
  ]);
}

/** Kinds of lists (MS-DOC, PlfLst), with one level or nine; the levels stand behind what the length counts. */
function listKindsOf(kinds: readonly (readonly DocLevel[])[]): { counted: Buffer; levels: Buffer } {
  const heads = kinds.map((levels, index) => {
    const head = Buffer.alloc(28);
    head.writeInt32LE(1000 + index, 0);
    head[26] = levels.length === 1 ? 1 : 0;
    return head;
  });
  const levels = kinds.flatMap((each) =>
    each.length === 1 ? each : Array.from({ length: 9 }, (_, depth) => each[depth] ?? { pattern: '' }),
  );
  return {
    counted: Buffer.concat([words([kinds.length]), ...heads]),
    levels: Buffer.concat(levels.map(levelBytes)),
  };
}

/** Lists (MS-DOC, PlfLfo): what they are, then what they have of their own. */
function listsOf(lists: readonly DocList[]): Buffer {
  const heads = lists.map(({ kind, start }) => {
    const head = Buffer.alloc(16);
    head.writeInt32LE(1000 + kind, 0);
    head[12] = start === undefined ? 0 : 1;
    return head;
  });
  const own = lists.map(({ start }) =>
    Buffer.concat([numbers([0xffffffff]), ...(start === undefined ? [] : [numbers([start, 0x10])])]),
  );
  return Buffer.concat([numbers([lists.length]), ...heads, ...own]);
}

/** The fonts of a document (MS-DOC, SttbfFfn). */
function fontsOf(names: readonly string[]): Buffer {
  const fonts = names.map((name) => {
    const bytes = Buffer.concat([Buffer.alloc(39), Buffer.from(`${name}\0`, 'utf16le')]);
    return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  });
  return Buffer.concat([words([names.length, 0]), ...fonts]);
}

export interface DocOptions {
  readonly encrypted?: boolean;
  /** The text as a whole is marked as deleted, as files that were saved quickly have it. */
  readonly isDeleted?: boolean;
  /** Texts of footnotes; `\x02` in the paragraphs refers to them, one after the other. */
  readonly footnotes?: readonly string[];
  /** Texts of comments, for `\x05` in the paragraphs. */
  readonly comments?: readonly string[];
  /** The style sheet, by places. */
  readonly styles?: readonly (DocStyle | null)[];
  /** The kinds of lists, each with its levels, and the lists. */
  readonly listKinds?: readonly (readonly DocLevel[])[];
  readonly lists?: readonly DocList[];
  readonly fonts?: readonly string[];
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

const words = (values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(2 * values.length);
  values.forEach((value, index) => {
    bytes.writeUInt16LE(value, 2 * index);
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
  const kinds = listKindsOf(options.listKinds ?? []);
  /** What the table stream holds, by the place in the file information block that says where. */
  const lists: readonly (readonly [at: number, bytes: Buffer])[] = [
    [170, referencesTo('\x02', mainText, 2)],
    [178, numbers(footnotes.bounds)],
    [186, referencesTo('\x05', mainText, 30)],
    [194, numbers(comments.bounds)],
    [242, numbers(margins.bounds)],
    [250, binTable(pageAt + 1)],
    [258, binTable(pageAt)],
    [274, fontsOf(options.fonts ?? [])],
    [162, styleSheetOf(options.styles ?? [])],
    [746, listsOf(options.lists ?? [])],
    [418, pieces],
    // What its length does not count follows it.
    [738, kinds.counted],
  ];
  let offset = 0;
  for (const [at, { length }] of lists) {
    numbers([offset, length]).copy(word, at);
    offset += length;
  }
  return compoundFileOf({
    WordDocument: word,
    '0Table': Buffer.concat([...lists.map(([, bytes]) => bytes), kinds.levels]),
  });
}
