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

/** The stem of a word without case and diacritics. Porter's rules touch nothing but English. */
export function stemOf(form: string): string {
  // The index leaves words of one or two letters, and very long ones, as they are.
  return form.length > 2 && form.length <= 64 ? stemmer(form) : form;
}

/** The word behind a run of letters of a text. */
export function wordOf(run: string): Word {
  let word = known.get(run);
  if (!word) {
    const form = plain(run);
    word = { plain: form, stem: stemOf(form) };
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

/** A letter's place in a filter's table; `y` is `i` there, into which Porter's rules turn it. */
const letterOf = (unit: number): number => {
  const lower = unit >= 0x41 && unit <= 0x5a ? unit + 0x20 : unit;
  return lower === 0x79 ? 0x69 : lower;
};

/**
 * Finds words with some stems in texts, going over the others without making strings of them. Porter's rules leave the
 * beginning of a word as it is, so two letters tell most of the other words apart. Words that begin with other than ASCII,
 * which may lose diacritics, are all looked at.
 */
export class WordFinder {
  /** By the first two letters of a word, whether it may have one of the stems. */
  readonly #beginnings = new Uint8Array(128 * 128);
  readonly #hasNgrams: boolean;

  constructor(stems: Iterable<string>) {
    const all = [...stems];
    this.#hasNgrams = all.some(hasUnspacedScript);
    for (const stem of all) {
      const first = letterOf(stem.charCodeAt(0));
      if (first >= 128) continue;
      if (stem.length > 1) this.#beginnings[first * 128 + (letterOf(stem.charCodeAt(1)) & 127)] = 1;
      // All that is left of a word like "aing".
      else this.#beginnings.fill(1, first * 128, first * 128 + 128);
    }
  }

  /** Like `eachWord`, but for the words without any of the stems, of which it tells many as null. */
  each(text: string, visit: (word: Word | null) => void): void {
    // The loop of `eachWord` written out: sharing its walk over runs makes this a quarter slower.
    const length = text.length;
    for (let start = 0; start < length; ) {
      const kind = classAt(text, start);
      if (kind === characterClass.none) {
        start += 1;
        continue;
      }
      let end = start + 1;
      while (end < length && classAt(text, end) === kind) end += 1;
      if (kind === characterClass.spaced)
        visit(this.#mayHave(text, start, end) ? wordOf(text.slice(start, end)) : null);
      else if (this.#hasNgrams)
        for (const ngram of ngramsOf(text.slice(start, end), kind === characterClass.paired ? 2 : 3))
          visit({ plain: ngram, stem: ngram });
      else visit(null);
      start = end;
    }
  }

  #mayHave(text: string, start: number, end: number): boolean {
    const first = letterOf(text.charCodeAt(start));
    const second = end > start + 1 ? letterOf(text.charCodeAt(start + 1)) : 0;
    return first >= 128 || second >= 128 || this.#beginnings[first * 128 + second] === 1;
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
