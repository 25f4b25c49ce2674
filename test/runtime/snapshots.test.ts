import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { countTokens } from '../../main/tokenizer/index.ts';
import { makeSmallGguf } from '../support/checkpoint/gguf.ts';
import { ask, modelAt, question, startRuntime, temporaryFolder, words } from './support.ts';

// Processes start and models load at the pace of whatever else the machine is doing.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const folder = temporaryFolder();
const model = join(folder.path, 'model.gguf');
beforeAll(async () => {
  await makeSmallGguf(model, { seed: 3 });
});
afterAll(() => folder.remove());

let count = 0;
const place = (): string => join(folder.path, `snapshots-${++count}`);
const document = words(500);
const prompt = (text: string) => [{ text: document }, { text }];
const inDocument = countTokens(document);

/** Asks, saves, and ends the process: the next runtime on the folder begins as after a restart of the program. */
async function askAndRestart(directory: string): Promise<string> {
  await using test = startRuntime([modelAt(model)], directory);
  const { text, done } = await ask(test.runtime, question('', { prompt: prompt(' One?') }));
  expect(done.reusedTokens).toBe(0);
  expect(await test.runtime.keep()).toBe(true);
  expect(await test.runtime.keep()).toBe(true);
  return text;
}

const stateIn = (directory: string): string =>
  join(directory, readdirSync(directory).find((name) => name.endsWith('.state'))!);

/** The conversations of which something is saved. */
const slotsIn = (directory: string): string[] =>
  readdirSync(directory)
    .filter((name) => /^[0-9a-f]{16}\.json$/.test(name))
    .map((name) => (JSON.parse(readFileSync(join(directory, name), 'utf8')) as { slot: string }).slot)
    .sort();

describe('after a restart', () => {
  it('what was evaluated is there, and gives the same answer', async () => {
    const directory = place();
    const first = await askAndRestart(directory);
    await using test = startRuntime([modelAt(model)], directory);
    const again = await ask(test.runtime, question('', { prompt: prompt(' One?') }));
    expect(again.done.reusedTokens).toBe(again.done.promptTokens - 1);
    expect(again.text).toBe(first);
  });

  it('another conversation about the same document begins with it', async () => {
    const directory = place();
    await askAndRestart(directory);
    await using test = startRuntime([modelAt(model)], directory);
    const other = await ask(
      test.runtime,
      question('', { slot: 'cnv_000000000000002', prompt: prompt(' Something quite different?') }),
    );
    expect(other.done.reusedTokens).toBe(inDocument);
  });

  it('a larger or smaller context takes it as well, as far as it holds it', async () => {
    const directory = place();
    await askAndRestart(directory);
    await using test = startRuntime([modelAt(model)], directory, { contextTokens: 1024 });
    const again = await ask(test.runtime, question('', { prompt: prompt(' Two?') }));
    expect(again.done.reusedTokens).toBe(inDocument);
  });

  it('a context without room for all of it takes its beginning, and gives the same answer', async () => {
    const directory = place();
    const long = question('', { prompt: [...prompt(' One?'), { text: words(700, 3) }] });
    {
      await using test = startRuntime([modelAt(model)], directory);
      expect((await ask(test.runtime, long)).done.promptTokens).toBeGreaterThan(1100);
      expect(await test.runtime.keep()).toBe(true);
    }
    const next = question('', { prompt: prompt(' Two?') });
    await using fresh = startRuntime([modelAt(model)], place(), { contextTokens: 1024 });
    const anew = await ask(fresh.runtime, next);
    expect(anew.done.reusedTokens).toBe(0);
    await using test = startRuntime([modelAt(model)], directory, { contextTokens: 1024 });
    await test.runtime.ensureLoaded(null);
    expect((await test.runtime.forecast(next.prompt))?.reusedTokens).toBe(inDocument);
    const again = await ask(test.runtime, next);
    expect(again.done.reusedTokens).toBe(inDocument);
    expect(again.text).toBe(anew.text);
    expect(readdirSync(directory).filter((name) => name.endsWith('.part'))).toEqual([]);
  });
});

