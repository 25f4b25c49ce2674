import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { layOutGguf } from '../../main/models/convert/gguf/layout.ts';
import { btlm3b, btlmShape, type ModelShape } from '../../main/models/convert/random/shapes.ts';
import { writeRandomModel } from '../../main/models/convert/random/write.ts';
import { ask, modelAt, question, startRuntime, type TestRuntime, temporaryFolder, words } from './support.ts';

// Processes start and models load at the pace of whatever else the machine is doing.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const folder = temporaryFolder();
const path = join(folder.path, 'together.gguf');
const strewn = join(folder.path, 'strewn.gguf');

beforeAll(async () => {
  // Four layers of the true width, and so few words that, as in the whole model, most of the file are matrices which ggml packs.
  const shape = btlmShape('Q4_K', { ...btlm3b, layers: 4, vocabulary: 8192 });
  await writeRandomModel(path, shape, { signal: new AbortController().signal, onProgress: () => {} });
  strew(shape);
});
afterAll(() => folder.remove());

/** Writes the same model with its tensors in the order of their layers. */
function strew({ metadata, tensors }: ModelShape): void {
  const { places } = layOutGguf(metadata, tensors);
  const order = [...tensors.keys()].toSorted((a, b) => tensors[a]!.name.localeCompare(tensors[b]!.name));
  const to = layOutGguf(
    metadata,
    order.map((index) => tensors[index]!),
  );
  const from = readFileSync(path);
  const bytes = Buffer.alloc(to.fileBytes);
  to.header.copy(bytes);
  for (const [at, index] of order.entries()) {
    const { offset, bytes: length } = places[index]!;
    from.copy(bytes, to.places[at]!.offset, offset, offset + length);
  }
  writeFileSync(strewn, bytes);
}

const start = (model: string): TestRuntime => startRuntime([modelAt(model)], join(folder.path, 'snapshots'));

/** Bytes of a file that a process has in memory through a mapping; null where the file is not mapped. */
function mappedBytes(pid: number, file: string): number | null {
  const mappings = readFileSync(`/proc/${pid}/smaps`, 'utf8').split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m);
  const ours = mappings.filter((mapping) => mapping.split('\n', 1)[0]!.endsWith(file));
  if (ours.length === 0) return null;
  return ours.reduce((sum, mapping) => sum + Number(/^Rss:\s+(\d+) kB/m.exec(mapping)![1]) * 1024, 0);
}

describe('a model whose packed weights lie together in its file', () => {
  const onLinux = existsSync('/proc/self/smaps');

  it.runIf(onLinux)('keeps little of the file in memory and no more than planned', async ({ skip }) => {
    await using test = start(path);
    await ask(test.runtime, question(words(1500), { maxTokens: 8 }));
    const bytes = mappedBytes(test.pids[0]!, path);
    // An old processor without packed kernels uses the weights as they lie in the file, and reads it.
    if (bytes === null && !/avx2|asimddp/.test(readFileSync('/proc/cpuinfo', 'utf8'))) return skip();
    expect(bytes).not.toBeNull();
    // Embedding and output matrix are a sixth of it.
    expect(bytes! / statSync(path).size).toBeLessThan(0.25);
    await test.runtime.keep();
    const memory = await test.runtime.memory();
    expect(Math.abs(memory!.peakBytes / test.runtime.status().plan!.total - 1)).toBeLessThan(0.05);
  });

  it('answers as one does whose file is read', async () => {
    const answers: string[] = [];
    for (const model of [path, strewn]) {
      await using test = start(model);
      const { text } = await ask(test.runtime, question(words(300), { maxTokens: 24 }));
      if (onLinux && model === strewn) expect(mappedBytes(test.pids[0]!, strewn)).toBeNull();
      answers.push(text);
    }
    expect(answers[0]).not.toBe('');
    expect(answers[0]).toBe(answers[1]);
  });
});
