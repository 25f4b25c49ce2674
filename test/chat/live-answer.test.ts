import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { LiveAnswer } from '../../main/chat/answer/live-answer.ts';
import type { AnswerEvent, Message } from '../../preload/contract/index.ts';

const message = { id: 'msg_0000000000' } as Message;
const make = (save: (text: string) => void = () => {}) =>
  new LiveAnswer('msg_0000000000', 'cnv_0000000000', save);

async function collect(source: AsyncIterable<AnswerEvent>): Promise<AnswerEvent[]> {
  const events: AnswerEvent[] = [];
  for await (const event of source) events.push(event);
  return events;
}

const textOf = (events: AnswerEvent[]) =>
  events.map((event) => (event.type === 'text' ? event.text : '')).join('');

describe('an answer while it is written', () => {
  it('reaches every listener whole, whenever they come and however slow they are', async () => {
    const live = make();
    const early = collect(live.follow(0, new AbortController().signal));
    const slow = (async () => {
      let text = '';
      for await (const event of live.follow(0, new AbortController().signal)) {
        if (event.type === 'text') {
          expect(event.offset).toBe(text.length);
          text += event.text;
        }
        await sleep(3);
      }
      return text;
    })();
    let whole = '';
    for (let index = 0; index < 200; index++) {
      whole += `${index} `;
      live.append(`${index} `);
      if (index % 20 === 0) await sleep(1);
    }
    const late = collect(live.follow(10, new AbortController().signal));
    live.finish(message);
    expect(textOf(await early)).toBe(whole);
    expect(await slow).toBe(whole);
    expect(textOf(await late)).toBe(whole.slice(10));
    expect((await early).at(-1)).toEqual({ type: 'done', message });
  });

  it('tells a listener who comes late what phase it is in', async () => {
    const live = make();
    live.enter('loading');
    live.enter('prefill', { done: 5, total: 10, unit: 'tokens', rate: 1, secondsLeft: 5 });
    const events = live.follow(0, new AbortController().signal);
    expect((await events.next()).value).toMatchObject({
      type: 'phase',
      phase: 'prefill',
      progress: { done: 5 },
    });
    await events.return();
  });

  it('lets a listener go', async () => {
    const abort = new AbortController();
    const following = collect(make().follow(0, abort.signal));
    await sleep(1);
    abort.abort();
    expect((await following).every((event) => event.type === 'phase')).toBe(true);
  });

  it('is on the disk within a second, and not written for every token', async () => {
    const saved: string[] = [];
    const live = make((text) => void saved.push(text));
    for (let index = 0; index < 50; index++) live.append('x');
    await expect.poll(() => saved, { timeout: 3000 }).toEqual(['x'.repeat(50)]);
    live.append('y');
    live.finish(message);
    await sleep(1000);
    expect(saved).toHaveLength(1);
  });
});
