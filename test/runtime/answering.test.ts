import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { RuntimeEvent } from '../../main/runtime/index.ts';
import { countTokens } from '../../main/tokenizer/index.ts';
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
const ending = join(folder.path, 'ending.gguf');
const babbling = join(folder.path, 'babbling.gguf');
let test: TestRuntime;

beforeAll(async () => {
  await makeSmallGguf(speaking, { speech: { words: 500, ends: false } });
  await makeSmallGguf(ending, { speech: { words: 30, ends: true } });
  await makeSmallGguf(babbling, { seed: 5 });
  test = startRuntime(
    [
      modelAt(speaking),
      modelAt(ending, { id: 'mdl_00000000000002' }),
      modelAt(babbling, { id: 'mdl_00000000000003' }),
    ],
    join(folder.path, 'snapshots'),
  );
});
afterAll(async () => {
  await test.runtime.close();
  folder.remove();
});

const prefills = (events: RuntimeEvent[]) =>
  events.flatMap((event) => (event.type === 'prefill' ? [event.progress] : []));

describe('an answer', () => {
  it('comes in pieces, and ends with how it came about', async () => {
    const { text, pieces, done, events } = await ask(test.runtime, question('Say something.'));
    expect(pieces.length).toBeGreaterThan(30);
    expect(text).toMatch(/^( \w+)+$/);
    expect(done).toMatchObject({
      endedBy: 'length',
      promptTokens: 3,
      reusedTokens: 0,
      answerTokens: 64,
      seed: 7,
      contextTokens: 2048,
      modelName: 'A small BTLM',
    });
    expect(done.firstTokenMs).toBeGreaterThan(0);
    expect(done.tokensPerSecond).toBeGreaterThan(0);
    expect(events[0]).toEqual({ type: 'loading', progress: null });
    expect(countTokens(text)).toBe(64);
  });

  it('ends at the model’s end token', async () => {
    const { done, text } = await ask(
      test.runtime,
      question('Say something.', { modelId: 'mdl_00000000000002' }),
    );
    expect(done.endedBy).toBe('stop');
    expect(done.answerTokens).toBeLessThanOrEqual(30);
    expect(text).not.toContain('<|endoftext|>');
  });

  it('ends before a stop string, which may lie across tokens', async () => {
    const { text } = await ask(test.runtime, question('Say something.'));
    const [first, second] = [text.slice(0, 20), text.slice(20, 33)];
    const stopped = await ask(test.runtime, question('Say something.', { stop: [second] }));
    expect(stopped.text).toBe(first);
    expect(stopped.done.endedBy).toBe('stop');
  });

  it('ends at the edge of the context, which is not an error', async () => {
    const { done } = await ask(
      test.runtime,
      question(words(2000), { sampling: { ...greedy, maxTokens: 500 }, maxTokens: 500 }),
    );
    expect(done.endedBy).toBe('context');
    expect(done.promptTokens + done.answerTokens).toBe(2048);
  });

  it('is refused when the prompt alone is too long', async () => {
    await expect(ask(test.runtime, question(words(2500)))).rejects.toMatchObject({ code: 'too-large' });
    expect((await ask(test.runtime, question('Short.'))).done.answerTokens).toBe(64);
  });

  it('is refused when there is nothing to answer, or nothing to answer with', async () => {
    await expect(ask(test.runtime, question('', { prompt: [] }))).rejects.toMatchObject({
      code: 'bad-input',
    });
    await expect(
      ask(test.runtime, question('Hello?', { modelId: 'mdl_99999999999999' })),
    ).rejects.toMatchObject({ code: 'no-model' });
  });
});

