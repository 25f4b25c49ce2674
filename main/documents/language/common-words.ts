import { countTokens, wholeWords } from '../../tokenizer/index.ts';
import { stemOf } from './words.ts';

/** Stems of shorter words are the beginning of too many others. */
const shortest = 4;

/**
 * True for words that the model's vocabulary has whole: its makers' millions of pages had them so often that they are words.
 * @param word without case and diacritics
 */
export function isCommonWord(word: string): boolean {
  return tokensOf(word) === 1;
}

/** Of how many tokens a word is made, in lower case or as a name, whichever are fewer. */
export function tokensOf(word: string): number {
  return Math.min(countTokens(` ${word}`), countTokens(` ${word[0]!.toUpperCase()}${word.slice(1)}`));
}

let stems: ReadonlySet<string> | undefined;

/** True for words of which a common word is another form: with another ending, its stem is the same. Takes 40 ms when first asked. */
export function hasCommonStem(stem: string): boolean {
  if (!stems) {
    const found = new Set<string>();
    for (const word of wholeWords()) if (word.length >= shortest) found.add(stemOf(word));
    stems = found;
  }
  return stems.has(stem);
}
