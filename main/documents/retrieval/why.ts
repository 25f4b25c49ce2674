import type { Database } from 'better-sqlite3';
import type { WhyNot } from '../../../preload/contract/index.ts';
import { chunkTable } from '../../store/chunks.ts';
import { eachWord } from '../language/words.ts';
import { fusedWindows } from './fusion.ts';
import { type Fate, pack, type Room } from './pack.ts';
import type { PassageMaker } from './passages.ts';
import { type QueryTerm, stemsOfTerm } from './query.ts';
import type { Ranker, Ranking } from './ranking.ts';
import type { WhyRequest } from './request.ts';
import type { Window } from './windows.ts';

type WhyChunk = WhyNot['chunks'][number];

/** A selection of more chunks than this is explained by the first of them. */
const mostChunks = 12;

/** Why the chunks of a selection were, or were not, among the passages for a question: searches again and watches them. */
export function explain(
  db: Database,
  ranker: Ranker,
  passages: PassageMaker,
  request: WhyRequest,
  room: Room,
): WhyNot {
  const ranking = ranker.rank(request);
  const fates = new Map<Window, Fate>();
  const windows = [...fusedWindows(ranking.regions, ranking.nearest)];
  pack(
    windows,
    room,
    (window) => passages.make(window, ranking.scope),
    (window, fate) => fates.set(window, fate),
  );
  const readingId = db
    .prepare<[string], number | null>('SELECT reading_id FROM document WHERE id = ?')
    .pluck()
    .get(request.documentId);
  if (!readingId) return { chunks: [] };
  const chunks = chunkTable(db);
  const found = chunks
    .overlapping(readingId, request.start, Math.max(request.end, request.start + 1))
    .slice(0, mostChunks)
    .map((id) => explainChunk(chunks.get(id)!, ranking, windows, fates));
  const rankOf = ({ fusedRank }: WhyChunk): number => fusedRank ?? Number.POSITIVE_INFINITY;
  return { chunks: found.sort((a, b) => rankOf(a) - rankOf(b) || a.start - b.start) };
}

function explainChunk(
  chunk: { id: number; start: number; end: number; page: number; text: string; heading: string },
  ranking: Ranking,
  windows: readonly Window[],
  fates: ReadonlyMap<Window, Fate>,
): WhyChunk {
  const stems = new Set<string>();
  eachWord(`${chunk.heading}\n${chunk.text}`, ({ stem }) => stems.add(stem));
  const { terms } = ranking.query;
  const isThere = (term: QueryTerm): boolean => stemsOfTerm(term).some((stem) => stems.has(stem));
  const matchedTerms = terms.filter(isThere).map((term) => term.plain);
  const missingTerms = terms.filter((term) => !isThere(term)).map((term) => term.plain);
  const wordRank = ranking.candidates.indexOf(chunk.id) + 1 || null;
  const vectorRank = ranking.nearest.indexOf(chunk.id) + 1 || null;
  const overlapping = windows.findIndex((window) => overlaps(window, chunk));
  const fusedRank = overlapping < 0 ? null : overlapping + 1;
  const window = windows[overlapping];
  const fate = window && fates.get(window);
  return {
    start: chunk.start,
    end: chunk.end,
    page: chunk.page,
    wordRank,
    vectorRank,
    fusedRank,
    matchedTerms,
    missingTerms,
    included: fate === 'included',
    reason: reasonFor({
      fate,
      fusedRank,
      hasTerms: matchedTerms.length > 0,
      hasPassage: window !== undefined,
      byMeaning: ranking.nearest.length > 0,
    }),
  };
}

function overlaps(
  { region, first, last }: Window,
  chunk: { id: number; start: number; end: number },
): boolean {
  return (
    region.chunks.some((own) => own.id === chunk.id) &&
    region.units[first]!.start < chunk.end &&
    region.units[last]!.end > chunk.start
  );
}

function reasonFor(found: {
  fate: Fate | undefined;
  fusedRank: number | null;
  hasTerms: boolean;
  hasPassage: boolean;
  /** Meaning was looked at, too. */
  byMeaning: boolean;
}): string {
  const { fate, fusedRank, hasTerms, hasPassage, byMeaning } = found;
  if (fate === 'included') return `Included: it ranks ${fusedRank} among all passages.`;
  if (fate === 'duplicate') return 'Left out: another passage, ranked before it, says the same.';
  if (fate === 'no-room')
    return `Left out: it ranks ${fusedRank}, and better passages have filled the room there is.`;
  if (fate === 'limit') return `Left out: it ranks ${fusedRank}, after as many passages as were asked for.`;
  if (!hasTerms)
    return byMeaning
      ? 'Left out: it has no word of the question, and many passages are nearer to its meaning.'
      : 'Left out: it has no word of the question, not even in its headings.';
  if (!hasPassage) return 'Left out: many chunks have more, or rarer, words of the question.';
  return `Left out: it ranks ${fusedRank ?? 'last'}, far behind better passages.`;
}
