import type { Region } from './region.ts';

/** A region with a score for each of its units. */
export interface ScoredRegion extends Region {
  scores: Float64Array;
  /** The units that have words of the question themselves. */
  hasWords: Uint8Array;
}

/** A stretch of a region that becomes a passage: units from `first` to `last`, and the best of them. */
export interface Window {
  region: ScoredRegion;
  first: number;
  last: number;
  best: number;
  tokens: number;
  /** How well it answers: the evidence of its best unit, or after a fusion the share of being first by words and by meaning. */
  score: number;
  /** Its place by meaning; null when it has none. */
  vectorRank: number | null;
}

/**
 * Tokens of a passage. Small ones let more places into a budget, which finds more answers than fewer large ones; below
 * this they lose the sentences that say what they are about, and answers that take several.
 */
export const windowTokens = { least: 150, most: 300 } as const;

/** The windows of all regions, best first, not overlapping: each grows around the best unit that is still free. */
export function* bestWindows(regions: readonly ScoredRegion[]): Generator<Window> {
  const order: { region: number; unit: number; score: number }[] = [];
  for (const [region, { scores }] of regions.entries())
    for (const [unit, score] of scores.entries()) order.push({ region, unit, score });
  order.sort((a, b) => b.score - a.score || a.region - b.region || a.unit - b.unit);
  const taken = regions.map((region) => new Uint8Array(region.units.length));
  for (const { region, unit } of order) {
    if (taken[region]![unit]) continue;
    const window = grow(regions[region]!, unit, taken[region]!);
    taken[region]!.fill(1, window.first, window.last + 1);
    yield window;
  }
}

/** Adds the better neighbour, again and again, until the window is large enough; rather within the paragraph than beyond it. */
function grow(region: ScoredRegion, best: number, taken: Uint8Array): Window {
  const { units, scores } = region;
  let first = best;
  let last = best;
  let { tokens } = units[best]!;
  const none = Number.NEGATIVE_INFINITY;
  const scoreOf = (unit: number, isBarred: boolean): number => {
    const candidate = units[unit];
    if (!candidate || isBarred || taken[unit] || tokens + candidate.tokens > windowTokens.most) return none;
    return scores[unit]!;
  };
  while (tokens < windowTokens.least) {
    const before = scoreOf(first - 1, units[first]!.isAfterGap);
    const after = scoreOf(last + 1, units[last + 1]?.isAfterGap ?? true);
    if (before === none && after === none) break;
    if (after >= before) last += 1;
    else first -= 1;
    tokens += units[after >= before ? last : first]!.tokens;
  }
  return { region, first, last, best, tokens, score: scores[best]!, vectorRank: null };
}
