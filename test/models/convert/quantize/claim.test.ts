import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { claimOutput, claimPath } from '../../../../main/models/convert/quantize/claim.ts';
import { Folder } from '../../../support/checkpoint/folder.ts';

const script = fileURLToPath(new URL('claimant.ts', import.meta.url));
const { signal } = new AbortController();

function start(...rest: string[]): ChildProcess {
  return spawn(process.execPath, [script, ...rest], { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Another process that has claimed a file. */
async function claimedBy(output: string): Promise<ChildProcess> {
  const other = start(output);
  await once(other.stdout!, 'data');
  return other;
}

describe('a claim to a model’s file', () => {
  it('is had by one process at a time, and is free when that one is killed', async () => {
    using folder = new Folder();
    const output = folder.of('model.gguf');
    const other = await claimedBy(output);
    const waiting = Promise.withResolvers<void>();
    const claim = claimOutput(output, { signal, onWait: () => waiting.resolve() });
    await waiting.promise;
    other.kill('SIGKILL');
    await using _ = await claim;
    await expect(claimOutput(output, { signal, patienceMs: 0 })).rejects.toMatchObject({
      code: 'busy',
      message: 'Another conversion to the same file is running. Wait for it, or stop it.',
    });
  });

  it('leaves nothing behind', async () => {
    using folder = new Folder();
    const output = folder.of('model.gguf');
    {
      await using _ = await claimOutput(output, { signal });
      expect(existsSync(claimPath(output))).toBe(true);
    }
    expect(existsSync(claimPath(output))).toBe(false);
  });

  it('is not waited for any more when the work is stopped', async () => {
    using folder = new Folder();
    const output = folder.of('model.gguf');
    await using _ = await claimOutput(output, { signal });
    const abort = new AbortController();
    const stopped = new Error('paused');
    const began = performance.now();
    await expect(
      claimOutput(output, { signal: abort.signal, onWait: () => abort.abort(stopped) }),
    ).rejects.toBe(stopped);
    expect(performance.now() - began).toBeLessThan(5000);
  });

  it('is never had by two, however many want it', async () => {
    using folder = new Folder();
    const counter = folder.of('count');
    writeFileSync(counter, '0');
    const claimants = [1, 2, 3].map(() => start(folder.of('model.gguf'), counter, '15'));
    await Promise.all(claimants.map((claimant) => once(claimant, 'exit')));
    expect(readFileSync(counter, 'utf8')).toBe('45');
  }, 60_000);

  it('stands in nobody’s way where no file can be made', async () => {
    using folder = new Folder();
    await using claim = await claimOutput(folder.of('no/where.gguf'), { signal });
    expect(claim).toBeDefined();
  });
});
