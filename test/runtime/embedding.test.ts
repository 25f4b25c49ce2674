import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeSmallGguf } from '../support/checkpoint/gguf.ts';
import { makeSmallBert } from './small-bert.ts';
import {
  ask,
  greedy,
  modelAt,
  question,
  startRuntime,
  type TestRuntime,
  temporaryFolder,
} from './support.ts';

// Processes start and models load at the pace of whatever else the machine is doing.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const folder = temporaryFolder();
const answering = join(folder.path, 'btlm.gguf');
const embedding = join(folder.path, 'bert.gguf');
const embeddingId = 'mdl_00000000000009';
let test: TestRuntime;

beforeAll(async () => {
  await makeSmallGguf(answering, { speech: { words: 300, ends: false } });
  makeSmallBert(embedding, ['the', 'bird', 'river', 'reed', 'hides', 'in', 'tax', 'law']);
  test = startRuntime(
    [modelAt(answering), modelAt(embedding, { id: embeddingId, kind: 'embedding', contextTokens: 64 })],
    join(folder.path, 'snapshots'),
  );
});
afterAll(async () => {
  await test.runtime.close();
  folder.remove();
});

const similarity = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, index) => sum + value * b[index]!, 0);

describe('embedding', () => {
  it('gives a unit vector for every text, the same for the same text', async () => {
    const [bird, again, law] = await test.runtime.embed(embeddingId, [
      'the bird hides in the reed',
      'the bird hides in the reed',
      'tax law',
    ]);
    expect(bird).toBeInstanceOf(Float32Array);
    expect(bird).toHaveLength(64);
    expect(similarity(bird!, bird!)).toBeCloseTo(1, 5);
    expect(again).toEqual(bird);
    expect(similarity(bird!, law!)).toBeLessThan(0.999);
  });

  it('takes what is longer than the model can see, and nothing at all', async () => {
    const [long, empty] = await test.runtime.embed(embeddingId, ['the bird '.repeat(500), '']);
    expect(similarity(long!, long!)).toBeCloseTo(1, 5);
    expect(empty!.every(Number.isFinite)).toBe(true);
  });

  it('works beside an answer, in one process', async () => {
    const [answer, vectors] = await Promise.all([
      ask(test.runtime, question('Tell me.', { sampling: { ...greedy, maxTokens: 64 } })),
      test.runtime.embed(embeddingId, ['river', 'reed']),
    ]);
    expect(answer.done.answerTokens).toBe(64);
    expect(vectors).toHaveLength(2);
    expect(test.pids).toHaveLength(1);
  });

  it('is refused by a model that answers, as answering is by one that embeds', async () => {
    await expect(test.runtime.embed(test.models[0]!.id, ['river'])).rejects.toMatchObject({
      code: 'no-model',
    });
    await expect(ask(test.runtime, question('Hello?', { modelId: embeddingId }))).rejects.toMatchObject({
      code: 'bad-input',
    });
  });

  it('can be stopped', async () => {
    const abort = new AbortController();
    const embedded = test.runtime.embed(embeddingId, Array(500).fill('the river'), { signal: abort.signal });
    setTimeout(() => abort.abort(), 20);
    await expect(embedded).rejects.toMatchObject({ code: 'cancelled' });
    expect(await test.runtime.embed(embeddingId, ['reed'])).toHaveLength(1);
  });
});
