import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Machine, Needs } from '../../../main/runtime/interface.ts';
import { KnownNeeds } from '../../../main/runtime/plan/known-needs.ts';
import { temporaryFolder } from '../support.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const machine: Machine = {
  backend: 'cpu',
  notice: null,
  devices: [],
  threads: 2,
  instructions: '',
  release: 'b1',
  memory: { total: 8e9, free: 4e9 },
  deviceMemory: null,
};

function reckoned(...sizes: number[]): Needs {
  return {
    architecture: 'jais',
    trainedContext: 8192,
    layers: 33,
    weights: 1.6e9,
    deviceWeights: 0,
    leftInFile: null,
    layersOnDevice: 0,
    program: 1e8,
    contexts: sizes.map((contextTokens) => ({
      contextTokens,
      batchTokens: 32,
      kvCache: contextTokens * 327_680,
      scratch: 2e7,
      onDevice: 0,
    })),
  };
}

const shape = (contextTokens: number) => ({ contextTokens, batchTokens: 32 });

describe('what models take', () => {
  it('is known after a restart, for the contexts that were reckoned with', () => {
    const file = join(folder.path, 'deeper', 'needs.json');
    const needs = new KnownNeeds(file);
    needs.add('model', reckoned(2048, 4096));
    needs.add('model', reckoned(4096, 5120));
    const later = new KnownNeeds(file);
    expect(later.get('model', [shape(2048), shape(5120)])).toEqual(reckoned(2048, 5120));
    expect(later.get('model', [shape(2048), shape(8192)])).toBeNull();
    expect(later.get('model', [{ contextTokens: 2048, batchTokens: 64 }])).toBeNull();
    expect(later.get('other', [shape(2048)])).toBeNull();
  });

  it('is reckoned again when its file is damaged', () => {
    const file = join(folder.path, 'damaged.json');
    writeFileSync(file, '{"model": {"weights"');
    const needs = new KnownNeeds(file);
    expect(needs.get('model', [shape(2048)])).toBeNull();
    needs.add('model', reckoned(2048));
    expect(new KnownNeeds(file).get('model', [shape(2048)])).not.toBeNull();
  });

  it('is that of another model once the file was written to, or another backend reads it', async () => {
    const path = join(folder.path, 'model.gguf');
    writeFileSync(path, 'a model');
    const key = await KnownNeeds.key(path, machine);
    expect(await KnownNeeds.key(path, machine)).toBe(key);
    expect(await KnownNeeds.key(path, { ...machine, backend: 'vulkan' })).not.toBe(key);
    writeFileSync(path, 'a longer model');
    expect(await KnownNeeds.key(path, machine)).not.toBe(key);
    await expect(KnownNeeds.key(join(folder.path, 'gone.gguf'), machine)).rejects.toThrow();
  });

  it('is planned with what the program took at most', () => {
    const needs = new KnownNeeds(join(folder.path, 'program.json'));
    needs.add('model', { ...reckoned(2048), program: 2e8 });
    needs.add('model', { ...reckoned(4096), program: 1e8 });
    expect(needs.get('model', [shape(4096)])?.program).toBe(2e8);
  });

  it('is kept for twenty models', () => {
    const file = join(folder.path, 'many.json');
    const needs = new KnownNeeds(file);
    for (let model = 0; model < 25; model += 1) needs.add(`model ${model}`, reckoned(2048));
    expect(needs.get('model 4', [shape(2048)])).toBeNull();
    expect(needs.get('model 5', [shape(2048)])).not.toBeNull();
  });
});
