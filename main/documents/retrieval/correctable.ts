import { hasUnspacedScript } from '../language/characters.ts';
import { plain } from '../language/words.ts';

/** Shorter words have too many neighbours to say which one was meant. */
export const shortest = 4;
const longest = 32;

/** Runs that search takes for one thing: words, numbers, and what signs hold together. */
const runs = /[\p{L}\p{N}\p{M}]+(?:[-_.:/@#'’,&+][\p{L}\p{N}\p{M}]+)*/gu;
const quotations = /"[^"]{2,200}"|“[^”]{2,200}”|„[^“”]{2,200}[“”]|«[^»]{2,200}»/g;
/** A letter with its marks in a run without anything else. */
const lettersOnly = /^[\p{L}\p{M}]+$/u;
/** What joins words; other signs make a code, an address or a number out of them. */
const joins = /[-'’]/u;

/**
 * The words of some texts that may have been misspelt, without case and diacritics. Not among them: numbers, codes and
 * whatever has a digit or a sign in it, since another part number is another part; acronyms and names like `iPhone`; what
 * stands in quotation marks; words of scripts without spaces; short words.
 */
export function correctableWords(texts: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (const text of texts) {
    const isAllCapitals = text === text.toUpperCase();
    for (const [run] of text.replace(quotations, ' ').matchAll(runs)) {
      const parts = run.split(joins);
      if (!parts.every((part) => lettersOnly.test(part)) || hasUnspacedScript(run)) continue;
      for (const part of parts) {
        const hasCapitalsInside = part.slice(1) !== part.slice(1).toLowerCase();
        if (hasCapitalsInside && !isAllCapitals) continue;
        const word = plain(part);
        if (word.length >= shortest && word.length <= longest) found.add(word);
      }
    }
  }
  return found;
}

/** A word with a capital first letter that does not begin a sentence, where the word before it is not written so. */
const insideSentence = /(?<=(?:^|[^\p{L}\p{M}])\p{Ll}[\p{L}\p{M}'’-]*[\s"“„«(]+)\p{Lu}[\p{L}\p{M}]*/gu;

/** The words of some texts that are written as names are, without case and diacritics. */
export function namesIn(texts: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (const text of texts) for (const [name] of text.matchAll(insideSentence)) found.add(plain(name));
  return found;
}
