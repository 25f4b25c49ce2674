import { spawnSync } from 'node:child_process';
import { copyFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { ask, modelAt, question, smallModel, startRuntime, type TestRuntime } from './support.ts';

// Processes start and models load at the pace of whatever else the machine is doing.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const { folder, model } = smallModel();

const signal = new AbortController().signal;
const start = (path = model, change = {}): TestRuntime =>
  startRuntime([modelAt(path)], join(folder.path, 'snapshots'), change);

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
