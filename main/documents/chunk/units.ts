import { countTokens } from '../../tokenizer/index.ts';
import { lines, type Span, sentences } from '../language/sentences.ts';
import type { ParsedBlock } from '../parser/interface.ts';

/** The smallest piece that chunks and passages are made of: a sentence, a row of a table, a line of a list or of code. */
export interface Unit extends Span {
  tokens: number;
}

/** What is longer is cut between clauses or words, so that a passage can always be fitted. */
const mostTokens = 112;

/** The units of one block, as offsets in its text. They cover everything but white space. */
export function unitsOf(kind: ParsedBlock['kind'], text: string): Unit[] {
  const spans =
    kind === 'table' || kind === 'code' ? lines(text) : kind === 'list' ? items(text) : sentences(text);
  const units: Unit[] = [];
  let end = 0;
  for (const span of spans) {
    // Counted with the white space before it, so that the units' tokens add up to the text's.
    const tokens = countTokens(text.slice(end, span.end));
    if (tokens <= mostTokens) units.push({ ...span, tokens });
    else for (const piece of cut(text, span)) units.push(piece);
    end = span.end;
  }
  return units;
}

/** Sentences of the lines of a list: an item may have several, but never shares one with the next. */
function items(text: string): Span[] {
  return lines(text).flatMap((line) =>
    sentences(text.slice(line.start, line.end)).map(({ start, end }) => ({
      start: line.start + start,
      end: line.start + end,
    })),
  );
}

/** Where a long stretch is best cut, best first: between clauses, between items, between words. */
const joints = [/[;:.!?。！？]\s+|[。！？；]/g, /[,–—]\s+|[，、]/g, /\s+/g];

/** Never more than this is looked at for one unit: no token of running text is longer than sixteen letters. */
const window = mostTokens * 16;

function cut(text: string, span: Span): Unit[] {
  const units: Unit[] = [];
  let { start } = span;
  while (start < span.end) {
    const rest = text.slice(start, Math.min(span.end, start + window));
    const tokens = countTokens(rest);
    const length = tokens <= mostTokens ? rest.length : cutLength(rest, (rest.length / tokens) * mostTokens);
    const piece = rest.slice(0, length).trimEnd();
    if (piece) units.push({ start, end: start + piece.length, tokens: countTokens(piece) });
    start += length;
    while (start < span.end && /\s/.test(text[start]!)) start += 1;
  }
  return units;
}

/** How many characters to take from the beginning of a text that is too long, `room` at most and about that many at least half. */
function cutLength(text: string, room: number): number {
  // Dense stretches (digits, Han) have more tokens a character than the average: shrink until it fits.
  for (let most = Math.max(1, Math.floor(room)); ; most = Math.max(1, most >> 1)) {
    const beginning = text.slice(0, most + 1);
    for (const joint of joints) {
      let last = 0;
      for (const match of beginning.matchAll(joint)) {
        const end = match.index + match[0].length;
        if (end <= most) last = end;
      }
      if (last >= most / 2 && countTokens(text.slice(0, last)) <= mostTokens) return last;
    }
    const high = text.charCodeAt(most - 1);
    const whole = high >= 0xd800 && high <= 0xdbff ? most + 1 : most;
    if (most <= 2 || countTokens(text.slice(0, whole)) <= mostTokens) return Math.min(whole, text.length);
  }
}
