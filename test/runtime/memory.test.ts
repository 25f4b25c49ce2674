import { readFile } from 'node:fs/promises';
import { freemem } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { shapeNamed } from '../../main/models/convert/random/shapes.ts';
import { writeRandomModel } from '../../main/models/convert/random/write.ts';
import { ask, modelAt, question, startRuntime, temporaryFolder, words } from './support.ts';

// Processes start and models load at the pace of whatever else the machine is doing.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const folder = temporaryFolder();
/** Two layers of the true width: large enough that weights and context, not the program, are most of the memory. */
const slice = join(folder.path, 'slice.gguf');

beforeAll(async () => {
  await writeRandomModel(slice, shapeNamed('btlm', 'IQ4_NL', 2), {
    signal: new AbortController().signal,
    onProgress: () => {},
  });
});
afterAll(() => folder.remove());

describe('the memory plan', () => {
  it('counts memory that holds nothing but read files as free, as the system does', async () => {
    // Read, the model's file is kept in memory by the system.
    await readFile(slice);
    await using test = startRuntime([modelAt(slice)], join(folder.path, 'snapshots'));
    const { available } = await test.runtime.plan(null);
    // Other programs come and go meanwhile.
    expect(available).toBeGreaterThan(0.8 * Math.min(freemem(), process.availableMemory()));
  });

  it('is within 5 % of the measured peak', async () => {
    await using test = startRuntime([modelAt(slice)], join(folder.path, 'snapshots'), {
      contextTokens: 4096,
    });
    const { plan } = await test.runtime.ensureLoaded(null);
    expect(plan.contextTokens).toBe(4096);
    // The whole context is in memory from the beginning; saving it takes a buffer that grows with what is evaluated.
    await ask(test.runtime, question(words(3500), { maxTokens: 8 }));
    await test.runtime.keep();
    const memory = await test.runtime.memory();
    expect(Math.abs(memory!.peakBytes / plan.total - 1)).toBeLessThan(0.05);
    expect(test.runtime.status().plan?.total).toBe(plan.total);
  });
});