describe('a conversation that is deleted', () => {
  const other = { slot: 'cnv_000000000000002', prompt: [{ text: words(400, 11) }] };

  it('is forgotten by the model and on the disk; others are not', async () => {
    const directory = place();
    const test = startRuntime([modelAt(model)], directory);
    await ask(test.runtime, question('', other));
    await test.runtime.keep();
    await ask(test.runtime, question('', { prompt: prompt(' One?') }));
    await test.runtime.keep();
    expect(slotsIn(directory)).toEqual(['cnv_000000000000001', 'cnv_000000000000002']);
    test.runtime.forgetSlots(['cnv_000000000000001']);
    await vi.waitFor(() => expect(slotsIn(directory)).toEqual(['cnv_000000000000002']), 60_000);
    expect((await ask(test.runtime, question('', { prompt: prompt(' One?') }))).done.reusedTokens).toBe(0);
    const { done } = await ask(test.runtime, question('', other));
    expect(done.reusedTokens).toBe(done.promptTokens - 1);
    // What was evaluated since is saved when the program ends, unless it is to be forgotten.
    test.runtime.forgetSlots(['cnv_000000000000002']);
    await test.runtime.close();
    expect(slotsIn(directory)).not.toContain('cnv_000000000000002');
  });

  it('is forgotten on the disk where no model was loaded, before the program ends', async () => {
    const directory = place();
    await askAndRestart(directory);
    expect(slotsIn(directory)).toEqual(['cnv_000000000000001']);
    const test = startRuntime([modelAt(model)], directory);
    test.runtime.forgetSlots(['cnv_000000000000001']);
    await test.runtime.close();
    expect(readdirSync(directory).filter((name) => /\.(state|part)$/.test(name))).toEqual([]);
    expect(slotsIn(directory)).toEqual([]);
    expect(test.pids).toEqual([]);
  });

  it('is forgotten on the disk where the process does not get to it', async () => {
    const directory = place();
    const test = startRuntime([modelAt(model)], directory);
    await ask(test.runtime, question('', { prompt: prompt(' One?') }));
    await test.runtime.keep();
    process.kill(test.pids[0]!, 'SIGSTOP');
    test.runtime.forgetSlots(['cnv_000000000000001']);
    setTimeout(() => process.kill(test.pids[0]!, 'SIGKILL'), 500);
    await test.runtime.close();
    expect(slotsIn(directory)).toEqual([]);
  });
});

describe('a snapshot that must not be used', () => {
  const damages: [string, (directory: string) => void][] = [
    ['is cut short', (directory) => truncateSync(stateIn(directory), 10_000)],
    [
      'has one bit changed',
      (directory) => {
        const bytes = readFileSync(stateIn(directory));
        bytes[bytes.length >> 1]! ^= 4;
        writeFileSync(stateIn(directory), bytes);
      },
    ],
    ['is another file', (directory) => writeFileSync(stateIn(directory), Buffer.alloc(50_000, 7))],
    [
      'has a header that is none',
      (directory) => {
        for (const name of readdirSync(directory))
          if (name.endsWith('.json')) writeFileSync(join(directory, name), '{"format": 1, "tokens": "?"}');
      },
    ],
  ];

  it.each(damages)('because it %s is thrown away, and the answer is the same', async (_, damage) => {
    const directory = place();
    const first = await askAndRestart(directory);
    damage(directory);
    await using test = startRuntime([modelAt(model)], directory);
    const again = await ask(test.runtime, question('', { prompt: prompt(' One?') }));
    expect(again.done.reusedTokens).toBe(0);
    expect(again.text).toBe(first);
    expect(test.pids).toHaveLength(1);
    expect(readdirSync(directory).filter((name) => name.endsWith('.state'))).toEqual([]);
  });

  it('because another model made it is left alone', async () => {
    const directory = place();
    await askAndRestart(directory);
    await using test = startRuntime([modelAt(model, { hash: 'another model' })], directory);
    const again = await ask(test.runtime, question('', { prompt: prompt(' One?') }));
    expect(again.done.reusedTokens).toBe(0);
    expect(readdirSync(directory).filter((name) => name.endsWith('.state'))).toHaveLength(1);
  });

  it('because llama.cpp refuses it does no harm: a file of another shape under a right header', async () => {
    const directory = place();
    await askAndRestart(directory);
    const other = join(folder.path, 'wider.gguf');
    await makeSmallGguf(other, { heads: 3 });
    // Same hash, other weights: what a hash that lies would do.
    await using test = startRuntime([modelAt(other, { hash: modelAt(model).hash })], directory);
    const again = await ask(test.runtime, question('', { prompt: prompt(' One?') }));
    expect(again.done.reusedTokens).toBe(0);
    expect(again.done.answerTokens).toBeGreaterThan(0);
    expect(test.pids).toHaveLength(1);
  });
});

