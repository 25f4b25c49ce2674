import type { Database } from 'better-sqlite3';
import { type ChunkTable, chunkTable, readingOfChunk } from '../../store/chunks.ts';
import { editDistance } from '../language/edits.ts';
import { eachWord, stemOf } from '../language/words.ts';
import { isNamedBy } from './candidates.ts';
import { correctableWords, isCommonWord } from './correctable.ts';
import { definitionPattern } from './definition.ts';
import { contentTerms, inQuotes, type Query, type QueryTerm, termForAny } from './query.ts';
import type { Scope } from './scope.ts';
import { type KnownWord, Vocabulary } from './vocabulary.ts';
import type { WordIndex } from './word-index.ts';

/** So many words of a question are looked up: one of which more stand nowhere is about something else, or in another language. */
const mostWords = 4;
/** From so many letters on two edits are forgiven, if the stem is long as well. */
const longWord = 8;
const longStem = 6;
/** What words that were put in the place of others count beside those of the question. */
const weightOfEdits = [0.9, 0.8, 0.6] as const;
/** A word that other documents have is only taken for a misspelling of one that is this many times as frequent. */
const timesAsFrequent = 20;
/** Words that are looked up in the documents at hand, best first, and those that are looked for in the end. */
const mostTried = 12;
const mostTaken = 3;
/** Frequencies are compared up to here. */
const mostCounted = 200;
/** Parts of a compound. */
const shortestPart = 4;
/** Chunks that are looked at for how a word is written. */
const chunksRead = 6;

/** A question with its misspelt words put right, as far as the documents tell. */
export interface Respelt {
  query: Query;
  /** The words that are looked for in the place of those that stand nowhere, as the documents write them. */
  alsoLookedFor: string[];
}

/** What is looked for in the place of a word. */
interface Replacement {
  terms: QueryTerm[];
  words: string[];
}

/** A word that stands in the documents at hand. */
interface Found {
  /** Without case and diacritics. */
  plain: string;
  edits: number;
  /** In how many of their chunks, counted up to `mostCounted`. */
  here: number;
}

/** Looks for what was meant by words of a question that stand in none of the documents searched. */
export class Spelling {
  readonly #index: WordIndex;
  readonly #vocabulary: Vocabulary;
  readonly #chunks: ChunkTable;

  /** @param db a connection that may still write */
  constructor(db: Database, index: WordIndex) {
    this.#index = index;
    this.#vocabulary = new Vocabulary(db);
    this.#chunks = chunkTable(db);
  }

  /** Call when nobody waits. */
  rest(): void {
    this.#vocabulary.readAhead();
  }

  /** Call when documents have come or gone. */
  forget(): void {
    this.#vocabulary.forget();
  }

  /** @param context what was asked before, out of which the question may have words */
  respell(query: Query, context: readonly string[], scope: Scope): Respelt {
    const replacements = new Map<QueryTerm, Replacement>();
    for (const term of this.#misspelt(query, context, scope).slice(0, mostWords)) {
      const replacement = this.#replacement(term, scope);
      if (replacement) replacements.set(term, replacement);
    }
    if (replacements.size === 0) return { query, alsoLookedFor: [] };
    const terms = query.terms.flatMap((term) => replacements.get(term)?.terms ?? [term]);
    const inPlace = new Map([...replacements].map(([{ plain }, { terms }]) => [plain, terms]));
    const asked = contentTerms(query.text).flatMap((term) => inPlace.get(term.plain) ?? [term]);
    const definition = definitionPattern(
      query.text,
      asked.map(({ plain }) => plain),
    );
    return {
      query: { ...query, terms: distinct(terms), definition },
      alsoLookedFor: [...new Set([...replacements.values()].flatMap(({ words }) => words))],
    };
  }

  /** The words that stand in none of the documents, neither in texts nor in names, and seem to be no others than misspelt ones. */
  #misspelt(query: Query, context: readonly string[], scope: Scope): QueryTerm[] {
    const missing = query.terms.filter((term) => this.#countHere(term.match, scope, 1) === 0);
    if (missing.length === 0) return [];
    const correctable = correctableWords([query.text, ...context]);
    const documents = [...scope.documents.values()];
    return missing.filter(
      (term) =>
        correctable.has(term.plain) &&
        !isCommonWord(term.plain) &&
        !documents.some((document) => isNamedBy(document, term)),
    );
  }

