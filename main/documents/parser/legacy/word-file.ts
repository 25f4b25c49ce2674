import { BitternError } from '../../../../preload/contract/errors.ts';
import { CompoundFile } from '../office/compound-file.ts';
import type { OpenedFile } from '../open.ts';
import { type ParagraphStyle, paragraphStyles } from './word-styles.ts';

/** A paragraph of a Word 97–2003 document. */
export interface WordParagraph {
  readonly text: string;
  readonly style: ParagraphStyle;
  /** What ended it: a paragraph mark, or the end of a table's cell. */
  readonly end: 'paragraph' | 'cell';
}

/** The stories of a document, in the order in which Word keeps their text. */
export interface WordDocument {
  readonly main: WordParagraph[];
  readonly footnotes: WordParagraph[];
  readonly headers: WordParagraph[];
  readonly comments: WordParagraph[];
  readonly endnotes: WordParagraph[];
  readonly textBoxes: WordParagraph[];
}

/** Places in the file information block (MS-DOC 2.5). */
const fib = {
  identifier: 0,
  version: 2,
  flags: 10,
  firstCharacter: 24,
  afterLastCharacter: 28,
  lengths: 76,
  paragraphStyles: 258,
  pieceTable: 418,
} as const;
const flagEncrypted = 0x0100;
const flagTable1 = 0x0200;
/** Word 97; before it, text had one byte a character and no piece table that is needed. */
const firstUnicodeVersion = 0xc1;

interface Piece {
  /** First character, counted over all stories. */
  readonly from: number;
  readonly to: number;
  /** Where its text begins in the stream. */
  readonly position: number;
  readonly bytesACharacter: 1 | 2;
}

/** The text of a longer document would be a library. */
const maximumBytes = 128 * 1024 * 1024;

/** Reads the text of a Word 97–2003 file with its paragraphs. Throws a `BitternError` for encrypted ones and most damaged ones. */
export async function readWordFile(file: OpenedFile): Promise<WordDocument> {
  const container = await CompoundFile.open(file);
  const word = await container.read('WordDocument', maximumBytes);
  if (word.length < 512) throw new RangeError('no text stream');
  const view = new DataView(word.buffer, word.byteOffset, word.byteLength);
  const flags = view.getUint16(fib.flags, true);
  if ((flags & flagEncrypted) !== 0)
    throw new BitternError(
      'unreadable',
      'This Word document is encrypted with a password. Open it in Word, save a copy without password and add that.',
    );
  if (view.getUint16(fib.version, true) < firstUnicodeVersion) return oldDocument(word, view);
  const table = await container.read((flags & flagTable1) !== 0 ? '1Table' : '0Table', maximumBytes);
  const pieces = pieceTable(
    table,
    view.getUint32(fib.pieceTable, true),
    view.getUint32(fib.pieceTable + 4, true),
  );
  const styleAt = paragraphStyles(
    word,
    table,
    view.getUint32(fib.paragraphStyles, true),
    view.getUint32(fib.paragraphStyles + 4, true),
  );
  const characters = Array.from({ length: 8 }, (_, index) =>
    Math.max(0, view.getInt32(fib.lengths + 4 * index, true)),
  );
  let start = 0;
  const story = (index: number): WordParagraph[] => {
    const from = start;
    start += characters[index]!;
    return paragraphsOf(word, pieces, from, start, styleAt);
  };
  const [main, footnotes, headers] = [story(0), story(1), story(2)];
  story(3);
  return { main, footnotes, headers, comments: story(4), endnotes: story(5), textBoxes: story(6) };
}

/** Word 6 and 95: the text stands in one stretch, a byte a character. */
function oldDocument(word: Uint8Array, view: DataView): WordDocument {
  const from = view.getUint32(fib.firstCharacter, true);
  const to = Math.min(view.getUint32(fib.afterLastCharacter, true), word.length);
  const piece: Piece = { from: 0, to: Math.max(0, to - from), position: from, bytesACharacter: 1 };
  const main = paragraphsOf(word, [piece], 0, piece.to, () => ({
    headingLevel: null,
    isListItem: false,
    isRowEnd: false,
  }));
  return { main, footnotes: [], headers: [], comments: [], endnotes: [], textBoxes: [] };
}

/** The piece table (MS-DOC 2.9.38 and 2.9.177): which stretch of the stream holds which characters, and how wide they are. */
function pieceTable(table: Uint8Array, offset: number, length: number): Piece[] {
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  const end = Math.min(offset + length, table.length);
  let at = offset;
  // Property modifiers come first, each with its length; they say nothing about the text.
  while (at < end && table[at] === 1) at += 3 + view.getUint16(at + 1, true);
  if (at >= end || table[at] !== 2) throw new RangeError('no piece table');
  const bytes = view.getUint32(at + 1, true);
  at += 5;
  const count = Math.floor((Math.min(bytes, end - at) - 4) / 12);
  return Array.from({ length: count }, (_, index) => {
    const encoded = view.getUint32(at + 4 * (count + 1) + 8 * index + 2, true);
    const isNarrow = (encoded & 0x40000000) !== 0;
    const position = encoded & 0x3fffffff;
    return {
      from: view.getUint32(at + 4 * index, true),
      to: view.getUint32(at + 4 * (index + 1), true),
      position: isNarrow ? position >> 1 : position,
      bytesACharacter: isNarrow ? 1 : 2,
    };
  });
}

const marks = {
  cell: 0x07,
  line: 0x0b,
  page: 0x0c,
  paragraph: 0x0d,
  fieldStart: 0x13,
  fieldMiddle: 0x14,
  fieldEnd: 0x15,
};
/** Characters that stand for something else in the text of a Word file. */
const replacements: Readonly<Record<number, string>> = {
  [marks.line]: '\n',
  30: '-',
  31: '',
  14: '\n',
  9: '\t',
};

/** The paragraphs among the characters from `from` to `to`, without the instructions of fields. */
function paragraphsOf(
  word: Uint8Array,
  pieces: readonly Piece[],
  from: number,
  to: number,
  styleAt: (position: number) => ParagraphStyle,
): WordParagraph[] {
  const paragraphs: WordParagraph[] = [];
  // For each open field whether its instruction is being read, which nobody sees.
  const fields: boolean[] = [];
  let text = '';
  const decode = { 1: new TextDecoder('windows-1252'), 2: new TextDecoder('utf-16le') };
  for (const piece of pieces) {
    const first = Math.max(from, piece.from);
    const count = Math.min(to, piece.to) - first;
    if (count <= 0) continue;
    const start = piece.position + (first - piece.from) * piece.bytesACharacter;
    const run = decode[piece.bytesACharacter].decode(
      word.subarray(start, start + count * piece.bytesACharacter),
    );
    for (let index = 0; index < run.length; index++) {
      const code = run.charCodeAt(index);
      if (code === marks.fieldStart) fields.push(true);
      else if (code === marks.fieldMiddle) fields[fields.length - 1] = false;
      else if (code === marks.fieldEnd) fields.pop();
      else if (fields.includes(true)) continue;
      else if (code === marks.paragraph || code === marks.cell || code === marks.page) {
        const style = styleAt(start + index * piece.bytesACharacter);
        paragraphs.push({ text, style, end: code === marks.cell ? 'cell' : 'paragraph' });
        text = '';
      } else text += code < 0x20 ? (replacements[code] ?? '') : run[index];
    }
  }
  if (text !== '')
    paragraphs.push({
      text,
      style: { headingLevel: null, isListItem: false, isRowEnd: false },
      end: 'paragraph',
    });
  return paragraphs;
}