describe('the budget', () => {
  it('of nothing switches snapshots off', async () => {
    const directory = place();
    await using test = startRuntime([modelAt(model)], directory, { snapshotBudget: 0 });
    await ask(test.runtime, question('', { prompt: prompt(' One?') }));
    expect(await test.runtime.keep()).toBe(false);
    expect(readdirSync(directory).filter((name) => name.endsWith('.state'))).toEqual([]);
  });

  it('may be lowered at any time', async () => {
    const directory = place();
    await using test = startRuntime([modelAt(model)], directory);
    await ask(test.runtime, question('', { prompt: prompt(' One?') }));
    await test.runtime.keep();
    expect(stateIn(directory)).toBeTruthy();
    test.set({ snapshotBudget: 0 });
    await ask(test.runtime, question('', { prompt: prompt(' Two?') }));
    expect(readdirSync(directory).filter((name) => name.endsWith('.state'))).toEqual([]);
  });
});

describe('several conversations', () => {
  it('do not lose what they evaluated to each other', async () => {
    await using test = startRuntime([modelAt(model)], place());
    const slots = ['cnv_00000000000000a', 'cnv_00000000000000b', 'cnv_00000000000000c'];
    const turn = (index: number, text: string) =>
      question('', { slot: slots[index]!, prompt: [{ text: words(400, index) }, { text }] });
    for (const index of [0, 1, 2]) {
      const { done } = await ask(test.runtime, turn(index, ' One?'));
      expect(done.reusedTokens).toBeLessThan(20);
    }
    for (const index of [0, 1, 2]) {
      const { done } = await ask(test.runtime, turn(index, ' And two?'));
      expect(done.promptTokens - done.reusedTokens).toBeLessThan(8);
    }
  });
});

describe('saving', () => {
  it('is done a moment after an answer, by itself', async () => {
    const directory = place();
    await using test = startRuntime(
      [modelAt(model)],
      directory,
      {},
      { patience: { beforeKeeping: 50, worthKeeping: 0 } },
    );
    await ask(test.runtime, question('', { prompt: prompt(' One?') }));
    await expect
      .poll(() => readdirSync(directory).some((name) => name.endsWith('.state')), { timeout: 60_000 })
      .toBe(true);
  });

  it('is done once more when the program ends', async () => {
    const directory = place();
    const test = startRuntime(
      [modelAt(model)],
      directory,
      {},
      { patience: { beforeKeeping: 3_600_000, worthKeeping: 0 } },
    );
    await ask(test.runtime, question('', { prompt: prompt(' One?') }));
    await test.runtime.close();
    expect(stateIn(directory)).toBeTruthy();
    await using next = startRuntime([modelAt(model)], directory);
    expect((await ask(next.runtime, question('', { prompt: prompt(' Two?') }))).done.reusedTokens).toBe(
      inDocument,
    );
  });
});
