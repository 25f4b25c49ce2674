import { describe, expect, it } from 'vitest';
import type { Needs } from '../../../main/runtime/interface.ts';
import { batchSizes, withLargestBatches } from '../../../main/runtime/plan/batches.ts';

/** A model whose contexts take their tokens' keys and values, and a scratch buffer that grows with the batch. */
function needs(weights: number): Needs {
  const contexts = [2048, 3584, 8192].flatMap((contextTokens) =>
    [64, 32].map((batchTokens) => ({
      contextTokens,
      batchTokens,
      kvCache: contextTokens * 327_680,
      scratch: contextTokens * batchTokens * 150,
      onDevice: 0,
    })),
  );
  return {
    architecture: 'jais',
    trainedContext: 8192,
    layers: 33,
    weights,
    deviceWeights: 0,
    leftInFile: null,
    layersOnDevice: 0,
    program: 120_000_000,
    contexts,
  };
}

const chosen = (weights: number, limits: (number | null)[] = [null]) =>
  withLargestBatches(needs(weights), limits).map(({ contextTokens, batchTokens }) => [
    contextTokens,
    batchTokens,
  ]);

describe('the batch of a context', () => {
  it('is the largest where memory is no matter', () => {
    const large = [
      [2048, 64],
      [3584, 64],
      [8192, 64],
    ];
    expect(chosen(1_600_000_000)).toEqual(large);
    // Far beyond what was promised, both batches are.
    expect(chosen(4_000_000_000)).toEqual(large);
  });

  it('is smaller where only that keeps what was promised', () => {
    expect(chosen(1_680_000_000)).toEqual([
      [2048, 64],
      [3584, 32],
      [8192, 64],
    ]);
    expect(chosen(1_740_000_000)).toContainEqual([8192, 32]);
  });

  it('is smaller where only that fits a budget', () => {
    const budget = 1_600_000_000 + 120_000_000 + 2048 * (327_680 + 32 * 150);
    expect(chosen(1_600_000_000, [budget])).toContainEqual([2048, 32]);
    expect(chosen(1_600_000_000, [budget - 1])).toContainEqual([2048, 64]);
  });

  it('may be larger where more cores fill it, and largest on a GPU', () => {
    expect([batchSizes(false, 2), batchSizes(false, 16), batchSizes(true, 2)]).toEqual([
      [64, 32],
      [128, 64, 32],
      [512],
    ]);
  });
});