describe('text of documents', () => {
  const special = '<|endoftext|>';

  it('is never read as special tokens, only the app’s own scaffold is', async () => {
    const plain = await ask(test.runtime, question(special));
    expect(plain.done.promptTokens).toBe(countTokens(special));
    const scaffold = await ask(
      test.runtime,
      question('', { prompt: [{ text: special, kind: 'template' }, { text: 'a' }] }),
    );
    expect(scaffold.done.promptTokens).toBe(2);
  });

  it('has as many tokens as are counted without a model', async () => {
    const texts = ['Grüße aus 東京 👩‍👩‍👧!', '  two  spaces\n\n\ttab', `${special} ${words(50)}`, ''];
    expect(await test.runtime.countTokens(texts)).toEqual(texts.map(countTokens));
    const { done } = await ask(test.runtime, question('', { prompt: texts.map((text) => ({ text })) }));
    expect(done.promptTokens).toBe(texts.map(countTokens).reduce((sum, count) => sum + count));
  });
});

describe('the same seed and settings', () => {
  const warm = { ...greedy, temperature: 0.9, topK: 40, repeatPenalty: 1.2, dryMultiplier: 0.8 };
  const babble = (text: string, seed: number) =>
    ask(test.runtime, question(text, { modelId: 'mdl_00000000000003', sampling: { ...warm, seed } }));

  it('give the same answer, evaluated anew or not; another seed gives another', async () => {
    const first = await babble(words(100), 1);
    const again = await babble(words(100), 1);
    expect(first.done.reusedTokens).toBe(0);
    expect(again.done.reusedTokens).toBe(99);
    expect(again.text).toBe(first.text);
    await test.runtime.forget({ snapshots: true });
    const anew = await babble(words(100), 1);
    expect(anew.done.reusedTokens).toBe(0);
    expect(anew.text).toBe(first.text);
    expect((await babble(words(100), 2)).text).not.toBe(first.text);
  });

  it('tell the seed when it was drawn', async () => {
    const drawn = await ask(
      test.runtime,
      question('Hello', { modelId: 'mdl_00000000000003', sampling: { ...warm, seed: null } }),
    );
    const repeated = await babble('Hello', drawn.done.seed);
    expect(repeated.text).toBe(drawn.text);
  });

  it('never send half a character, whatever the model produces', async () => {
    const { pieces, text } = await babble('Hello there', 11);
    expect(pieces.length).toBeGreaterThan(10);
    expect(Buffer.from(text, 'utf8').toString('utf8')).toBe(text);
    for (const piece of pieces) expect(piece.isWellFormed()).toBe(true);
  });
});

describe('what is evaluated', () => {
  it('stays: a second question evaluates only what is new', async () => {
    const document = words(600, 1);
    const first = await ask(
      test.runtime,
      question('', { prompt: [{ text: document }, { text: '\n\nHuman: One?' }] }),
    );
    expect(first.done.reusedTokens).toBeLessThan(10);
    const second = await ask(
      test.runtime,
      question('', {
        prompt: [
          { text: document },
          { text: '\n\nHuman: One?' },
          { text: first.text },
          { text: '\n\nHuman: And two?' },
        ],
      }),
    );
    const fresh = countTokens('\n\nHuman: And two?');
    expect(second.done.promptTokens - second.done.reusedTokens).toBeLessThanOrEqual(fresh + 1);
  });

  it('is kept up to the place of a change', async () => {
    const [head, middle, tail] = [words(200, 2), words(100, 3), words(100, 4)];
    await ask(test.runtime, question('', { prompt: [{ text: head }, { text: middle }, { text: tail }] }));
    const changed = await ask(
      test.runtime,
      question('', { prompt: [{ text: head }, { text: 'Something else entirely.' }, { text: tail }] }),
    );
    expect(changed.done.reusedTokens).toBe(countTokens(head));
  });

  it('is foretold exactly', async () => {
    const prompt = [{ text: words(300, 5) }, { text: ' What?' }];
    await ask(test.runtime, question('', { prompt }));
    const longer = [...prompt, { text: ' And then what?' }];
    const forecast = await test.runtime.forecast(longer);
    expect(forecast).toMatchObject({
      promptTokens: countTokens(words(300, 5)) + countTokens(' What?') + countTokens(' And then what?'),
      reusedTokens: countTokens(words(300, 5)) + countTokens(' What?'),
    });
    expect(forecast!.seconds).toBeGreaterThan(0);
  });

  it('is reported while it grows', async () => {
    const { events, done } = await ask(test.runtime, question(words(900, 6)));
    const progress = prefills(events);
    expect(progress.length).toBeGreaterThan(10);
    expect(progress[0]?.done).toBe(done.reusedTokens);
    expect(progress.at(-1)).toMatchObject({
      done: done.promptTokens - 1,
      total: done.promptTokens,
      unit: 'tokens',
    });
    expect(progress.at(-1)!.rate).toBeGreaterThan(0);
    expect(progress.at(-1)!.secondsLeft).not.toBeNull();
    for (const [index, step] of progress.entries())
      if (index > 0) expect(step.done).toBeGreaterThan(progress[index - 1]!.done);
  });
});

