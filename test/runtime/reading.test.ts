import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { countTokens } from '../../main/tokenizer/index.ts';
import type { Progress, RuntimeStatus } from '../../preload/contract/index.ts';
import { makeSmallGguf } from '../support/checkpoint/gguf.ts';
import { ask, modelAt, question, startRuntime, type TestRuntime, temporaryFolder, words } from './support.ts';

// Processes start and models load at the pace of whatever else the machine is doing.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const folder = temporaryFolder();
const model = join(folder.path, 'model.gguf');
let test: TestRuntime;

beforeAll(async () => {
  await makeSmallGguf(model, { speech: { words: 600, ends: false } });
  test = startRuntime([modelAt(model)], join(folder.path, 'snapshots'));
});
afterAll(async () => {
  await test.runtime.close();
  folder.remove();
});

const patiently = { timeout: 60_000 };
const slot = 'cnv_000000000000001';
const inWhole = (text: string) => [{ text }];

describe('reading ahead', () => {
  it('leaves only the question to be evaluated', async () => {
    const document = words(700, 1);
    const progress: Progress[] = [];
    const reading = test.runtime.readAhead({
      modelId: null,
      slot,
      prompt: inWhole(document),
      onProgress: (step) => progress.push(step),
    });
    expect(await reading.finished).toBe(true);
    expect(progress.at(-1)).toMatchObject({ done: countTokens(document), total: countTokens(document) });
    const asked = ' Human: What is it about? Assistant:';
    const { done } = await ask(test.runtime, question('', { prompt: [{ text: document }, { text: asked }] }));
    expect(done.reusedTokens).toBe(countTokens(document));
  });

  it('makes way for a question, and goes on afterwards', async () => {
    const document = words(1800, 2);
    let seen = 0;
    const begun = Promise.withResolvers<void>();
    const reading = test.runtime.readAhead({
      modelId: null,
      slot: 'cnv_000000000000002',
      prompt: inWhole(document),
      onProgress: ({ done }) => {
        seen = done;
        if (done > 200) begun.resolve();
      },
    });
    await begun.promise;
    const { done } = await ask(test.runtime, question('Something else.'));
    expect(done.answerTokens).toBe(64);
    expect(await reading.finished).toBe(true);
    expect(seen).toBe(countTokens(document));
    const forecast = await test.runtime.forecast(inWhole(document));
    expect(forecast?.reusedTokens).toBe(forecast?.promptTokens);
  });

  it('stops when the document is taken away', async () => {
    const begun = Promise.withResolvers<void>();
    const reading = test.runtime.readAhead({
      modelId: null,
      slot,
      prompt: inWhole(words(1900, 3)),
      onProgress: ({ done }) => done > 100 && begun.resolve(),
    });
    await begun.promise;
    test.runtime.cancelReadAhead(slot);
    expect(await reading.finished).toBe(false);
    await test.runtime.idle();
    const memory = await test.runtime.memory();
    expect(memory!.evaluatedTokens).toBeLessThan(1800);
    expect(test.runtime.status().state).toBe('ready');
  });

  it('leaves an answer alone that went beyond it meanwhile', async () => {
    const document = words(300, 4);
    const first = await ask(test.runtime, question('', { prompt: [{ text: document }, { text: ' Well?' }] }));
    expect(await test.runtime.readAhead({ modelId: null, slot, prompt: inWhole(document) }).finished).toBe(
      true,
    );
    const prompt = [{ text: document }, { text: ' Well?' }, { text: first.text }, { text: ' More?' }];
    const { done } = await ask(test.runtime, question('', { prompt }));
    expect(done.promptTokens - done.reusedTokens).toBeLessThanOrEqual(countTokens(' More?') + 1);
  });

  it('gives up what does not fit', async () => {
    expect(await test.runtime.readAhead({ modelId: null, slot, prompt: inWhole(words(3000)) }).finished).toBe(
      false,
    );
  });

  it('does nothing when it is switched off', async () => {
    test.set({ readAhead: false });
    expect(await test.runtime.readAhead({ modelId: null, slot, prompt: inWhole(words(50)) }).finished).toBe(
      false,
    );
    test.set({ readAhead: true });
  });

  it('loads the model, tells that it works, and what it read is saved by itself', async () => {
    const directory = join(folder.path, 'by-itself');
    await using fresh = startRuntime(
      [modelAt(model)],
      directory,
      {},
      { patience: { beforeKeeping: 20, worthKeeping: 0 } },
    );
    const reading = fresh.runtime.readAhead({ modelId: null, slot, prompt: inWhole(words(900, 5)) });
    expect(await reading.finished).toBe(true);
    await expect.poll(() => fresh.runtime.status().state, patiently).toBe('ready');
    await expect
      .poll(() => readdirSync(directory).some((name) => name.endsWith('.state')), patiently)
      .toBe(true);
    const states = fresh.events.flatMap(({ name, payload }) =>
      name === 'runtime.changed' ? [(payload as RuntimeStatus).state] : [],
    );
    expect(states).toContain('busy');
  });
});