  #replacement(term: QueryTerm, scope: Scope): Replacement | null {
    const { plain, stem } = term;
    const most = plain.length >= longWord && stem.length >= longStem ? 2 : 1;
    const least = this.#vocabulary.chunksWith(stem) * timesAsFrequent;
    const near = this.#vocabulary
      .near(plain, most)
      .filter((word) => word.chunks >= least && (word.edits < 2 || word.stem.length >= longStem));
    const oneAway = this.#best(
      near.filter(({ edits }) => edits < 2),
      plain,
      scope,
    );
    if (oneAway.length > 0) return this.#instead(term, oneAway, scope);
    const parts = this.#parts(plain, scope);
    if (parts) {
      const instead = parts.map((part) => this.#instead(term, [part], scope));
      return { terms: instead.flatMap(({ terms }) => terms), words: instead.flatMap(({ words }) => words) };
    }
    const twoAway = this.#best(
      near.filter(({ edits }) => edits === 2),
      plain,
      scope,
    );
    return twoAway.length > 0 ? this.#instead(term, twoAway, scope) : null;
  }

  /**
   * The most frequent of some words in the documents at hand. Those that are as near as they are written come before
   * those of which only the stem is.
   */
  #best(words: readonly KnownWord[], typed: string, scope: Scope): Found[] {
    const found = words
      .toSorted((a, b) => b.chunks - a.chunks)
      .slice(0, mostTried)
      .flatMap(({ stem, edits }) => {
        const form = this.#vocabulary.form(stem, typed);
        return form ? [{ ...this.#found(form.plain, edits, scope), isAsWritten: form.edits <= edits }] : [];
      })
      .filter(({ here }) => here > 0)
      .sort((a, b) => b.here - a.here);
    const asWritten = found.filter(({ isAsWritten }) => isAsWritten);
    return (asWritten.length > 0 ? asWritten : found).slice(0, mostTaken);
  }

  /** The two words of the documents that a word is made of, as in German compounds or where a space was forgotten. */
  #parts(plain: string, scope: Scope): Found[] | null {
    let best: Found[] | null = null;
    let most = 0;
    for (let at = shortestPart; at <= plain.length - shortestPart; at += 1) {
      const parts = [plain.slice(0, at), plain.slice(at)];
      if (!parts.every((part) => this.#vocabulary.chunksWith(stemOf(part)) > 0)) continue;
      const found = parts.map((part) => this.#found(part, 0, scope));
      const least = Math.min(...found.map(({ here }) => here));
      if (least > most) [most, best] = [least, found];
    }
    return best;
  }

  #found(plain: string, edits: number, scope: Scope): Found {
    return { plain, edits, here: this.#countHere(inQuotes(plain), scope, mostCounted) };
  }

  #instead(term: QueryTerm, found: readonly Found[], scope: Scope): Replacement {
    const [first, ...others] = found;
    const weight = term.weight * weightOfEdits[first!.edits]!;
    const terms = [termForAny([first!.plain, ...others.map(({ plain }) => plain)], weight)];
    return { terms, words: found.map(({ plain }) => this.#written(plain, term.plain, scope)) };
  }

  /** In how many chunks of the documents at hand something is, counted up to a limit. */
  #countHere(match: string, scope: Scope, most: number): number {
    let count = 0;
    const list = this.#index.chunksWith(match);
    // A few documents are asked one by one, with bisection; many by going through the list, which soon has enough.
    if (scope.documents.size * 20 < list.length) {
      for (const readingId of scope.documents.keys()) {
        count += this.#index.chunksOfReadingWith(match, readingId).length;
        if (count >= most) break;
      }
      return Math.min(count, most);
    }
    for (const id of list) {
      if (scope.documents.has(readingOfChunk(id))) count += 1;
      if (count >= most) break;
    }
    return count;
  }

  /** How the documents at hand write a word of which the stem is known: in the form that is nearest to what was typed. */
  #written(plain: string, typed: string, scope: Scope): string {
    const stem = stemOf(plain);
    let best = plain;
    let fewest = Number.POSITIVE_INFINITY;
    let read = 0;
    for (const id of this.#index.chunksWith(inQuotes(plain))) {
      if (!scope.documents.has(readingOfChunk(id))) continue;
      const { text, heading } = this.#chunks.get(id)!;
      const whole = `${text}\n${heading}`;
      eachWord(whole, (word, start, end) => {
        if (word.stem !== stem) return;
        const edits = editDistance(word.plain, typed, longWord);
        if (edits < fewest) [fewest, best] = [edits, whole.slice(start, end)];
      });
      read += 1;
      if (read === chunksRead) break;
    }
    return best;
  }
}

/** Each stem once: what was put in a word's place may be asked for anyway. */
function distinct(terms: readonly QueryTerm[]): QueryTerm[] {
  const seen = new Set<string>();
  return terms
    .toSorted((a, b) => b.weight - a.weight)
    .filter(({ stem }) => !seen.has(stem) && seen.add(stem));
}
