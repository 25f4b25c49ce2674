import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type BenchLine, type Figure, runBench } from '../../main/bench/index.ts';
import { silentLog } from '../../main/log.ts';
import { nodeFork } from '../../main/process/index.ts';
import { settings } from '../../preload/contract/index.ts';
import { temporaryFolder } from '../runtime/support.ts';
import { makeSmallGguf } from '../support/checkpoint/gguf.ts';

vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const folder = temporaryFolder();
const model = join(folder.path, 'model.gguf');
const other = join(folder.path, 'other.gguf');
beforeAll(async () => {
  await makeSmallGguf(model);
  await makeSmallGguf(other, { seed: 2, heads: 3 });
});
afterAll(() => folder.remove());

const options = {
  fork: nodeFork,
  log: silentLog,
  settings: settings.parse({ backend: 'cpu', threads: 1 }),
  scratch: join(folder.path, 'scratch'),
};

describe('a measurement', () => {
  it('finds every figure of Bittern, the bare loop, the library’s settings and another model', async () => {
    const lines: BenchLine[] = [];
    const figures = await runBench(
      {
        ...options,
        model,
        against: other,
        contextTokens: 4608,
        promptTokens: 1024,
        generateTokens: 4,
        runs: 1,
      },
      (line) => lines.push(line),
    );
    const names = (subject: Figure['subject']) =>
      figures
        .filter((figure) => figure.subject === subject)
        .map(({ what, tokens }) => `${what} ${tokens ?? ''}`.trim());
    expect(names('bittern')).toEqual([
      'load',
      'prefill 512',
      'decode 128',
      'decode 512',
      'first token, cold 2048',
      'first token, warm 2048',
      'decode 2048',
      'peak memory 3584',
      'planned memory 3584',
      'prefill 1024',
      'peak memory 4608',
      'planned memory 4608',
      'cancel 4352',
      'stopped after a cancel 4352',
      'event loop p99',
      'first token, restarted 2048',
      'restarted, until the new tokens 2048',
      'first token, restarted and shown 2048',
    ]);
    expect(names('bare')).toEqual([
      'load',
      'prefill 512',
      'decode 128',
      'decode 512',
      'decode 2048',
      'prefill 1024',
    ]);
    expect(names('defaults')).toEqual(['load', 'prefill 512', 'decode 128', 'decode 2048']);
    expect(names('against')).toEqual(['load', 'peak memory 1024', 'prefill 512', 'decode 512']);
    for (const { value } of figures) expect(value).toBeGreaterThanOrEqual(0);
    expect(lines.some((line) => line.type === 'step')).toBe(true);
    expect(lines.at(-1)?.type).toBe('ratio');
  });

  it('can be stopped', async () => {
    const abort = new AbortController();
    const measured = runBench({ ...options, model, against: null, signal: abort.signal }, (line) => {
      if (line.type === 'figure') abort.abort();
    });
    await expect(measured).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('refuses a model that is not there', async () => {
    await expect(
      runBench({ ...options, model: join(folder.path, 'none.gguf'), against: null }, () => {}),
    ).rejects.toMatchObject({
      code: 'not-found',
    });
  });
});
