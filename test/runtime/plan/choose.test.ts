import { describe, expect, it } from 'vitest';
import { chooseContext, type PlanInput } from '../../../main/runtime/plan/choose.ts';
import { contextSizes } from '../../../main/runtime/plan/shapes.ts';

/** BTLM's figures: 320 KiB of keys and values a token. */
const contexts = contextSizes(8192, [5000]).map((contextTokens) => ({
  contextTokens,
  batchTokens: 32,
  kvCache: contextTokens * 327_680,
  scratch: contextTokens * 4700,
  onDevice: 0,
}));
const needs: PlanInput['needs'] = {
  architecture: 'jais',
  trainedContext: 8192,
  layers: 33,
  weights: 1_610_000_000,
  deviceWeights: 0,
  leftInFile: null,
  layersOnDevice: 0,
  program: 120_000_000,
  contexts,
};
const plan = (change: Partial<PlanInput>) =>
  chooseContext({
    needs,
    available: 8e9,
    deviceAvailable: null,
    totalMemory: 16e9,
    chosenContext: null,
    budget: null,
    wanted: null,
    current: null,
    below: null,
    ...change,
  });

describe('the memory plan', () => {
  it('leaves a good part of the free memory alone while nobody asked for more', () => {
    const { contextTokens, fits, reason } = plan({});
    expect(contextTokens).toBe(3072);
    expect(fits).toBe(true);
    expect(reason).toBe(
      '3,072 tokens of context take 2.8 GB of the 8 GB that are free. For a longer document it grows, up to 8,192.',
    );
    expect(plan({ available: 100e9 }).contextTokens).toBe(3072);
    expect(plan({ available: 5e9 }).contextTokens).toBe(3072);
    expect(plan({ available: 4e9 }).contextTokens).toBe(2048);
  });

  it('adds up', () => {
    const { weights, kvCache, scratch, total } = plan({});
    expect(weights + kvCache + scratch).toBe(total);
    expect(kvCache).toBe(3072 * 327_680);
  });

  it('grows for what is asked, as far as there is room', () => {
    expect(plan({ available: 6e9, wanted: 7000 }).contextTokens).toBe(8192);
    expect(plan({ available: 4e9, wanted: 3000 }).contextTokens).toBe(3072);
    const tight = plan({ available: 4e9, wanted: 8000 });
    expect(tight.contextTokens).toBe(5120);
    expect(tight.reason).toContain('8,000 would be needed for everything');
  });

  it('grows in strides, so that a conversation that goes on does not move at every turn', () => {
    expect(plan({ available: 20e9, current: 4096, wanted: 4300 }).contextTokens).toBe(6144);
    expect(plan({ available: 20e9, current: 6144, wanted: 6200 }).contextTokens).toBe(8192);
    // No room for the stride: exactly what is needed.
    expect(plan({ available: 4e9, wanted: 5000 }).contextTokens).toBe(5120);
  });

  it('does not shrink what is loaded', () => {
    expect(plan({ available: 4e9, current: 4096 }).contextTokens).toBe(4096);
    expect(plan({ available: 4e9, current: 4096, wanted: 2000 }).contextTokens).toBe(4096);
  });

  it('stays within a budget of 3 GB', () => {
    const { contextTokens, total, reason } = plan({ budget: 3e9, available: 20e9, wanted: 8192 });
    expect(contextTokens).toBe(3584);
    expect(total).toBeLessThanOrEqual(3e9);
    expect(reason).toContain('3 GB of your memory budget');
  });

  it('does as the person chose, and says when it is too much', () => {
    expect(plan({ chosenContext: 2048, available: 20e9 })).toMatchObject({ contextTokens: 2048, fits: true });
    const much = plan({ chosenContext: 8192, available: 3e9 });
    expect(much).toMatchObject({ contextTokens: 8192, fits: false });
    expect(much.reason).toContain('more than the 3 GB that are free');
  });

  it('says so when nothing fits', () => {
    const { fits, reason, contextTokens } = plan({ available: 1e9 });
    expect(fits).toBe(false);
    expect(contextTokens).toBe(2048);
    expect(reason).toContain('even 2,048 tokens of context take 2.4 GB, more than the 1 GB that are free');
  });

  it('stays below a context that ran out of memory', () => {
    expect(plan({ available: 20e9, wanted: 8000, below: 4096 }).contextTokens).toBe(3584);
  });

  it('offers every size with its figures', () => {
    const { choices } = plan({ available: 4e9 });
    expect(choices.map(({ contextTokens }) => contextTokens)).toEqual([
      2048, 3072, 3584, 4096, 5120, 6144, 8192,
    ]);
    expect(choices.map(({ fits }) => fits)).toEqual([true, true, true, true, true, false, false]);
  });

  it('counts a GPU’s memory by itself', () => {
    const onDevice = {
      ...needs,
      weights: 0,
      deviceWeights: 1_610_000_000,
      contexts: contexts.map((context) => ({ ...context, onDevice: context.kvCache + context.scratch })),
    };
    expect(plan({ needs: onDevice, available: 2e9, deviceAvailable: 8e9 })).toMatchObject({ fits: true });
    const small = plan({ needs: onDevice, available: 2e9, deviceAvailable: 3e9, wanted: 8192 });
    expect(small.contextTokens).toBe(4096);
    expect(small.reason).toContain('free on the GPU');
  });
});

describe('context sizes', () => {
  it('never exceed what the model was trained with, and are multiples of 256', () => {
    expect(contextSizes(4096, [3000, 9000])).toEqual([2048, 3072, 3584, 4096]);
    expect(contextSizes(512, [null])).toEqual([512]);
  });
});
