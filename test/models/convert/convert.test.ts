import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { silentLog } from '../../../main/log.ts';
import {
  type ConversionReport,
  convertCheckpoint,
  inspectCheckpoint,
  inspectGguf,
} from '../../../main/models/convert/index.ts';
import { Random } from '../../../main/models/convert/random/numbers.ts';
import { type Fork, nodeFork, type RawChild } from '../../../main/process/index.ts';
import { Folder } from '../../support/checkpoint/folder.ts';
import { makeSmallBtlm } from '../../support/checkpoint/index.ts';

// Models are made and run: seconds on a quiet machine, more on one that is busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const host = { fork: nodeFork, log: silentLog };

const hashOf = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

describe('the converter process', () => {
  it('says what a checkpoint folder is, and what is wrong with it', async () => {
    using folder = new Folder();
    makeSmallBtlm(folder.of('small'));
    expect(await inspectCheckpoint(folder.of('small'), host)).toMatchObject({
      name: 'small',
      layers: 2,
      width: 160,
      contextTokens: 8192,
      parameters: 512 * 160 + 2 * (4 * 160 + (160 + 1) * 640 + 2 * (160 + 1) * 218 + (218 + 1) * 160) + 320,
      convertedBytes: { F32: expect.any(Number), IQ4_NL: expect.any(Number) },
    });
    await expect(inspectCheckpoint(folder.path, host)).rejects.toMatchObject({
      code: 'unreadable',
      message: expect.stringContaining('no config.json'),
    });
  });

  it('converts, tries the result in the runtime, and says how far off it is', async () => {
    using folder = new Folder();
    makeSmallBtlm(folder.of('small'), { layers: 3, form: 'safetensors-sharded' });
    const reports: ConversionReport[] = [];
    const output = folder.of('small.gguf');
    const result = await convertCheckpoint(
      { source: folder.of('small'), output, recipe: 'IQ4_NL', name: 'Tiny', threads: 2 },
      { ...host, onProgress: (report) => reports.push(report) },
    );
    expect(result.verification!.fromFile).toBeLessThan(0.1);
    expect(result.verification!.fromCheckpoint).toBeLessThan(0.4);
    const summary = await inspectGguf(output);
    expect(summary).toMatchObject({ name: 'Tiny', layers: 3, recipe: 'IQ4_NL', fileBytes: result.bytes });
    expect(summary.weightsDigest).toBe(result.weightsDigest);
    expect(new Set(reports.map((report) => report.step))).toEqual(
      new Set(['reading', 'converting', 'checking']),
    );
  });

  it('stops at once when it is told to', async () => {
    using folder = new Folder();
    makeSmallBtlm(folder.of('small'), { layers: 8 });
    const abort = new AbortController();
    const converted = convertCheckpoint(
      { source: folder.of('small'), output: folder.of('small.gguf'), recipe: 'IQ4_NL' },
      { ...host, signal: abort.signal, onProgress: () => abort.abort() },
    );
    await expect(converted).rejects.toMatchObject({ code: 'cancelled' });
    expect(existsSync(folder.of('small.gguf'))).toBe(false);
  });

  it('makes the same bytes when it is killed ten times on the way', async () => {
    using folder = new Folder();
    makeSmallBtlm(folder.of('small'), { layers: 10 });
    const request = {
      source: folder.of('small'),
      recipe: 'IQ4_NL',
      name: 'Small',
      threads: 2,
      verify: false,
    } as const;
    await convertCheckpoint({ ...request, output: folder.of('whole.gguf') }, host);

    const output = folder.of('small.gguf');
    const journal = `${output}.partial.journal`;
    const finished = () => (existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').length : 0);
    const random = new Random(3);
    let kills = 0;
    for (; kills < 10; kills++) {
      let child: RawChild | undefined;
      const fork: Fork = (name, options) => (child = nodeFork(name, options));
      const outcome = convertCheckpoint({ ...request, output }, { ...host, fork }).catch(
        (thrown: unknown) => thrown,
      );
      // Anywhere: before it has begun, in the middle of a tensor, between two of them.
      const [before, more] = [finished(), random.below(10)];
      let ended = false;
      void outcome.finally(() => (ended = true));
      while (!ended && finished() < before + more) await delay(2);
      await delay(random.below(15));
      if (ended) break;
      process.kill(child!.pid!, 'SIGKILL');
      expect(await outcome).toMatchObject({ code: 'process-died' });
      expect(existsSync(output)).toBe(false);
    }
    const result = await convertCheckpoint({ ...request, output }, host);
    expect(kills).toBe(10);
    expect(result.resumedTensors).toBeGreaterThan(0);
    expect(hashOf(output)).toBe(hashOf(folder.of('whole.gguf')));
    expect([existsSync(journal), existsSync(`${output}.partial`)]).toEqual([false, false]);
  }, 300_000);
});
