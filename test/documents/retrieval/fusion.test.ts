import { describe, expect, it } from 'vitest';
import { fusedScore, fusedWindows } from '../../../main/documents/retrieval/fusion.ts';
import type { RegionUnit } from '../../../main/documents/retrieval/region.ts';
import type { ScoredRegion } from '../../../main/documents/retrieval/windows.ts';

/** A region of one chunk with one unit of 200 tokens, so that every window is one chunk. */
function region(id: number, score: number, hasWords = true): ScoredRegion {
  const chunk = {
    id,
    start: 0,
    end: 10,
    page: 1,
    lastPage: 1,
    headings: '[]',
    heading: '',
    tokens: 200,
    text: `${id}`,
  };
  const unit: RegionUnit = {
    start: 0,
    end: 10,
    tokens: 200,
    startsBlock: true,
    isHeading: false,
    text: `${id}`,
    chunk: 0,
    isAfterGap: false,
  };
  return {
    readingId: 1,
    chunks: [chunk],
    units: [unit],
    scores: Float64Array.of(score),
    hasWords: Uint8Array.of(hasWords ? 1 : 0),
  };
}

const order = (regions: ScoredRegion[], nearest: number[]): number[] =>
  [...fusedWindows(regions, nearest)].map((window) => window.region.chunks[0]!.id);

describe('fusing ranks', () => {
  it('adds reciprocal ranks, told as a share of the best there is', () => {
    expect(fusedScore(1, 1)).toBe(1);
    expect(fusedScore(1, null)).toBe(0.5);
    expect(fusedScore(null, null)).toBe(0);
    expect(fusedScore(3, 10)).toBeCloseTo((1 / 63 + 1 / 70) / (2 / 61), 12);
  });

  it('leaves the order by words alone where nothing is near in meaning', () => {
    const regions = [region(1, 5), region(2, 9), region(3, 7)];
    expect(order(regions, [])).toEqual([2, 3, 1]);
    expect([...fusedWindows(regions, [])].map(({ score }) => score)).toEqual([9, 7, 5]);
  });

  it('puts what both rankings have before what one has', () => {
    const regions = [region(1, 9), region(2, 8), region(3, 1, false)];
    // By words 1, 2; by meaning 3, 2.
    expect(order(regions, [3, 2])).toEqual([2, 1, 3]);
  });

  it('does not take words from where there are none', () => {
    const regions = [region(1, 9, false), region(2, 1)];
    const [first, second] = [...fusedWindows(regions, [7])];
    expect(first).toMatchObject({ score: 0.5, vectorRank: null });
    expect(first!.region.chunks[0]!.id).toBe(2);
    expect(second).toMatchObject({ score: 0, vectorRank: null });
  });

  it('gives a chunk’s place to the window with most of it', () => {
    const split = region(1, 0);
    const units = [0, 1].map((part) => ({
      ...split.units[0]!,
      start: part * 10,
      end: part * 10 + 10,
      tokens: part === 0 ? 160 : 290,
      isAfterGap: part === 1,
    }));
    const both = { ...split, units, scores: Float64Array.of(5, 1), hasWords: Uint8Array.of(1, 1) };
    const windows = [...fusedWindows([both], [1])];
    expect(windows.map(({ first, vectorRank }) => [first, vectorRank])).toEqual([
      [1, 1],
      [0, null],
    ]);
  });
});
