import { bestWindows, type ScoredRegion, type Window } from './windows.ts';

/**
 * Reciprocal rank fusion: Cormack, Clarke and Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and individual Rank
 * Learning Methods" (SIGIR 2009), with their constant. Ranks are all it looks at, so it does not matter that scores by
 * words and by meaning cannot be compared.
 */
const constant = 60;
/** What being first in both rankings gives: scores are told as shares of it, so 1 is best. */
const best = 2 / (constant + 1);

/** The share of a passage at these places; null: it is not in that ranking. */
export function fusedScore(wordRank: number | null, vectorRank: number | null): number {
  const part = (rank: number | null): number => (rank === null ? 0 : 1 / (constant + rank));
  return (part(wordRank) + part(vectorRank)) / best;
}

/**
 * The windows of all regions, best first by words and meaning together. Its place by meaning a window has from the best of
 * the chunks of which it holds the largest part. Without any nearest chunk they come as by words alone.
 * @param nearest ids of chunks, nearest in meaning first
 */
export function fusedWindows(regions: readonly ScoredRegion[], nearest: readonly number[]): Iterable<Window> {
  if (nearest.length === 0) return bestWindows(regions);
  const windows = [...bestWindows(regions)];
  const ranks = vectorRanks(windows, nearest);
  let wordRank = 0;
  return windows
    .map((window, order) => {
      const vectorRank = ranks.get(window) ?? null;
      const score = fusedScore(hasWordsIn(window) ? ++wordRank : null, vectorRank);
      return { order, window: { ...window, vectorRank, score } };
    })
    .sort((a, b) => b.window.score - a.window.score || a.order - b.order)
    .map(({ window }) => window);
}

/** True when a unit of the window has words of the question. */
export function hasWordsIn({ region, first, last }: Window): boolean {
  for (let unit = first; unit <= last; unit += 1) if (region.hasWords[unit]) return true;
  return false;
}

function vectorRanks(windows: readonly Window[], nearest: readonly number[]): Map<Window, number> {
  const rankOf = new Map(nearest.map((id, index) => [id, index + 1]));
  /** By chunk, the window with most of its tokens. */
  const holders = new Map<number, { window: Window; tokens: number }>();
  for (const window of windows) {
    for (const [id, tokens] of tokensByChunk(window)) {
      const holder = holders.get(id);
      if (rankOf.has(id) && (!holder || tokens > holder.tokens)) holders.set(id, { window, tokens });
    }
  }
  const ranks = new Map<Window, number>();
  for (const [id, { window }] of holders)
    ranks.set(window, Math.min(rankOf.get(id)!, ranks.get(window) ?? Number.POSITIVE_INFINITY));
  return ranks;
}

function tokensByChunk({ region, first, last }: Window): Map<number, number> {
  const tokens = new Map<number, number>();
  for (let unit = first; unit <= last; unit += 1) {
    const { chunk, tokens: own } = region.units[unit]!;
    const { id } = region.chunks[chunk]!;
    tokens.set(id, (tokens.get(id) ?? 0) + own);
  }
  return tokens;
}
