import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { nodeFork } from '../../main/process/index.ts';
import { ask, greedy, modelAt, question, smallModel, startRuntime, type TestRuntime } from './support.ts';

// Processes start and models load at the pace of whatever else the machine is doing.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const { folder, model } = smallModel();

const endless = question('Tell me everything.', {
  maxTokens: 5000,
  sampling: { ...greedy, maxTokens: 5000 },
});
const signal = new AbortController().signal;
const start = (options = {}): TestRuntime =>
  startRuntime([modelAt(model)], join(folder.path, 'snapshots'), {}, options);

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
    await using test = start({ patience: { beforeKeeping: 3_600_000, hang: 3000 } });
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
    await using test = start({ patience: { beforeKeeping: 3_600_000, hang: 2000 } });
    let tokens = 0;
    for await (const event of test.runtime.generate(question('Slow.'), { signal })) {
      if (event.type === 'text' && ++tokens === 3) await new Promise((resolve) => setTimeout(resolve, 5000));
    }
    expect(tokens).toBeGreaterThan(30);
  });
});

describe('a model file', () => {
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
          if (starts > 1) return child;
          const { post } = child;
          child.post = (message) => {
            if ((message as { name?: string }).name === 'machine') child.kill();
            else post(message);
          };
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
