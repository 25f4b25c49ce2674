import { spawnSync } from 'node:child_process';
import { copyFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { nodeFork } from '../../main/process/index.ts';
import { makeSmallGguf } from '../support/checkpoint/gguf.ts';
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
const model = join(folder.path, 'model.gguf');
beforeAll(async () => {
  await makeSmallGguf(model, { speech: { words: 900, ends: false } });
});
afterAll(() => folder.remove());

const endless = question('Tell me everything.', {
  maxTokens: 5000,
  sampling: { ...greedy, maxTokens: 5000 },
});
const signal = new AbortController().signal;
const start = (path = model, change = {}, options = {}): TestRuntime =>
  startRuntime([modelAt(path)], join(folder.path, 'snapshots'), change, options);

/** Begins an answer and does something to the process after some words. */
async function answerDuring(
  test: TestRuntime,
  act: (pid: number) => void,
): Promise<{ text: string; error: unknown }> {
  let text = '';
  let acted = false;
  try {
    for await (const event of test.runtime.generate(endless, { signal })) {
      if (event.type === 'text') text += event.text;
      if (text.length > 50 && !acted) {
        acted = true;
        act(test.pids.at(-1)!);
      }
    }
    return { text, error: null };
  } catch (error) {
    return { text, error };
  }
}

describe('when the process dies while it answers', () => {
  it('the text so far is kept, the reason told, and the next question works', async () => {
    await using test = start();
    const { text, error } = await answerDuring(test, (pid) => process.kill(pid, 'SIGKILL'));
    expect(text.length).toBeGreaterThan(50);
    expect(error).toMatchObject({ code: 'process-died', message: expect.stringContaining('process') });
    expect(test.runtime.status().problem).toContain('process');
    const next = await ask(test.runtime, question('And again?'));
    expect(next.done.answerTokens).toBe(64);
    expect(test.pids).toHaveLength(2);
    expect(test.runtime.status()).toMatchObject({ state: 'ready', problem: null });
    const states = test.events.flatMap(({ name, payload }) =>
      name === 'runtime.changed' ? [(payload as { state: string }).state] : [],
    );
    expect(states).toContain('backing-off');
  });

  it('three times within a minute, it stays down until the person asks for it', async () => {
    await using test = start();
    for (let death = 0; death < 3; death += 1) {
      const { error } = await answerDuring(test, (pid) => process.kill(pid, 'SIGKILL'));
      expect(error).toMatchObject({ code: 'process-died' });
    }
    expect(test.runtime.status()).toMatchObject({
      state: 'failed',
      problem: expect.stringContaining('three times within a minute'),
    });
    await expect(ask(test.runtime, question('Hello?'))).rejects.toMatchObject({
      code: 'process-died',
      message: expect.stringContaining('three times'),
    });
    expect(test.pids).toHaveLength(3);
    const status = await test.runtime.handlers['runtime.load']({}, { signal });
    expect(status).toMatchObject({ state: 'ready', problem: null });
    expect((await ask(test.runtime, question('Hello?'))).done.answerTokens).toBe(64);
  });

  it('because it hangs, it is ended and started anew', async () => {
    await using test = start(model, {}, { patience: { beforeKeeping: 3_600_000, hang: 3000 } });
    await ask(test.runtime, question('Warm.'));
    const { text, error } = await answerDuring(test, (pid) => process.kill(pid, 'SIGSTOP'));
    expect(text.length).toBeGreaterThan(50);
    expect(error).toMatchObject({
      code: 'process-died',
      message: expect.stringContaining('stopped answering'),
    });
    expect((await ask(test.runtime, question('Again?'))).done.answerTokens).toBe(64);
  });

  it('a reader that takes its time is not taken for a hang', async () => {
    await using test = start(model, {}, { patience: { beforeKeeping: 3_600_000, hang: 2000 } });
    let tokens = 0;
    for await (const event of test.runtime.generate(question('Slow.'), { signal })) {
      if (event.type === 'text' && ++tokens === 3) await new Promise((resolve) => setTimeout(resolve, 5000));
    }
    expect(tokens).toBeGreaterThan(30);
  });
});

describe('a model file', () => {
  it('that is cut short is refused with a sentence', async () => {
    const path = join(folder.path, 'short.gguf');
    copyFileSync(model, path);
    truncateSync(path, statSync(path).size - 200_000);
    await using test = start(path);
    await expect(ask(test.runtime, question('Hello?'))).rejects.toMatchObject({
      code: 'unreadable',
      message: expect.stringContaining('incomplete'),
    });
  });

  it('that is none, or is gone, is refused with a sentence', async () => {
    const path = join(folder.path, 'none.gguf');
    writeFileSync(path, 'This is not a model.');
    await using test = start(path);
    await expect(ask(test.runtime, question('Hello?'))).rejects.toMatchObject({ code: 'unreadable' });
    await using gone = start(join(folder.path, 'gone.gguf'));
    await expect(ask(gone.runtime, question('Hello?'))).rejects.toMatchObject({ code: 'unreadable' });
    expect(test.pids).toHaveLength(1);
  });

  it('during whose loading the process crashed is not loaded again by itself', async () => {
    const dying = startRuntime(
      [modelAt(model)],
      join(folder.path, 'snapshots'),
      {},
      {
        fork: (name, options) => {
          const child = nodeFork(name, options);
          const { post } = child;
          // The request to load arrives, and kills it.
          const deadly = (message: unknown): void => {
            post(message);
            if ((message as { name?: string }).name === 'load' && child.pid)
              process.kill(child.pid, 'SIGSEGV');
          };
          return { ...child, pid: child.pid, post: deadly };
        },
      },
    );
    await using test = dying;
    await expect(ask(test.runtime, question('Hello?'))).rejects.toMatchObject({
      code: 'process-died',
      message: expect.stringContaining('crash while it was loaded'),
    });
    expect(test.models[0]?.problem).toContain('crash while it was loaded');
    await expect(ask(test.runtime, question('Hello?'))).rejects.toMatchObject({ code: 'unreadable' });
  });

  it('that crashed once is tried when the person asks, and is well again when it works', async () => {
    await using test = start();
    test.models[0] = { ...test.models[0]!, problem: 'It crashed.' };
    await expect(ask(test.runtime, question('Hello?'))).rejects.toMatchObject({ code: 'unreadable' });
    await test.runtime.handlers['runtime.load']({}, { signal });
    expect(test.models[0]?.problem).toBeNull();
    expect((await ask(test.runtime, question('Hello?'))).done.answerTokens).toBe(64);
  });
});

describe('a model', () => {
  it('that is not used leaves memory, and comes back when it is', async () => {
    await using test = start(model, { unloadAfterMinutes: 0.005 });
    await ask(test.runtime, question('Hello?'));
    const pid = test.pids[0]!;
    await expect.poll(() => test.runtime.status().state, { timeout: 60_000 }).toBe('stopped');
    expect(test.runtime.status()).toMatchObject({ modelId: null, residentBytes: null, problem: null });
    await expect.poll(() => spawnSync('kill', ['-0', String(pid)]).status, { timeout: 60_000 }).not.toBe(0);
    expect((await ask(test.runtime, question('Hello?'))).done.answerTokens).toBe(64);
  });

  it('can be unloaded by hand', async () => {
    await using test = start();
    expect((await test.runtime.handlers['runtime.load']({}, { signal })).state).toBe('ready');
    expect((await test.runtime.handlers['runtime.unload']({}, { signal })).state).toBe('stopped');
  });

  it('that does not fit into memory is refused before it is loaded', async () => {
    await using test = start(model, { contextTokens: null, memoryBudget: 100e6 });
    await expect(ask(test.runtime, question('Hello?'))).rejects.toMatchObject({
      code: 'no-room',
      message: expect.stringContaining('your memory budget'),
    });
  });

  it('is given up while it is loaded when the question is withdrawn', async () => {
    await using test = start();
    const abort = new AbortController();
    const asked = ask(test.runtime, question('Hello?'), abort.signal);
    abort.abort();
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    expect((await ask(test.runtime, question('Hello?'))).done.answerTokens).toBe(64);
  });
});

describe('settings', () => {
  it('of the engine take effect with the next question', async () => {
    await using test = start();
    const short = question('Hello?', { maxTokens: 2 });
    await ask(test.runtime, short);
    test.set({ threads: 2 });
    await ask(test.runtime, short);
    expect(test.pids).toHaveLength(2);
    await ask(test.runtime, short);
    expect(test.pids).toHaveLength(2);
  });

  it('that ask for a GPU which is not there give the processor, and a notice', async () => {
    await using test = start(model, { backend: 'metal' });
    const { done } = await ask(test.runtime, question('Hello?'));
    expect(done.answerTokens).toBe(64);
    if (process.platform === 'darwin') return;
    expect(test.runtime.status().backend).toBe('cpu');
    expect(test.events).toContainEqual({
      name: 'notice',
      payload: { level: 'warning', text: expect.stringContaining('Metal cannot be used') },
    });
  });
});

describe('a GPU library that ends the process when it is opened', () => {
  it('is not opened again: the processor answers, with a notice', async () => {
    let starts = 0;
    await using test = startRuntime(
      [modelAt(model)],
      join(folder.path, 'crashing'),
      { backend: 'auto' },
      {
        fork: (name, options) => {
          const child = nodeFork(name, options);
          starts += 1;
          if (starts === 1) child.post = () => child.kill();
          return child;
        },
      },
    );
    const { done } = await ask(test.runtime, question('Hello?'));
    expect(done.answerTokens).toBe(64);
    expect(starts).toBe(2);
    expect(test.runtime.status()).toMatchObject({ backend: 'cpu', problem: null });
    expect(test.events).toContainEqual({
      name: 'notice',
      payload: { level: 'warning', text: expect.stringContaining('The GPU failed') },
    });
  });
});

describe('the context', () => {
  it('grows for a long prompt, and keeps what is evaluated', async () => {
    await using test = start(model, { contextTokens: null });
    const before = await test.runtime.ensureLoaded(null);
    const first = await ask(test.runtime, question('', { prompt: [{ text: 'word '.repeat(300) }] }));
    expect(first.done.contextTokens).toBe(before.contextTokens);
    expect(before.contextTokens).toBeLessThan(4096);
    const after = await test.runtime.ensureLoaded(null, { contextTokens: 4000 });
    expect(after.contextTokens).toBe(4096);
    const second = await ask(
      test.runtime,
      question('', { prompt: [{ text: 'word '.repeat(300) }, { text: ' And now?' }] }),
    );
    expect(second.done).toMatchObject({ contextTokens: 4096, reusedTokens: 301 });
    expect(test.pids).toHaveLength(1);
  });

  it('is reckoned with in a new process without counting the model that is loaded there', async () => {
    const snapshots = join(folder.path, 'reckoned');
    const program: number[] = [];
    for (const contextTokens of [2048, 4096]) {
      await using test = startRuntime([modelAt(model)], snapshots, { contextTokens: null });
      await test.runtime.ensureLoaded(null);
      // Nothing is reckoned for it in the second process, which knows; 2,304 is new to it.
      const plan = await test.runtime.plan(null, contextTokens === 2048 ? 2048 : 2304);
      program.push(plan.weights);
    }
    expect(program[1]! / program[0]!).toBeLessThan(1.1);
  });
});

describe('the doctor', () => {
  it('says what the machine has and what will be used', async () => {
    await using test = start();
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
