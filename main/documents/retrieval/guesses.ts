import type { Database } from 'better-sqlite3';
import { readingOfChunk } from '../../store/chunks.ts';
import { stemOf } from '../language/words.ts';
import { type Guess, isAnotherForm, isRatherMisspelt, type Typed } from './plausibility.ts';
import { inQuotes } from './query.ts';
import type { Scope } from './scope.ts';
import { type KnownWord, Vocabulary } from './vocabulary.ts';
import type { WordIndex } from './word-index.ts';

/** From so many letters on two edits are forgiven, if the stem is long as well. */
const longWord = 8;
const longStem = 6;
/** A word that other documents have is only taken for a misspelling of one that is this many times as frequent. */
const timesAsFrequent = 20;
/** Words that are looked up in the documents at hand, best first, and those that are looked for in the end. */
const mostTried = 12;
const mostTaken = 3;
/** Frequencies are compared up to here. */
const mostCounted = 200;
/** Parts of a compound. */
const shortestPart = 4;

/** Guesses what a word that stands in none of the documents searched was meant to be. */
export class Guesses {
  readonly #index: WordIndex;
  readonly #vocabulary: Vocabulary;

  /** @param db a connection that may still write */
  constructor(db: Database, index: WordIndex) {
    this.#index = index;
    this.#vocabulary = new Vocabulary(db);
  }

  /** Call when nobody waits; false when there is nothing left to do. */
  rest(): boolean {
    return this.#vocabulary.readAhead();
  }

  /**
   * Call when documents may have come or gone.
   * @param readings how many chunks each has, by the number of its reading
   */
  update(readings: ReadonlyMap<number, number>): void {
    this.#vocabulary.update(readings);
  }

  /** For each word that was meant, what it may have been, best first: one word, or two without their space. Empty when it is like none. */
  of(typed: Typed, scope: Scope): (readonly Guess[])[] {
    const { plain, stem } = typed;
    const most = plain.length >= longWord && stem.length >= longStem ? 2 : 1;
    const least = this.#vocabulary.chunksWith(stem) * timesAsFrequent;
    const near = this.#vocabulary
      .near(plain, most)
      .filter((word) => word.chunks >= least && (word.edits < 2 || word.stem.length >= longStem));
    const oneAway = near.filter(({ edits }) => edits < 2);
    const guesses = this.#best(oneAway, typed, scope);
    if (guesses.length > 0) return [guesses];
    const parts = this.#parts(plain, scope);
    if (parts) return parts.map((part) => [part]);
    const twoAway = near.filter(({ edits }) => edits === 2);
    const others = this.#best(twoAway, typed, scope);
    return others.length > 0 ? [others] : [];
  }

  /** In how many chunks of the documents at hand something is, counted up to a limit. */
  countHere(match: string, scope: Scope, most = mostCounted): number {
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

  /**
   * The most frequent of some words in the documents at hand. Those that are as near as they are written come before
   * those of which only the stem is.
   */
  #best(words: readonly KnownWord[], typed: Typed, scope: Scope): Guess[] {
    const found = words
      .toSorted((a, b) => b.chunks - a.chunks)
      .slice(0, mostTried)
      .flatMap(({ stem, edits, meant }) => {
        const form = this.#vocabulary.form(stem, typed.plain);
        if (!form) return [];
        const { plain, isLowerCase } = form;
        const here = this.countHere(inQuotes(plain), scope);
        return [{ plain, isLowerCase, edits, meant, here, isAsWritten: form.edits <= edits }];
      })
      .filter((guess) => guess.here > 0 && isRatherMisspelt(typed, guess))
      .sort((a, b) => b.here - a.here);
    const asWritten = found.filter(({ isAsWritten }) => isAsWritten);
    return (asWritten.length > 0 ? asWritten : found).slice(0, mostTaken);
  }

  /** The two words of the documents that a word is made of, as in German compounds or where a space was forgotten. */
  #parts(plain: string, scope: Scope): Guess[] | null {
    let best: Guess[] | null = null;
    let most = 0;
    for (let at = shortestPart; at <= plain.length - shortestPart; at += 1) {
      const parts = [plain.slice(0, at), plain.slice(at)];
      if (!parts.every((part) => this.#vocabulary.chunksWith(stemOf(part)) > 0)) continue;
      const found = parts.map((part) => this.#part(part, scope));
      if (!found.every((part) => part !== null)) continue;
      const least = Math.min(...found.map(({ here }) => here));
      if (least > most) [most, best] = [least, found];
    }
    return best;
  }

  /** A part that is written in the documents, if with another ending: a stem alone may be left of anything. */
  #part(plain: string, scope: Scope): Guess | null {
    const form = this.#vocabulary.form(stemOf(plain), plain);
    if (!form || !isAnotherForm(plain, form.plain)) return null;
    const { isLowerCase } = form;
    return { plain, isLowerCase, edits: 0, meant: [], here: this.countHere(inQuotes(plain), scope) };
  }
}
