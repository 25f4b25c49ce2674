import { hasUnspacedScript } from '../language/characters.ts';
import { stopWordsFor } from '../language/stopwords.ts';
import { eachWord, ngramToken, stemOf } from '../language/words.ts';
import { type AspectQuestion, aspectQuestion } from './aspect.ts';
import { type Definition, definitionFinder } from './definition.ts';
import { type AnswerKind, expectedAnswer } from './expected-answer.ts';
import { earlierSubjects } from './follow-up.ts';

/** A word of a question, ready to be looked for. */
export interface QueryTerm {
  stem: string;
  /** With its ending, to prefer the very form that was asked for. */
  plain: string;
  /** How much it counts beside the others, 1 for a word of the question itself. */
  weight: number;
  /** How the index is asked for it: a phrase of its query language, or several joined by OR. */
  match: string;
  /** Other stems that are as good: where a word was misspelt, what else may have been meant. */
  also: readonly string[];
}

/** The stems of which any is what a term looks for. */
export const stemsOfTerm = ({ stem, also }: QueryTerm): readonly string[] => [stem, ...also];

/** What a question looks for. */
export interface Query {
  text: string;
  terms: QueryTerm[];
  /** Stretches in quotation marks, and words held together by signs: `"net profit"`, `COVID-19`, `v2.3.1`. */
  phrases: QueryPhrase[];
  /** What the question asks for. */
  expects: AnswerKind | null;
  /** How surely a sentence says what the thing asked about is, if the question asks that. */
  definition: ((sentence: string) => Definition | null) | null;
  /** Set when the question is about the document itself. */
  aspect: AspectQuestion | null;
}

export interface QueryPhrase {
  /** Stems in order. */
  stems: string[];
  match: string;
  /** Quoted by the person: only texts that have it are wanted, if there are any. */
  isQuoted: boolean;
}

/** A question longer than this is mostly a pasted text: its rarest words are enough. */
const mostTerms = 48;
/** Overlapping stretches count each other's characters again. */
const ngramWeight = 0.5;

const quoted = /"([^"]{2,200})"|“([^”]{2,200})”|„([^“”]{2,200})[“”]|«([^»]{2,200})»/g;
const heldTogether = /[\p{L}\p{N}]+(?:[-_.:/@#'’,][\p{L}\p{N}]+)+/gu;

/** A phrase of the index's query language: in quotes nothing of it is an operator. */
export const inQuotes = (text: string): string => `"${text.replaceAll('"', ' ')}"`;

/** How the index is asked for a word. */
function matchOf(stem: string, plain: string): string {
  return hasUnspacedScript(stem) ? `ngrams : "${ngramToken(stem)}"` : inQuotes(plain);
}

function stemsOf(text: string): string[] {
  const stems: string[] = [];
  eachWord(text, ({ stem }) => stems.push(stem));
  return stems;
}

/** The words of a text that say what it is about. */
export function contentTerms(text: string, weight = 1): QueryTerm[] {
  const found: { stem: string; plain: string; isLetter: boolean }[] = [];
  eachWord(text, ({ stem, plain }) => found.push({ stem, plain, isLetter: /^[a-z]$/.test(plain) }));
  // Stop words are listed with their diacritics, so the words are taken from the text as it stands.
  const written = text.toLowerCase().match(/[\p{L}\p{M}]+/gu) ?? [];
  const stopWords = stopWordsFor(written);
  const plainStopWords = new Set([...stopWords].map((word) => word.normalize('NFKD').replace(/\p{M}/gu, '')));
  const content = found.filter((word) => !plainStopWords.has(word.plain) && !word.isLetter);
  const terms = new Map<string, QueryTerm>();
  for (const { stem, plain } of content.length > 0 ? content : found) {
    if (terms.has(stem)) continue;
    const factor = hasUnspacedScript(stem) ? ngramWeight : 1;
    terms.set(stem, { stem, plain, weight: weight * factor, match: matchOf(stem, plain), also: [] });
  }
  return [...terms.values()];
}

/** A term that looks for any of some words, without case and diacritics. */
export function termForAny([plain, ...others]: readonly [string, ...string[]], weight: number): QueryTerm {
  const match = [plain, ...others].map(inQuotes).join(' OR ');
  return { stem: stemOf(plain), plain, weight, match, also: others.map(stemOf) };
}

function phrasesOf(text: string): QueryPhrase[] {
  const phrases: QueryPhrase[] = [];
  const add = (words: string, isQuoted: boolean): void => {
    const stems = stemsOf(words);
    if (stems.length > 1 && !hasUnspacedScript(words))
      phrases.push({ stems, match: inQuotes(words), isQuoted });
  };
  for (const match of text.matchAll(quoted)) add(match.slice(1).find((group) => group !== undefined)!, true);
  for (const match of text.replace(quoted, ' ').matchAll(heldTogether)) {
    // It's, l'eau: the apostrophe joins words, not the parts of a name.
    if (!/['’]/.test(match[0])) add(match[0], false);
  }
  return phrases;
}

/**
 * Cleans a question into what is looked for.
 * @param context questions asked before, oldest first; a question that leans on them takes its subject from them
 */
export function parseQuery(text: string, context: readonly string[] = []): Query {
  const terms = contentTerms(text);
  const words = terms.map((term) => term.plain);
  const known = new Set(terms.map((term) => term.stem));
  for (const { text: earlier, weight } of earlierSubjects(text, terms.length, context))
    for (const term of contentTerms(earlier, weight))
      if (!known.has(term.stem)) {
        known.add(term.stem);
        terms.push(term);
      }
  return {
    text,
    terms: terms.slice(0, mostTerms),
    phrases: phrasesOf(text),
    expects: expectedAnswer(text),
    definition: definitionFinder(text, words),
    aspect: aspectQuestion(text, words),
  };
}
