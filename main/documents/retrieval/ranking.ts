import type { Database } from 'better-sqlite3';
import { WordFinder } from '../language/words.ts';
import { findCandidates, type WeighedTerm, weighTerms } from './candidates.ts';
import {
  type DocumentEvidence,
  documentEvidence,
  evidenceCount,
  evidenceNames,
  gatherEvidence,
  type SearchStatistics,
} from './evidence.ts';
import { parseQuery, type Query, stemsOfTerm } from './query.ts';
import { type Region, Regions } from './region.ts';
import type { RankRequest } from './request.ts';
import { type Scope, Scopes } from './scope.ts';
import { Spelling } from './spelling.ts';
import { VectorIndex } from './vector-index.ts';
import { weights } from './weights.ts';
import type { ScoredRegion } from './windows.ts';
import { WordIndex } from './word-index.ts';

/** Candidates whose neighbours are looked at too: an answer often stands after the words that it answers. */
const withNeighbours = 100;
const weightOf = Float64Array.from(evidenceNames, (name) => weights[name]);

/** Everything that a search has found out, before passages are cut out of it. */
export interface Ranking {
  query: Query;
  /** What is looked for in the place of misspelt words. */
  alsoLookedFor: string[];
  terms: readonly WeighedTerm[];
  scope: Scope;
  /** Chunk ids, best first by their words alone. */
  candidates: readonly number[];
  /** Chunk ids, nearest in meaning first; empty when only words were looked at. */
  nearest: readonly number[];
  regions: readonly ScoredRegion[];
}

/** Ranks the units of documents by how likely they answer a question. */
export class Ranker {
  readonly #index: WordIndex;
  readonly #scopes: Scopes;
  readonly #regions: Regions;
  readonly #spelling: Spelling;
  readonly #vectors: VectorIndex | null;

  /**
   * @param db a connection that may still write
   * @param comparesVectors it has sqlite-vec's functions
   */
  constructor(db: Database, comparesVectors = false) {
    this.#index = new WordIndex(db);
    this.#scopes = new Scopes(db);
    this.#regions = new Regions(db);
    this.#spelling = new Spelling(db, this.#index);
    this.#vectors = comparesVectors ? new VectorIndex(db) : null;
  }

  /** Makes the next search quicker, for some milliseconds: call when nobody waits, until it says that there is nothing left to do. */
  rest(): boolean {
    this.#vectors?.rest();
    return this.#spelling.rest();
  }

  rank(request: RankRequest): Ranking {
    if (this.#index.refresh()) {
      this.#scopes.refresh();
      this.#spelling.update(this.#scopes.readings);
      this.#vectors?.refresh();
    }
    const scope = this.#scopes.of(request.documentIds);
    const asked = parseQuery(request.query, request.context);
    const { query, alsoLookedFor } = this.#spelling.respell(asked, request.context ?? [], scope);
    const terms = weighTerms(query.terms, this.#index, this.#scopes.allChunks);
    const quotes = query.phrases.some((phrase) => phrase.isQuoted);
    const candidates = findCandidates(
      terms,
      query.phrases,
      scope,
      this.#index,
      request.fill || query.aspect?.isOnlyThat || false,
    );
    // What stands in quotation marks is wanted word for word.
    const nearest = request.vector && !quotes ? (this.#vectors?.nearest(request.vector, scope) ?? []) : [];
    const statistics: SearchStatistics = {
      query,
      terms,
      termByStem: new Map(
        terms.flatMap((term, position) =>
          stemsOfTerm(term).map((stem): [string, number] => [stem, position]),
        ),
      ),
      finder: new WordFinder([
        ...terms.flatMap(stemsOfTerm),
        ...query.phrases.flatMap((phrase) => phrase.stems),
      ]),
      documentChunks: scope.chunks / Math.max(1, scope.documents.size),
      index: this.#index,
    };
    const documents = new Map<number, DocumentEvidence>();
    const regions = this.#regions.around([...candidates, ...nearest], withNeighbours, scope).map((region) => {
      const document =
        documents.get(region.readingId) ??
        documentEvidence(scope.documents.get(region.readingId)!, statistics);
      documents.set(region.readingId, document);
      return scoreRegion(region, query, gatherEvidence(region, statistics, document));
    });
    return { query, alsoLookedFor, terms, scope, candidates, nearest, regions };
  }
}

function scoreRegion(region: Region, query: Query, evidence: Float64Array): ScoredRegion {
  const scores = new Float64Array(region.units.length);
  const hasWords = new Uint8Array(region.units.length);
  const inUnit = evidenceNames.indexOf('inUnit');
  // A question about the document itself is answered by how a sentence speaks: its words stand anywhere or nowhere.
  const inAspect = query.aspect?.isOnlyThat ? evidenceNames.indexOf('aspect') : inUnit;
  for (let unit = 0; unit < scores.length; unit += 1) {
    const row = unit * evidenceCount;
    for (let kind = 0; kind < evidenceCount; kind += 1)
      scores[unit]! += weightOf[kind]! * evidence[row + kind]!;
    hasWords[unit] = evidence[row + inUnit]! > 0 || evidence[row + inAspect]! > 0 ? 1 : 0;
  }
  return { ...region, scores, hasWords };
}
