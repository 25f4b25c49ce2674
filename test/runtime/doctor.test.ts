import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { modelAt, smallModel, startRuntime } from './support.ts';

// Processes start and models load at the pace of whatever else the machine is doing.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const { folder, model } = smallModel();

const signal = new AbortController().signal;

describe('the doctor', () => {
  it('says what the machine has and what will be used', async () => {
    await using test = startRuntime([modelAt(model)], join(folder.path, 'snapshots'));
    const { findings } = await test.runtime.handlers['runtime.doctor']({}, { signal });
    expect(findings.map(({ subject }) => subject)).toEqual([
      'Program',
      'Disk',
      'Search by meaning',
      'Processor',
      'Instructions',
      'Memory',
      'GPU',
      'Model',
    ]);
    for (const { text } of findings) expect(text).toMatch(/\S/);
  });

  it('says so when the model is missing', async () => {
    await using test = startRuntime([], join(folder.path, 'snapshots'));
    const { findings } = await test.runtime.handlers['runtime.doctor']({}, { signal });
    expect(findings.at(-1)).toMatchObject({ subject: 'Model', ok: false });
  });
});
