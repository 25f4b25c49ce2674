import type { Database } from 'better-sqlite3';
import type { WhyNot } from '../../../preload/contract/index.ts';
import { documentTextTable } from '../../store/document-text.ts';
import { countTokens } from '../../tokenizer/index.ts';
import { fusedWindows, hasWordsIn } from './fusion.ts';
import { pack, type Room } from './pack.ts';
import { PassageMaker } from './passages.ts';
import { Ranker } from './ranking.ts';
import { inReadingOrder } from './reading-order.ts';
import type { RankRequest, SearchRequest, SearchResult, WhyRequest } from './request.ts';
import { explain } from './why.ts';

/** As many passages as a person looks through, when nothing else is said. */
const usualLimit = 16;

/** Searches an open database. Everything is synchronous: run it where nobody is kept waiting. */
export class Searcher {
  readonly #db: Database;
  readonly #ranker: Ranker;
  readonly #passages: PassageMaker;

  /**
   * @param db a connection that may still write
   * @param comparesVectors it has sqlite-vec's functions
   */
  constructor(db: Database, comparesVectors = false) {
    this.#db = db;
    this.#ranker = new Ranker(db, comparesVectors);
    this.#passages = new PassageMaker(db);
  }

  search(request: RankRequest): SearchResult {
    const startedAt = performance.now();
    const ranking = this.#ranker.rank(request);
    let hasWords = false;
    const found = pack(
      fusedWindows(ranking.regions, ranking.nearest),
      roomOf(request),
      (window) => this.#passages.make(window, ranking.scope),
      (window, fate) => {
        hasWords ||= fate === 'included' && hasWordsIn(window);
      },
    );
    const passages = request.order === 'document' ? this.#inReadingOrder(found.passages) : found.passages;
    const { alsoLookedFor } = ranking;
    return { passages, leftOut: found.leftOut, hasWords, alsoLookedFor, ms: performance.now() - startedAt };
  }

  /** Makes the next search quicker, for some milliseconds: call when nobody waits, until it says that there is nothing left to do. */
  rest(): boolean {
    return this.#ranker.rest();
  }

  why(request: WhyRequest): WhyNot {
    return explain(this.#db, this.#ranker, this.#passages, request, roomOf(request));
  }

  #inReadingOrder(passages: SearchResult['passages']): SearchResult['passages'] {
    const reading = this.#db
      .prepare<[string], number>('SELECT reading_id FROM document WHERE id = ?')
      .pluck();
    const text = documentTextTable(this.#db);
    return inReadingOrder(
      passages,
      (id, start, end) => (end > start ? text.text(reading.get(id)!, start, end) : ''),
      countTokens,
    );
  }
}

function roomOf({ budget, limit, fill = false, leftOut = false }: SearchRequest): Room {
  const unlimited = Number.POSITIVE_INFINITY;
  return {
    budget: budget ?? unlimited,
    limit: limit ?? (budget === undefined ? usualLimit : unlimited),
    fills: fill && budget !== undefined,
    tellsLeftOut: leftOut,
  };
}
