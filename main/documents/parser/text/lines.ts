import { cleanText } from './clean.ts';

/** A line of a text, or a stretch of an overlong one. */
export interface Line {
  readonly text: string;
  /** False for the second and later stretches of an overlong line: no line end stands before them. */
  readonly isStart: boolean;
}

/** Lines beyond this many characters are cut, so that a file without a single line end stays readable and bounded. */
const maximumLineCharacters = 8_000;
const sentenceEnd = /[.!?…。！？]["'”’)\]»」]*\s*$/;

/** Where to cut an overlong line within its first 8,000 characters: after a sentence, else after a space, else anywhere but inside a character. */
function cutPosition(text: string): number {
  const window = text.slice(0, maximumLineCharacters);
  const earliest = maximumLineCharacters / 2;
  for (let position = window.length; position > earliest; position--) {
    const before = window.slice(Math.max(0, position - 4), position);
    if (sentenceEnd.test(before)) return position;
  }
  const space = window.lastIndexOf(' ');
  if (space > earliest) return space + 1;
  const last = window.charCodeAt(window.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? window.length - 1 : window.length;
}

/**
 * Cuts text that arrives in pieces into cleaned lines. A piece's unfinished last line waits for the next piece, so
 * that neither a line end of two characters nor a terminal's escape sequence is torn apart.
 */
export class LineCutter {
  #held = '';
  #isWithinLine = false;

  /** The lines that `piece` completes. */
  push(piece: string): Line[] {
    const text = this.#held + piece;
    // A carriage return at the very end may be the first half of a line end.
    const settled = text.endsWith('\r') ? text.slice(0, -1) : text;
    const complete = Math.max(settled.lastIndexOf('\n'), settled.lastIndexOf('\r')) + 1;
    if (complete === 0 && text.length < 16 * maximumLineCharacters) {
      this.#held = text;
      return [];
    }
    // A line of many pieces is not collected for ever: most of it goes on, unfinished.
    const cut = complete > 0 ? complete : text.length - maximumLineCharacters;
    const safeCut = text.charCodeAt(cut - 1) >> 10 === 0x36 ? cut - 1 : cut;
    this.#held = text.slice(safeCut);
    return this.#split(text.slice(0, safeCut), complete > 0);
  }

  end(): Line[] {
    const rest = this.#held;
    this.#held = '';
    return rest === '' ? [] : this.#split(rest, /[\r\n]$/.test(rest));
  }

  #split(text: string, endsLine: boolean): Line[] {
    const lines: Line[] = [];
    const parts = cleanText(text).split('\n');
    if (endsLine) parts.pop();
    parts.forEach((part, index) => {
      let isStart = index > 0 || !this.#isWithinLine;
      let rest = part;
      while (rest.length > maximumLineCharacters) {
        const cut = cutPosition(rest);
        lines.push({ text: rest.slice(0, cut), isStart });
        rest = rest.slice(cut);
        isStart = false;
      }
      lines.push({ text: rest, isStart });
    });
    this.#isWithinLine = !endsLine;
    return lines;
  }
}