describe('stopping', () => {
  it('ends an answer at once; the next one works and uses what was evaluated', async () => {
    const abort = new AbortController();
    const seen: string[] = [];
    const stopped = (async () => {
      const options = question('Tell me.', { maxTokens: 5000, sampling: { ...greedy, maxTokens: 5000 } });
      for await (const event of test.runtime.generate(options, { signal: abort.signal })) {
        if (event.type === 'text') seen.push(event.text);
        if (seen.length === 5) abort.abort();
      }
    })();
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    expect(seen).toHaveLength(5);
    const { text, done } = await ask(test.runtime, question('Tell me.'));
    expect(text.startsWith(seen.join(''))).toBe(true);
    expect(done.reusedTokens).toBe(done.promptTokens - 1);
  });

  it('ends reading a prompt between two batches; what was read is not read again', async () => {
    const abort = new AbortController();
    const prompt = words(1500, 8);
    let last = 0;
    const stopped = (async () => {
      for await (const event of test.runtime.generate(question(prompt), { signal: abort.signal })) {
        if (event.type !== 'prefill') continue;
        last = event.progress.done;
        if (last > 300) abort.abort();
      }
    })();
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    expect(last).toBeLessThan(600);
    const { done } = await ask(test.runtime, question(prompt));
    expect(done.reusedTokens).toBeGreaterThanOrEqual(last);
    expect(done.reusedTokens).toBeLessThan(1400);
  });

  it('works while waiting for another answer', async () => {
    const long = new AbortController();
    const first = ask(
      test.runtime,
      question('First.', { maxTokens: 5000, sampling: { ...greedy, maxTokens: 5000 } }),
      long.signal,
    );
    const second = new AbortController();
    const waiting = ask(test.runtime, question('Second.'), second.signal);
    second.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    long.abort();
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('a slow reader', () => {
  it('gets every token once, in order', async () => {
    const whole = (
      await ask(test.runtime, question('Go on.', { maxTokens: 400, sampling: { ...greedy, maxTokens: 400 } }))
    ).text;
    let text = '';
    let events = 0;
    const options = question('Go on.', { maxTokens: 400, sampling: { ...greedy, maxTokens: 400 } });
    for await (const event of test.runtime.generate(options, { signal: new AbortController().signal })) {
      if (event.type === 'text') text += event.text;
      events += 1;
      if (events % 40 === 0) await new Promise((resolve) => setTimeout(resolve, 30));
    }
    expect(text).toBe(whole);
    expect(countTokens(text)).toBe(400);
  });

  it('who asks twice at once gets both answers, one after the other', async () => {
    const [a, b] = await Promise.all([
      ask(test.runtime, question('Left.', { slot: 'cnv_000000000000001' })),
      ask(test.runtime, question('Right.', { slot: 'cnv_000000000000002' })),
    ]);
    expect(a.done.answerTokens).toBe(64);
    expect(b.done.answerTokens).toBe(64);
  });
});
