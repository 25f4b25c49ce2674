import { readdirSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { silentLog } from '../../../../main/log.ts';
import {
  measureQuality,
  type QualityProgress,
  type RecipeQuality,
} from '../../../../main/models/convert/index.ts';
import { DivergenceMeter, kullbackLeibler } from '../../../../main/models/convert/quality/divergence.ts';
import { nodeFork } from '../../../../main/process/index.ts';
import { Folder } from '../../../support/checkpoint/folder.ts';
import { makeSmallBtlm } from '../../../support/checkpoint/index.ts';

// Models are made and run: seconds on a quiet machine, more on one that is busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const logs = (...probabilities: number[]) => Float64Array.from(probabilities, Math.log);

describe('the divergence of two predictions', () => {
  it('is nothing for the same, and what the textbook says for others', () => {
    expect(kullbackLeibler(logs(0.2, 0.8), logs(0.2, 0.8))).toBe(0);
    // 0.5·ln(0.5/0.25) + 0.5·ln(0.5/0.75)
    expect(kullbackLeibler(logs(0.5, 0.5), logs(0.25, 0.75))).toBeCloseTo(0.143841, 6);
  });

  it('is averaged over positions, with how often both agree on the likeliest token', () => {
    const meter = new DivergenceMeter();
    meter.add(logs(0.5, 0.5), logs(0.25, 0.75));
    meter.add(logs(0.9, 0.1), logs(0.9, 0.1));
    expect(meter.result.mean).toBeCloseTo(0.143841 / 2, 6);
    expect(meter.result.error).toBeCloseTo(0.143841 / 2, 6);
    expect(meter.result.sameTop).toBe(0.5);
  });
});

describe('measuring what recipes do to a checkpoint', () => {
  it('gives a row a recipe, the more exact the closer to F16, and leaves no file', async () => {
    using folder = new Folder();
    using scratch = new Folder();
    makeSmallBtlm(folder.path, { vocabulary: 1024, innerWidth: 700 });
    const seen: QualityProgress[] = [];
    const rows: RecipeQuality[] = [];
    const request = { source: folder.path, text: null, tokens: 32, scratch: scratch.path, threads: 1 };
    for await (const row of measureQuality(
      { ...request, recipes: ['IQ4_NL', 'Q8_0', 'Q4_K'] },
      { fork: nodeFork, log: silentLog, onProgress: (progress) => seen.push(progress) },
    ))
      rows.push(row);
    expect(rows.map(({ recipe }) => recipe)).toEqual(['F16', 'IQ4_NL', 'Q4_K', 'Q8_0']);
    const [f16, iq4, , q8] = rows as [RecipeQuality, RecipeQuality, RecipeQuality, RecipeQuality];
    expect(f16.divergence).toEqual({ mean: 0, error: 0, sameTop: 1 });
    expect(q8.divergence.mean).toBeGreaterThan(0);
    expect(iq4.divergence.mean).toBeGreaterThan(q8.divergence.mean * 3);
    expect(iq4.relativeErrors.ffn_down).toBeGreaterThan(0.06);
    expect(iq4.relativeErrors.ffn_down).toBeLessThan(0.1);
    expect(iq4.bytes).toBeLessThan(q8.bytes);
    expect(readdirSync(scratch.path)).toEqual([]);
    expect(new Set(seen.map(({ step }) => step))).toEqual(new Set(['converting', 'evaluating']));
  });
});
