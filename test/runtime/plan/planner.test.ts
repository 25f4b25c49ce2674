import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { ask, modelAt, question, smallModel, startRuntime } from '../support.ts';

// Processes start and models load at the pace of whatever else the machine is doing.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const { folder, model } = smallModel();

describe('the context', () => {
  it('grows for a long prompt, and keeps what is evaluated', async () => {
    await using test = startRuntime([modelAt(model)], join(folder.path, 'snapshots'), {
      contextTokens: null,
    });
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
