import type { Database, Statement } from 'better-sqlite3';
import { chunkRangeOf } from '../../store/chunks.ts';

/** Posting lists are kept up to this many entries in all, 8 bytes each. */
const mostKept = 4_000_000;

/**
 * The full-text index, asked in terms of chunks. FTS5 ranks by BM25 over a whole library in milliseconds, but goes through
 * a word's list from its beginning for every question about one document; lists of chunk ids, kept as long as the database
 * does not change, answer those by bisection.
 */
export class WordIndex {
  readonly #best: Statement<[string, number], number>;
  readonly #list: Statement<[string], number>;
  readonly #version: Statement<[], number>;
  readonly #lists = new Map<string, Float64Array>();
  #kept = 0;
  #seen = -1;

  constructor(db: Database) {
    // Weights of the columns: text, heading path, overlapping stretches of scripts without spaces.
    this.#best = db
      .prepare<[string, number], number>(
        `SELECT rowid FROM chunk_text WHERE chunk_text MATCH ? AND rank MATCH 'bm25(1.0, 1.5, 1.0)'
         ORDER BY rank LIMIT ?`,
      )
      .pluck();
    this.#list = db
      .prepare<[string], number>('SELECT rowid FROM chunk_text WHERE chunk_text MATCH ? ORDER BY rowid')
      .pluck();
    this.#version = db.prepare<[], number>('PRAGMA data_version').pluck();
  }

  /** Forgets what it knows if another connection has written since; call before each search. Tells whether one has. */
  refresh(): boolean {
    const version = this.#version.get()!;
    if (version === this.#seen) return false;
    this.#seen = version;
    this.#lists.clear();
    this.#kept = 0;
    return true;
  }

  /** The ids of the chunks with a phrase, in order. */
  chunksWith(match: string): Float64Array {
    let list = this.#lists.get(match);
    if (list) return list;
    list = Float64Array.from(this.#list.all(match));
    this.#kept += list.length;
    if (this.#kept > mostKept) {
      this.#lists.clear();
      this.#kept = list.length;
    }
    this.#lists.set(match, list);
    return list;
  }

  /** The ids of the chunks of one reading with a phrase, in order. */
  chunksOfReadingWith(match: string, readingId: number): Float64Array {
    const list = this.chunksWith(match);
    const [first, last] = chunkRangeOf(readingId);
    return list.subarray(lowerBound(list, first), lowerBound(list, last + 1));
  }

  /** Chunks of all documents with any of the phrases, best first by BM25. */
  best(matches: readonly string[], limit: number): number[] {
    return matches.length === 0 ? [] : this.#best.all(matches.join(' OR '), limit);
  }
}

/** The first position whose value is not less than `value`. */
function lowerBound(list: Float64Array, value: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
