import { BitternError } from '../../../../preload/contract/errors.ts';
import { CompoundFile } from '../office/compound-file.ts';
import { Numbering } from '../office/word/numbering.ts';
import { symbolCharacter } from '../office/word/symbols.ts';
import type { OpenedFile } from '../open.ts';
import { characterProperties, isHiddenBy, type Unseen } from './characters.ts';
import { fontNames } from './fonts.ts';
import { type Piece, pieceTable } from './pieces.ts';
import { addReferences, marginsIn, type Reference, type Story, type Stretch } from './stories.ts';
import { styleSheet } from './style-sheet.ts';
import { wordLists } from './word-lists.ts';
import { paragraphStyles, plainParagraph } from './word-styles.ts';
import { paragraphsOf, type UnseenCounts, type WordParagraph, type WordText } from './word-text.ts';

/** What a document says, in reading order. */
export interface WordDocument {
  readonly headers: string[];
  readonly footers: string[];
  /** The text, then what stands beside it and is not referred to: text boxes, and notes of a file that lost track of them. */
  readonly stories: WordParagraph[][];
  /** Characters that were met and left out: deleted while changes were tracked, and formatted as hidden. */
  readonly unseen: UnseenCounts;
  readonly numbering: Numbering;
}

/** Places in the file information block (MS-DOC 2.5). */
const fib = {
  identifier: 0,
  version: 2,
  flags: 10,
  firstCharacter: 24,
  afterLastCharacter: 28,
  lengths: 76,
  styles: 162,
  footnoteReferences: 170,
  footnotes: 178,
  commentReferences: 186,
  comments: 194,
  margins: 242,
  characterStyles: 250,
  paragraphStyles: 258,
  fonts: 274,
  pieceTable: 418,
  endnoteReferences: 522,
  endnotes: 530,
  listDefinitions: 738,
  lists: 746,
} as const;
const flagEncrypted = 0x0100;
const flagTable1 = 0x0200;
/** Word 97; before it, text had one byte a character and no piece table that is needed. */
const firstUnicodeVersion = 0xc1;

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
  const place = (at: number): { offset: number; length: number } => ({
    offset: view.getUint32(at, true),
    length: view.getUint32(at + 4, true),
  });
  const { offset, length } = place(fib.pieceTable);
  const unseen: UnseenCounts = { deleted: 0, hidden: 0 };
  const references = new Map<number, Reference>();
  const fonts = fontNames(table, place(fib.fonts));
  const styles = styleSheet(table, place(fib.styles));
  const styleAt = paragraphStyles({ word, table, ...place(fib.paragraphStyles) }, styles);
  const charactersAt = characterProperties({ word, table, ...place(fib.characterStyles) });
  const unseenAt = (position: number): Unseen => {
    const { isDeleted, hiding, style } = charactersAt(position);
    if (isDeleted) return 'deleted';
    const byParagraph = styleAt(position).hides(false);
    const byStyles = style === null ? byParagraph : styles(style).hides(byParagraph);
    return isHiddenBy(hiding, byStyles) ? 'hidden' : null;
  };
  const text: WordText = {
    word,
    pieces: pieceTable(table, offset, length),
    styleAt,
    unseenAt,
    isRaisedAt: (position) => charactersAt(position).isRaised,
    symbolAt: (position) => {
      const { symbol } = charactersAt(position);
      return symbol && symbolCharacter(fonts[symbol.font] ?? '', symbol.sign);
    },
    unseen,
    references,
  };
  const [main, footnotes, margins, , comments, endnotes, textBoxes] = storiesIn(view);
  const refer = (
    kind: Reference['kind'],
    story: Story,
    at: number,
    dataBytes: number,
    texts: number,
  ): boolean =>
    addReferences(table, { at: place(at), dataBytes, texts: place(texts) }, { ...story, kind }, references);
  const isReferredTo = {
    footnotes: refer('note', footnotes, fib.footnoteReferences, 2, fib.footnotes),
    endnotes: refer('note', endnotes, fib.endnoteReferences, 2, fib.endnotes),
    comments: refer('comment', comments, fib.commentReferences, 30, fib.comments),
  };
  const { headers, footers } = marginsIn(table, place(fib.margins), margins);
  const paragraphs = ({ start, length }: Story): WordParagraph[] => paragraphsOf(text, start, start + length);
  const lines = ({ from, to }: Stretch): string =>
    paragraphsOf(text, from, to)
      .map((paragraph) => paragraph.text)
      .join('\n');
  return {
    headers: headers.map(lines),
    stories: [
      main,
      ...(isReferredTo.footnotes ? [] : [footnotes]),
      ...(isReferredTo.endnotes ? [] : [endnotes]),
      textBoxes,
      ...(isReferredTo.comments ? [] : [comments]),
    ].map(paragraphs),
    footers: footers.map(lines),
    unseen,
    numbering: wordLists(table, place(fib.listDefinitions), place(fib.lists)),
  };
}

/** The stories in the order in which Word keeps their text; the fourth is that of macros. */
function storiesIn(view: DataView): [Story, Story, Story, Story, Story, Story, Story] {
  let start = 0;
  const next = (index: number): Story => {
    const story = { start, length: Math.max(0, view.getInt32(fib.lengths + 4 * index, true)) };
    start += story.length;
    return story;
  };
  return [next(0), next(1), next(2), next(3), next(4), next(5), next(6)];
}

/** Word 6 and 95: the text stands in one stretch, a byte a character. */
function oldDocument(word: Uint8Array, view: DataView): WordDocument {
  const from = view.getUint32(fib.firstCharacter, true);
  const to = Math.min(view.getUint32(fib.afterLastCharacter, true), word.length);
  const piece: Piece = {
    from: 0,
    to: Math.max(0, to - from),
    position: from,
    bytesACharacter: 1,
    unseen: null,
  };
  const unseen: UnseenCounts = { deleted: 0, hidden: 0 };
  const text: WordText = {
    word,
    pieces: [piece],
    styleAt: () => plainParagraph,
    unseenAt: () => null,
    isRaisedAt: () => false,
    symbolAt: () => null,
    unseen,
    references: new Map(),
  };
  const stories = [paragraphsOf(text, 0, piece.to)];
  return { headers: [], stories, footers: [], unseen, numbering: new Numbering(new Map(), new Map()) };
}
