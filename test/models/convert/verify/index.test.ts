import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { MappedTensor } from '../../../../main/models/convert/btlm/mapping.ts';
import { type Checkpoint, openCheckpoint } from '../../../../main/models/convert/checkpoint/index.ts';
import { type Plan, planConversion } from '../../../../main/models/convert/quantize/plan.ts';
import { writeModel } from '../../../../main/models/convert/quantize/write-model.ts';
import { type Verification, verifyModel } from '../../../../main/models/convert/verify/index.ts';
import type { Recipe } from '../../../../preload/contract/index.ts';
import { Folder } from '../../../support/checkpoint/folder.ts';
import { makeSmallBtlm } from '../../../support/checkpoint/index.ts';

// Models are made and run: seconds on a quiet machine, more on one that is busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const folder = new Folder();
afterAll(() => folder[Symbol.dispose]());
const output = folder.of('model.gguf');
const signal = new AbortController().signal;

let checkpoint: Checkpoint;
beforeAll(async () => {
  makeSmallBtlm(folder.of('source'), { layers: 3 });
  checkpoint = await openCheckpoint(folder.of('source'));
});

/** Converts by a plan, checks, and says what the check found. */
async function verified(plan: Plan): Promise<Verification> {
  let found: Verification | undefined;
  await writeModel(plan, {
    output,
    threads: 0,
    signal,
    onProgress: () => {},
    check: async (file, path) => {
      found = await verifyModel(plan, { file, path, threads: 1, signal });
    },
  });
  return found!;
}

/** A plan with a fault in how some tensors are made. */
function faulty(recipe: Recipe, change: (tensor: MappedTensor) => Partial<MappedTensor>): Plan {
  const plan = planConversion(checkpoint, recipe, 'Faulty');
  const tensors = plan.tensors.map((tensor) => {
    const mapped = { ...tensor.mapped, ...change(tensor.mapped) };
    return { ...tensor, mapped, stored: checkpoint.tensors.get(mapped.source)! };
  });
  return { ...plan, tensors };
}

describe('trying a converted model in the runtime', () => {
  it.each([
    ['F32', 0.01, 0.01],
    ['Q8_0', 0.05, 0.03],
    ['Q5_K', 0.2, 0.05],
    ['IQ4_NL', 0.4, 0.05],
  ] as const)('finds %s sound', async (recipe, rounding, arithmetic) => {
    const found = await verified(planConversion(checkpoint, recipe, 'Sound'));
    expect(found.fromCheckpoint).toBeLessThan(rounding);
    expect(found.fromFile).toBeLessThan(arithmetic);
    expect(found.contribution).toBeGreaterThan(0.3);
    expect(existsSync(output)).toBe(true);
  });

  it.each<[string, (tensor: MappedTensor) => Partial<MappedTensor>]>([
    [
      'a matrix that is not transposed',
      ({ kind, name }) => (kind === 'attn_output' && name.startsWith('blk.1') ? { transposed: false } : {}),
    ],
    [
      'gate and up exchanged',
      ({ source }) =>
        /\.mlp\.c_fc2?\./.test(source)
          ? {
              source: source.includes('c_fc2')
                ? source.replace('c_fc2', 'c_fc')
                : source.replace('c_fc', 'c_fc2'),
            }
          : {},
    ],
    ['muP’s embedding factor left out', ({ kind }) => (kind === 'token_embd' ? { factor: 1 } : {})],
    ['muP’s output factor left out', ({ kind }) => (kind === 'output' ? { factor: 1 } : {})],
    [
      'a norm’s gain and bias exchanged',
      ({ source }) =>
        /\.h\.1\.ln_2\./.test(source)
          ? { source: source.replace(/[^.]+$/, source.endsWith('bias') ? 'weight' : 'bias') }
          : {},
    ],
    ['a bias left out', ({ name }) => (name === 'blk.0.attn_qkv.bias' ? { factor: 0 } : {})],
  ])('refuses %s, and leaves nothing behind', async (_, change) => {
    await expect(verified(faulty('IQ4_NL', change))).rejects.toThrow('does not compute what the checkpoint');
    expect([existsSync(`${output}.partial`), existsSync(`${output}.partial.journal`)]).toEqual([
      false,
      false,
    ]);
  });

  it('refuses weights that were damaged after they were written', async () => {
    const plan = planConversion(checkpoint, 'IQ4_NL', 'Damaged');
    const damaged = writeModel(plan, {
      output,
      threads: 0,
      signal,
      onProgress: () => {},
      check: async (file, path) => {
        const { place } = plan.tensors.find(({ mapped }) => mapped.name === 'blk.0.ffn_down.weight')!;
        await file.write(Buffer.alloc(place.bytes / 2, 0x3c), 0, place.bytes / 2, place.offset);
        await verifyModel(plan, { file, path, threads: 1, signal });
      },
    });
    await expect(damaged).rejects.toThrow('does not compute what the checkpoint');
  });
});
