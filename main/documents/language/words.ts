import { stemmer } from 'stemmer';
import { characterClass, classAt, hasUnspacedScript } from './characters.ts';

/** A word as search knows it. */
export interface Word {
  /** What words are compared by: without case and diacritics, English endings removed as the full-text index does. */
  readonly stem: string;
  /** Without case and diacritics, but with its ending. */
  readonly plain: string;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: it asks whether anything but ASCII is there
const asciiOnly = /^[\x00-\x7f]*$/;

/** A text without case and diacritics, as the index's `unicode61 remove_diacritics 2` sees it. */
export function plain(text: string): string {
  const lower = text.toLowerCase();
  return asciiOnly.test(lower) ? lower : lower.normalize('NFKD').replace(/\p{M}/gu, '');
}

const mostCached = 200_000;
const known = new Map<string, Word>();

/** The word behind a run of letters of a text. Porter's rules touch nothing but English. */
export function wordOf(run: string): Word {
  let word = known.get(run);
  if (!word) {
    const form = plain(run);
    // The index leaves words of one or two letters, and very long ones, as they are.
    word = { plain: form, stem: form.length > 2 && form.length <= 64 ? stemmer(form) : form };
    if (known.size >= mostCached) known.clear();
    known.set(run, word);
  }
  return word;
}

/** Overlapping stretches of `size` characters; the whole run when it is shorter. */
function ngramsOf(text: string, size: number): string[] {
  const characters = [...text];
  if (characters.length <= size) return [text];
  return characters.slice(size - 1).map((_, index) => characters.slice(index, index + size).join(''));
}

/** Calls back for every word of a text in order; runs of scripts without spaces give their overlapping stretches. */
export function eachWord(text: string, visit: (word: Word, start: number, end: number) => void): void {
  const length = text.length;
  for (let start = 0; start < length; ) {
    const kind = classAt(text, start);
    if (kind === characterClass.none) {
      start += 1;
      continue;
    }
    let end = start + 1;
    while (end < length && classAt(text, end) === kind) end += 1;
    const run = text.slice(start, end);
    if (kind === characterClass.spaced) visit(wordOf(run), start, end);
    else
      for (const ngram of ngramsOf(run, kind === characterClass.paired ? 2 : 3))
        visit({ plain: ngram, stem: ngram }, start, end);
    start = end;
  }
}

const ideographic = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/gu;

/** How many words a text has, for people: stretches between white space, and every character of Han and kana. */
export function countWords(text: string): number {
  let count = 0;
  for (const [found] of text.matchAll(/\S+/g)) {
    const characters = hasUnspacedScript(found) ? found.replace(ideographic, '') : found;
    count += characters === found ? 1 : [...found].length - [...characters].length + (characters ? 1 : 0);
  }
  return count;
}

/**
 * An overlapping stretch as one token for the index: its code points in decimal, because the index's tokenizer would
 * take letters of some of these scripts apart at their vowel signs, and stem hexadecimal digits.
 */
export function ngramToken(ngram: string): string {
  return Array.from(ngram, (character) => character.codePointAt(0)).join('');
}

/** The index's column of overlapping stretches: their tokens, empty for texts without such scripts. */
export function ngramColumn(text: string): string {
  if (!hasUnspacedScript(text)) return '';
  const tokens: string[] = [];
  eachWord(text, ({ stem }) => {
    if (hasUnspacedScript(stem)) tokens.push(ngramToken(stem));
  });
  return tokens.join(' ');
}
