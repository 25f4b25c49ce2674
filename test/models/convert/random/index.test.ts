import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { silentLog } from '../../../../main/log.ts';
import { tensorBytes } from '../../../../main/models/convert/gguf/layout.ts';
import { inspectGguf, makeRandomModel } from '../../../../main/models/convert/index.ts';
import { btlm3b, btlmShape, llamaShape } from '../../../../main/models/convert/random/shapes.ts';
import { writeRandomModel } from '../../../../main/models/convert/random/write.ts';
import { nodeFork } from '../../../../main/process/index.ts';
import { Folder } from '../../../support/checkpoint/folder.ts';
import { llamaProbabilities } from '../../../support/llama.ts';

// Models are made and run: seconds on a quiet machine, more on one that is busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const quiet = { signal: new AbortController().signal, onProgress: () => {} };

const small = { ...btlm3b, layers: 2, heads: 2, width: 160, innerWidth: 218, vocabulary: 512 };

describe('a model with random weights', () => {
  it('is a BTLM that llama.cpp runs, the same every time', async () => {
    using folder = new Folder();
    await writeRandomModel(folder.of('one.gguf'), btlmShape('IQ4_NL', small), quiet);
    await writeRandomModel(folder.of('two.gguf'), btlmShape('IQ4_NL', small), quiet);
    expect(readFileSync(folder.of('one.gguf')).equals(readFileSync(folder.of('two.gguf')))).toBe(true);
    expect(await inspectGguf(folder.of('one.gguf'))).toMatchObject({
      isBtlm: true,
      layers: 2,
      recipe: 'IQ4_NL',
    });
    const [next] = await llamaProbabilities(folder.of('one.gguf'), [[1, 2, 3]]);
    expect([...next!.values()].reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 3);
  });

  it('is a Llama that llama.cpp runs', async () => {
    using folder = new Folder();
    const size = { layers: 4, heads: 4, width: 512, innerWidth: 768, positions: 256, vocabulary: 512 };
    await writeRandomModel(folder.of('llama.gguf'), llamaShape(size), quiet);
    const [next] = await llamaProbabilities(folder.of('llama.gguf'), [[1, 2, 3]]);
    expect([...next!.values()].every((value) => value > 0 && value < 1)).toBe(true);
  });

  it('has the sizes that the real ones have', () => {
    const bytesOf = (shape: ReturnType<typeof llamaShape>) =>
      shape.tensors.reduce((sum, tensor) => sum + tensorBytes(tensor), 0);
    expect(bytesOf(btlmShape('IQ4_NL')) / 1e9).toBeCloseTo(1.64, 2);
    expect(bytesOf(llamaShape()) / 1e9).toBeGreaterThan(3.9);
    expect(bytesOf(llamaShape()) / 1e9).toBeLessThan(4.3);
  });

  it('is written by the converter process, and leaves nothing when it is stopped', async () => {
    using folder = new Folder();
    const host = { fork: nodeFork, log: silentLog };
    const abort = new AbortController();
    const stopped = makeRandomModel(
      { output: folder.of('stopped.gguf'), shape: 'llama-7b' },
      { ...host, signal: abort.signal, onProgress: () => abort.abort() },
    );
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    expect(readdirSync(folder.path)).toEqual([]);
    const bytes = await makeRandomModel({ output: folder.of('one.gguf'), shape: 'btlm', layers: 1 }, host);
    expect((await inspectGguf(folder.of('one.gguf'))).fileBytes).toBe(bytes);
  });
});
