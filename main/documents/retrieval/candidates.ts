import { chunkIdOf, readingOfChunk } from '../../store/chunks.ts';
import { type QueryPhrase, type QueryTerm, stemsOfTerm } from './query.ts';
import type { Scope, ScopeDocument } from './scope.ts';
import type { WordIndex } from './word-index.ts';

/** A term with what the documents say about it. */
export interface WeighedTerm extends QueryTerm {
  /** In how many chunks of all documents it is. */
  frequency: number;
  /** Its weight times its inverse document frequency over all chunks. */
  idf: number;
}

/** Robertson and Spärck Jones' weight of a word in `frequency` of `total` texts, kept positive as BM25 in FTS5 does. */
export function inverseFrequency(frequency: number, total: number): number {
  return Math.log(1 + (total - frequency + 0.5) / (frequency + 0.5));
}

/** The question's terms that are in the documents at all, rarest first. */
export function weighTerms(terms: readonly QueryTerm[], index: WordIndex, chunks: number): WeighedTerm[] {
  return terms
    .map((term) => {
      const frequency = index.chunksWith(term.match).length;
      return {
        ...term,
        frequency,
        idf: term.weight * inverseFrequency(frequency, Math.max(chunks, frequency)),
      };
    })
    .filter((term) => term.frequency > 0)
    .sort((a, b) => a.frequency - b.frequency);
}

/** So many chunks are looked at closely for one question. */
const mostCandidates = 300;
/** FTS5 scores every chunk with any of the words it is given, so common ones are left to the second look. */
const mostScored = 10_000;
/** Documents that a question seems to name, and how many chunks of each are looked at. */
const namedDocuments = 3;
const chunksOfNamed = 12;

/**
 * The chunks that may answer, best first: those that BM25, or the sum of their words' weights, puts first.
 * @param wantsAll in a small scope all chunks, in order
 */
export function findCandidates(
  terms: readonly WeighedTerm[],
  phrases: readonly QueryPhrase[],
  scope: Scope,
  index: WordIndex,
  wantsAll: boolean,
): number[] {
  const required = quotedChunks(phrases, scope, index);
  if (required) return required.slice(0, mostCandidates);
  if (wantsAll && scope.chunks <= mostCandidates) return everyChunk(scope);
  if (!scope.isNearlyAll || scope.chunks <= mostCandidates)
    return byWeight(terms, [...scope.documents.keys()], index, mostCandidates);

  let scored = 0;
  const rare = terms.filter((term, position) => {
    scored += term.frequency;
    return position === 0 || scored <= mostScored;
  });
  const best = index.best(
    rare.map((term) => term.match),
    mostCandidates,
  );
  const inScope = best.filter((id) => scope.documents.has(readingOfChunk(id)));
  const named = mostNamed(terms, scope).flatMap(({ readingId }) =>
    byWeight(terms, [readingId], index, chunksOfNamed),
  );
  return [...new Set([...inScope, ...named])];
}

/**
 * Every chunk of a small scope: a question about a document as a text is answered by sentences without its words, and a budget
 * may be filled with what stands around those that have some.
 */
function everyChunk(scope: Scope): number[] {
  return [...scope.documents.values()].flatMap(({ readingId, chunks }) =>
    Array.from({ length: chunks }, (_, number) => chunkIdOf(readingId, number)),
  );
}

/** The chunks with everything that was put in quotation marks; null when nothing was, or no chunk has it. */
function quotedChunks(phrases: readonly QueryPhrase[], scope: Scope, index: WordIndex): number[] | null {
  const quoted = phrases.filter((phrase) => phrase.isQuoted);
  if (quoted.length === 0) return null;
  let found: number[] | null = null;
  for (const phrase of quoted) {
    const having: Set<number> = new Set(index.chunksWith(phrase.match));
    found = found === null ? [...having] : found.filter((id) => having.has(id));
  }
  const inScope = found!.filter((id) => scope.documents.has(readingOfChunk(id)));
  return inScope.length > 0 ? inScope : null;
}

/** Chunks of some readings by the sum of the weights of the terms they have. */
function byWeight(
  terms: readonly WeighedTerm[],
  readingIds: readonly number[],
  index: WordIndex,
  limit: number,
): number[] {
  const weights = new Map<number, number>();
  for (const term of terms)
    for (const readingId of readingIds)
      for (const id of index.chunksOfReadingWith(term.match, readingId))
        weights.set(id, (weights.get(id) ?? 0) + term.idf);
  return [...weights]
    .sort(([idA, a], [idB, b]) => b - a || idA - idB)
    .slice(0, limit)
    .map(([id]) => id);
}

/** The documents whose names have most of the question's weight. */
function mostNamed(terms: readonly WeighedTerm[], scope: Scope): ScopeDocument[] {
  const named: { document: ScopeDocument; weight: number }[] = [];
  for (const document of scope.documents.values()) {
    let weight = 0;
    for (const term of terms) if (isNamedBy(document, term)) weight += term.idf;
    if (weight > 0) named.push({ document, weight });
  }
  return named
    .sort((a, b) => b.weight - a.weight)
    .slice(0, namedDocuments)
    .map(({ document }) => document);
}

/** True when a document's name has a term. */
export function isNamedBy({ nameStems }: ScopeDocument, term: QueryTerm): boolean {
  return stemsOfTerm(term).some((stem) => nameStems.has(stem));
}
