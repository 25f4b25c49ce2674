import type { ParsedBlock } from '../interface.ts';
import type { DraftBlock } from './block.ts';
import { toPageBox } from './frames.ts';
import type { Line, Piece } from './line-text.ts';

/** A draft block and the direction of the frame it was read in. */
export interface PlacedBlock extends DraftBlock {
  readonly angle: number;
}

/** The text of a page with its blocks and the boxes of its words, as a part of `interface.ts` carries them. */
export interface PageText {
  readonly text: string;
  readonly blocks: ParsedBlock[];
  readonly words: Float32Array<ArrayBuffer>;
}

/** Puts the blocks of a page together, an empty line between two, and finds the boxes of all words. */
export function pageText(drafts: readonly PlacedBlock[]): PageText {
  const blocks: ParsedBlock[] = [];
  const words: number[] = [];
  let text = '';
  for (const draft of drafts) {
    const line = trimmed(draft.line);
    if (line.text === '') continue;
    if (text !== '') text += '\n\n';
    const start = text.length;
    text += line.text;
    blocks.push({
      kind: draft.kind,
      level: draft.level,
      start,
      end: text.length,
      ...(draft.header === undefined ? {} : { header: draft.header }),
    });
    for (const piece of line.pieces) addWords(words, line.text, piece, start, draft.angle);
  }
  return { text, blocks, words: new Float32Array(words) };
}

function trimmed(line: Line): Line {
  const start = line.text.length - line.text.trimStart().length;
  const text = line.text.trim();
  if (start === 0 && text.length === line.text.length) return line;
  const within = (offset: number): number => Math.min(text.length, Math.max(0, offset - start));
  return {
    text,
    pieces: line.pieces.map(({ span, ...piece }) => ({
      start: within(piece.start),
      end: within(piece.end),
      span,
    })),
  };
}

const narrow = /[iljtfrI.,:;'!|()[\]{}]/;
const wide = /[mwMW@%]/;
const ideograph = /[\u2E80-\u9FFF\uAC00-\uD7A3\uF900-\uFAFF\uFF00-\uFF60]/;

/** Rough widths of characters in a proportional font, relative to each other; the library tells only the width of a run. */
function weight(character: string): number {
  if (character === ' ') return 0.55;
  if (narrow.test(character)) return 0.55;
  if (wide.test(character)) return 1.6;
  if (ideograph.test(character)) return 2;
  return character >= 'A' && character <= 'Z' ? 1.3 : 1;
}

/** Words of ideographs are not separated by spaces; boxes of a few characters each serve as well. */
const ideographsAtOnce = 4;

function addWords(words: number[], text: string, piece: Piece, blockStart: number, angle: number): void {
  const { span, start, end } = piece;
  if (end <= start) return;
  const source = text.slice(start, end);
  const characters = span.isMonospace ? null : [...source].map(weight);
  const total = characters ? characters.reduce((sum, one) => sum + one, 0) : [...source].length;
  const scale = total > 0 ? (span.x1 - span.x0) / total : 0;
  const emit = (from: number, to: number, widthFrom: number, widthTo: number): void => {
    // A right-to-left run begins at its right edge.
    const [x0, x1] = span.isRightToLeft
      ? [span.x1 - widthTo * scale, span.x1 - widthFrom * scale]
      : [span.x0 + widthFrom * scale, span.x0 + widthTo * scale];
    const box = toPageBox(angle, x0, x1, span.top, span.bottom);
    words.push(blockStart + start + from, blockStart + start + to, box.x, box.y, box.width, box.height);
  };
  let offset = 0;
  let position = 0;
  let wordOffset = -1;
  let wordPosition = 0;
  let ideographs = 0;
  let index = 0;
  for (const character of source) {
    const width = characters ? characters[index]! : 1;
    index += 1;
    const isSpace = /\s/.test(character);
    if ((isSpace || ideographs >= ideographsAtOnce) && wordOffset >= 0) {
      emit(wordOffset, offset, wordPosition, position);
      wordOffset = -1;
      ideographs = 0;
    }
    if (!isSpace && wordOffset < 0) {
      wordOffset = offset;
      wordPosition = position;
    }
    if (ideograph.test(character)) ideographs += 1;
    offset += character.length;
    position += width;
  }
  if (wordOffset >= 0) emit(wordOffset, offset, wordPosition, position);
}
