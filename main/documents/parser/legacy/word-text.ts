import { raised } from '../flow/superscript.ts';
import type { Unseen } from './characters.ts';
import type { Piece } from './pieces.ts';
import type { Reference } from './stories.ts';
import { type ParagraphStyle, plainParagraph } from './word-styles.ts';

/** A paragraph of a Word 97–2003 document. */
export interface WordParagraph {
  readonly text: string;
  readonly style: ParagraphStyle;
  /** What ended it: a paragraph mark, or the end of a table's cell. */
  readonly end: 'paragraph' | 'cell';
  /** The notes and comments that it refers to. */
  readonly notes: readonly string[];
}

/** How many characters were left out, by the reason. */
export interface UnseenCounts {
  deleted: number;
  hidden: number;
}

/** The text of a file, and how to find out about its characters by their places in the stream. */
export interface WordText {
  readonly word: Uint8Array;
  readonly pieces: readonly Piece[];
  readonly styleAt: (position: number) => ParagraphStyle;
  readonly unseenAt: (position: number) => Unseen;
  readonly isRaisedAt: (position: number) => boolean;
  /** What is seen in the place of a character that stands for a sign of a font; null for all others. */
  readonly symbolAt: (position: number) => string | null;
  /** Counts what is left out. */
  readonly unseen: UnseenCounts;
  /** Notes and comments by the character that refers to them. */
  readonly references: ReadonlyMap<number, Reference>;
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

const isMark = (code: number): boolean =>
  code === marks.paragraph || code === marks.cell || code === marks.page;

/** The paragraphs among the characters from `from` to `to`, without the instructions of fields and what nobody sees. */
export function paragraphsOf(stories: WordText, from: number, to: number): WordParagraph[] {
  const { word, pieces, styleAt, unseenAt, isRaisedAt, symbolAt, unseen, references } = stories;
  const paragraphs: WordParagraph[] = [];
  let notes: string[] = [];
  let noteCount = 0;
  // For each open field whether its instruction is being read, which nobody sees.
  const fields: boolean[] = [];
  let text = '';
  // Characters in a row that are raised.
  let lifted = '';
  const settle = (): void => {
    if (lifted === '') return;
    text += raised(text, lifted);
    lifted = '';
  };
  // Whether it is what follows within a paragraph that has been counted.
  let isRest = false;
  const decode = {
    1: new TextDecoder('windows-1252'),
    2: new TextDecoder('utf-16le', { ignoreBOM: true }),
  };
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
      const position = start + index * piece.bytesACharacter;
      // Fields are followed through what was deleted, too: one that is open for ever would swallow the rest.
      if (code === marks.fieldStart) fields.push(true);
      else if (code === marks.fieldMiddle) fields[fields.length - 1] = false;
      else if (code === marks.fieldEnd) fields.pop();
      else if (fields.includes(true)) continue;
      else {
        const reason = piece.unseen ?? unseenAt(position);
        // A deleted mark joins two paragraphs, a hidden one ends its paragraph as others do.
        if (reason !== null && !(reason === 'hidden' && isMark(code))) {
          unseen[reason] += 1;
          continue;
        }
        if (isMark(code) || !isRaisedAt(position)) settle();
        if (isMark(code)) {
          const style = styleAt(position);
          // A page's end is the end of a section and its paragraph, or stands within a paragraph, often at its beginning.
          const isWithin = code === marks.page && styleAt(position + piece.bytesACharacter) === style;
          if (isWithin && text.trim() === '') continue;
          const end = code === marks.cell ? 'cell' : 'paragraph';
          paragraphs.push({ text, style: isRest ? { ...style, list: null } : style, end, notes });
          isRest = isWithin;
          text = '';
          notes = [];
          continue;
        }
        const reference = references.get(first + index);
        if (reference) {
          const mark = reference.kind === 'note' ? `[${++noteCount}]` : '';
          settle();
          text += mark;
          notes.push(noteText(stories, reference, mark));
        }
        const character = symbolAt(position) ?? (code < 0x20 ? (replacements[code] ?? '') : run[index]!);
        if (isRaisedAt(position)) lifted += character;
        else text += character;
      }
    }
  }
  settle();
  if (text !== '') paragraphs.push({ text, style: plainParagraph, end: 'paragraph', notes });
  return paragraphs;
}

/** A note or comment as a line of text. */
function noteText(stories: WordText, { kind, from, to }: Reference, mark: string): string {
  const text = paragraphsOf({ ...stories, references: new Map() }, from, to)
    .map((paragraph) => paragraph.text.trim())
    .filter(Boolean)
    .join('\n');
  return kind === 'comment' ? `[Comment: ${text}]` : `${mark} ${text}`;
}
