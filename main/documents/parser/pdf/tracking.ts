import type { Span } from './span.ts';

const ideographs = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;
const trackedIdeographs =
  /(?<=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]) (?=[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])/gu;
/** Single letters with a space between each two: `I n d e x`. */
const singleLetters = /^\p{L}(?: \p{L})+[.,:;!?]?$/u;
/** Fewer letters than this may well be meant one by one. */
const fewestLetters = 5;

/**
 * Text without the spaces that wide setting seems to put between its characters. Among ideographs a few spaces separate
 * words, as in a list of names, and stay; spaces at every other character are the typesetter's.
 */
export function withoutTracking(text: string): string {
  if (!text.includes(' ')) return text;
  if (isSpacedWord(text)) return text.replaceAll(' ', '');
  const spaces = text.match(trackedIdeographs)?.length ?? 0;
  if (spaces < 2 || spaces < 0.4 * (text.match(ideographs)?.length ?? 0)) return text;
  return text.replace(trackedIdeographs, '');
}

/** A word set wide, as in headings, and no row of letters that stand for themselves: `A B C D E`, `x x x x x`. */
function isSpacedWord(text: string): boolean {
  if (!singleLetters.test(text)) return false;
  const letters = text.match(/\p{L}/gu) ?? [];
  const isAlphabet = letters.every((letter, index) => index === 0 || letters[index - 1]! <= letter);
  return letters.length >= fewestLetters && new Set(letters).size > 2 && !isAlphabet;
}

/** Puts the short words beside a word that was set wide together as well: `o f` in `H i s t o r y o f R o m e`. */
export function joinShortTracked(spans: Span[], wide: ReadonlySet<Span>): void {
  for (const [index, span] of spans.entries()) {
    if (!singleLetters.test(span.text)) continue;
    const isBeside = (other: Span | undefined): boolean =>
      other !== undefined &&
      wide.has(other) &&
      other.font === span.font &&
      Math.abs(other.baseline - span.baseline) < 0.1 * span.size;
    if (isBeside(spans[index - 1]) || isBeside(spans[index + 1]))
      spans[index] = { ...span, text: span.text.replaceAll(' ', '') };
  }
}
