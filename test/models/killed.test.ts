import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSmallBtlm } from '../support/checkpoint/index.ts';
import { type FakeHub, repositoryFrom, startHub } from '../support/hub.ts';
import { dataFolder } from './fixture.ts';

const script = fileURLToPath(new URL('killed-child.ts', import.meta.url));
const repositoryName = 'cerebras/btlm-3b-8k-chat';
const killsWhileDownloading = 8;
const kills = 10;

let checkpoint: string;
let hub: FakeHub;

beforeAll(async () => {
  checkpoint = mkdtempSync(join(tmpdir(), 'bittern-checkpoint-'));
  makeSmallBtlm(checkpoint, { form: 'bin-sharded', layers: 4, heads: 4, innerWidth: 858 });
  hub = await startHub({ repositories: { [repositoryName]: repositoryFrom(checkpoint) } });
});
afterAll(async () => {
  await hub.close();
  rmSync(checkpoint, { recursive: true, force: true });
});

type Line = { step?: string; state?: string; error?: string | null };

/** Runs the program until it ends, or until it is killed by `when`, which is asked after every line it says. */
async function run(data: string, when: (line: Line, kill: () => void) => void): Promise<Line | null> {
  const child: ChildProcess = spawn(process.execPath, [script, data, hub.url], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let last: Line | null = null;
  for await (const text of createInterface({ input: child.stdout! })) {
    const line = JSON.parse(text) as Line;
    if (line.state) last = line;
    when(line, () => child.kill('SIGKILL'));
  }
  return last;
}

/** The one model file in a data folder. */
function modelIn(data: string): Buffer {
  const names = readdirSync(join(data, 'models')).filter((name) => name !== 'originals');
  expect(names).toEqual(['BTLM-3B-8K chat-IQ4_NL.gguf']);
  return readFileSync(join(data, 'models', names[0]!));
}

describe('a program that is killed while it gets a model', () => {
  it('goes on each time, and ends with the same bytes as one that was left alone', async () => {
    const calm = dataFolder();
    const killed = dataFolder();
    try {
      expect(await run(calm.path, () => {})).toEqual({ state: 'done', error: null });
      const undisturbed = hub.requests.length;

      // Slow enough that the download outlasts its share of the kills, whose moments are random.
      hub.bytesPerSecond = 2_000_000;
      for (let n = 0; n < kills; n++) {
        const isDownloading = n < killsWhileDownloading;
        if (!isDownloading) hub.bytesPerSecond = null;
        // At any moment from the start on, and by turns when there is something to go on from.
        const [from, atLeast] = n % 2 === 0 ? [/^ready/, 30] : [/^Downloading pytorch_model/, 300];
        let isSeen = false;
        const ended = await run(killed.path, ({ step }, kill) => {
          if (isDownloading && !isSeen && from.test(step ?? '')) {
            isSeen = true;
            setTimeout(kill, atLeast + Math.random() * 400);
          }
          if (!isDownloading && /^(Converting|Checking the converted)/.test(step ?? ''))
            setTimeout(kill, Math.random() * 100);
        });
        expect(ended, `run ${n} came to its end`).toBeNull();
      }
      expect(await run(killed.path, () => {})).toEqual({ state: 'done', error: null });
      expect(modelIn(killed.path).equals(modelIn(calm.path))).toBe(true);
      expect(readdirSync(join(killed.path, 'models', 'originals'))).toEqual([]);

      const resumed = hub.requests
        .slice(undisturbed)
        .filter((request) => request.headers.range !== undefined);
      expect(resumed.length).toBeGreaterThan(0);
    } finally {
      calm.remove();
      killed.remove();
    }
  }, 300_000);
});
