import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makeSmallGguf } from '../support/checkpoint/gguf.ts';
import {
  ask,
  greedy,
  modelAt,
  question,
  startRuntime,
  type TestRuntime,
  temporaryFolder,
  words,
} from './support.ts';

// Processes start and models load at the pace of whatever else the machine is doing.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const folder = temporaryFolder();
const speaking = join(folder.path, 'speaking.gguf');
const babbling = join(folder.path, 'babbling.gguf');
const babblingId = 'mdl_00000000000002';
let test: TestRuntime;

beforeAll(async () => {
  await makeSmallGguf(speaking, { speech: { words: 400, ends: false } });
  await makeSmallGguf(babbling, { seed: 9 });
  test = startRuntime(
    [modelAt(speaking), modelAt(babbling, { id: babblingId })],
    join(folder.path, 'snapshots'),
  );
});
afterAll(async () => {
  await test.runtime.close();
  folder.remove();
});

describe('guessing from the prompt', () => {
  it('finds the words of an answer that quotes its document, and changes nothing', async () => {
    test.set({ speculation: 'off' });
    const said = (await ask(test.runtime, question('Say something.'))).text;
    const quoting = question('', { prompt: [{ text: said }, { text: 'Say something.' }] });
    const plain = await ask(test.runtime, quoting);
    expect(plain.done).toMatchObject({ guessed: 0, guessedRight: 0 });
    test.set({ speculation: 'on' });
    const guessing = await ask(test.runtime, quoting);
    expect(guessing.text).toBe(plain.text);
    expect(guessing.text).toBe(said);
    expect(guessing.done.guessedRight).toBeGreaterThan(30);
    expect(guessing.done.answerTokens).toBe(plain.done.answerTokens);
  });

  it.each([1, 1.3])('changes nothing with a repeat penalty of %s, right or wrong', async (repeatPenalty) => {
    // Half of this prompt repeats, so that there is much to guess and most of it is wrong.
    const prompt = [{ text: `${words(60)}. ${words(60)}. ${words(60)}.` }];
    const sampling = { ...greedy, repeatPenalty, maxTokens: 120 };
    const options = question('', { modelId: babblingId, prompt, sampling, maxTokens: 120 });
    test.set({ speculation: 'off' });
    const plain = await ask(test.runtime, options);
    test.set({ speculation: 'on' });
    const guessing = await ask(test.runtime, options);
    expect(guessing.text).toBe(plain.text);
    const repeated = question('', { ...options, prompt: [...prompt, { text: plain.text }, ...prompt] });
    const guessedMore = await ask(test.runtime, repeated);
    test.set({ speculation: 'off' });
    expect((await ask(test.runtime, repeated)).text).toBe(guessedMore.text);
  });

  it('leaves what is evaluated as it would be without', async () => {
    test.set({ speculation: 'on' });
    const first = await ask(test.runtime, question('Say something.', { stop: ['zzz'] }));
    const prompt = [{ text: 'Say something.' }, { text: first.text }, { text: ' Go on.' }];
    const on = await ask(test.runtime, question('', { prompt }));
    await test.runtime.forget({ snapshots: true });
    test.set({ speculation: 'off' });
    const anew = await ask(test.runtime, question('', { prompt }));
    expect(on.text).toBe(anew.text);
    expect(on.done.reusedTokens).toBeGreaterThan(60);
  });

  it('by itself is used only where chance plays no part', async () => {
    test.set({ speculation: 'auto' });
    const said = (await ask(test.runtime, question('Say something.'))).text;
    const quoting = question('', { prompt: [{ text: said }, { text: 'Say something.' }] });
    expect((await ask(test.runtime, quoting)).done.guessed).toBeGreaterThan(0);
    const warm = await ask(test.runtime, { ...quoting, sampling: { ...greedy, temperature: 0.5 } });
    expect(warm.done.guessed).toBe(0);
  });

  it('is not used with DRY, which would remember wrong guesses', async () => {
    test.set({ speculation: 'on' });
    const said = (await ask(test.runtime, question('Say something.'))).text;
    const options = question('', {
      prompt: [{ text: said }, { text: 'Say something.' }],
      sampling: { ...greedy, dryMultiplier: 1 },
    });
    expect((await ask(test.runtime, options)).done.guessed).toBe(0);
  });
});
