import type { Database } from 'better-sqlite3';
import { type ChunkTable, chunkTable, readingOfChunk } from '../../store/chunks.ts';
import { isCommonWord } from '../language/common-words.ts';
import { editDistance } from '../language/edits.ts';
import { eachWord, stemOf } from '../language/words.ts';
import { isNamedBy } from './candidates.ts';
import { correctableWords, namesIn } from './correctable.ts';
import { definitionFinder } from './definition.ts';
import { Guesses } from './guesses.ts';
import type { Guess } from './plausibility.ts';
import { contentTerms, inQuotes, type Query, type QueryTerm, termForAny } from './query.ts';
import type { Scope } from './scope.ts';
import type { WordIndex } from './word-index.ts';

/** So many words of a question are looked up: one of which more stand nowhere is about something else, or in another language. */
const mostWords = 4;
/** What words that were put in the place of others count beside those of the question. */
const weightOfEdits = [0.9, 0.8, 0.6] as const;
/** Chunks that are looked at for how a word is written. */
const chunksRead = 6;
/** Forms are compared up to so many edits. */
const mostEdits = 8;

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

/** Looks for what was meant by words of a question that stand in none of the documents searched. */
export class Spelling {
  readonly #index: WordIndex;
  readonly #guesses: Guesses;
  readonly #chunks: ChunkTable;

  /** @param db a connection that may still write */
  constructor(db: Database, index: WordIndex) {
    this.#index = index;
    this.#guesses = new Guesses(db, index);
    this.#chunks = chunkTable(db);
  }

  /** Call when nobody waits; false when there is nothing left to do. */
  rest(): boolean {
    return this.#guesses.rest();
  }

  /**
   * Call when documents may have come or gone.
   * @param readings how many chunks each has, by the number of its reading
   */
  update(readings: ReadonlyMap<number, number>): void {
    this.#guesses.update(readings);
  }

  /** @param context what was asked before, out of which the question may have words */
  respell(query: Query, context: readonly string[], scope: Scope): Respelt {
    const replacements = new Map<QueryTerm, Replacement>();
    const texts = [query.text, ...context];
    const names = namesIn(texts);
    for (const term of this.#missing(query, texts, scope).slice(0, mostWords)) {
      const guesses = this.#guesses.of({ ...term, isName: names.has(term.plain) }, scope);
      if (guesses.length > 0) replacements.set(term, this.#replacement(term, guesses, scope));
    }
    if (replacements.size === 0) return { query, alsoLookedFor: [] };
    const terms = query.terms.flatMap((term) => replacements.get(term)?.terms ?? [term]);
    const inPlace = new Map([...replacements].map(([{ plain }, { terms }]) => [plain, terms]));
    const asked = contentTerms(query.text).flatMap((term) => inPlace.get(term.plain) ?? [term]);
    const definition = definitionFinder(
      query.text,
      asked.map(({ plain }) => plain),
    );
    return {
      query: { ...query, terms: distinct(terms), definition },
      alsoLookedFor: [...new Set([...replacements.values()].flatMap(({ words }) => words))],
    };
  }

  /** The words that stand in none of the documents, neither in texts nor in names, and may be misspelt. */
  #missing(query: Query, texts: readonly string[], scope: Scope): QueryTerm[] {
    const missing = query.terms.filter((term) => this.#guesses.countHere(term.match, scope, 1) === 0);
    if (missing.length === 0) return [];
    const correctable = correctableWords(texts);
    const documents = [...scope.documents.values()];
    return missing.filter(
      (term) =>
        correctable.has(term.plain) &&
        !isCommonWord(term.plain) &&
        !documents.some((document) => isNamedBy(document, term)),
    );
  }

  #replacement(term: QueryTerm, guesses: readonly (readonly Guess[])[], scope: Scope): Replacement {
    const terms = guesses.map(([first, ...others]) =>
      termForAny(
        [first!.plain, ...others.map(({ plain }) => plain)],
        term.weight * weightOfEdits[first!.edits]!,
      ),
    );
    const words = guesses.flat().map(({ plain }) => this.#written(plain, term.plain, scope));
    return { terms, words };
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
        const edits = editDistance(word.plain, typed, mostEdits);
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
