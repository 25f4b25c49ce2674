import { describe, expect, it } from 'vitest';
import { silentLog } from '../../main/log.ts';
import { ReadAheads } from '../../main/runtime/read-aheads.ts';

const settle = async (): Promise<void> => {
  for (let tick = 0; tick < 20; tick += 1) await Promise.resolve();
};

/** A reader whose work ends when told, and which notes what happened. */
function reader() {
  const log: string[] = [];
  const rests: number[] = [];
  const ends = new Map<string, { done(): void; fail(error: Error): void }>();
  const jobs = new ReadAheads(
    async ({ slot }, signal) => {
      log.push(`${slot} begins`);
      await new Promise<void>((resolve, reject) => {
        ends.set(slot, { done: resolve, fail: reject });
        signal.addEventListener('abort', () => {
          log.push(`${slot} stops`);
          reject(signal.reason);
        });
      });
      log.push(`${slot} ends`);
    },
    () => rests.push(log.length),
    silentLog,
  );
  const add = (slot: string) => jobs.add({ modelId: null, slot, prompt: [] });
  return { log, rests, ends, jobs, add };
}

describe('reading ahead', () => {
  it('stops at once for a real request, and goes on when it is over', async () => {
    const { log, ends, jobs, add } = reader();
    const reading = add('a');
    const release = jobs.hold();
    await settle();
    expect(log).toEqual(['a begins', 'a stops']);
    release();
    await settle();
    ends.get('a')!.done();
    expect(await reading.finished).toBe(true);
    expect(log).toEqual(['a begins', 'a stops', 'a begins', 'a ends']);
  });

  it('waits while any of several requests goes on', async () => {
    const { log, jobs, add } = reader();
    const first = jobs.hold();
    const second = jobs.hold();
    add('a');
    first();
    await settle();
    expect(log).toEqual([]);
    second();
    await settle();
    expect(log).toEqual(['a begins']);
  });

  it('reads the newest conversation first, then the others', async () => {
    const { log, ends, add } = reader();
    const a = add('a');
    const b = add('b');
    await settle();
    ends.get('b')!.done();
    expect(await b.finished).toBe(true);
    await settle();
    ends.get('a')!.done();
    expect(await a.finished).toBe(true);
    expect(log).toEqual(['a begins', 'a stops', 'b begins', 'b ends', 'a begins', 'a ends']);
  });

  it('says when it rests: when all is read, and when it makes way', async () => {
    const { rests, ends, jobs, add } = reader();
    add('a');
    await settle();
    const release = jobs.hold();
    await settle();
    expect(rests).toEqual([2]);
    expect(jobs.active).toBe(false);
    release();
    await settle();
    ends.get('a')!.done();
    await settle();
    expect(rests).toEqual([2, 4]);
  });

  it('stops for good when it is cancelled', async () => {
    const { log, jobs, add } = reader();
    const reading = add('a');
    reading.cancel();
    expect(await reading.finished).toBe(false);
    await settle();
    expect(log).toEqual(['a begins', 'a stops']);
    expect(jobs.active).toBe(false);
  });

  it('has one reading for a conversation; a cancelled old one does not stop the new one', async () => {
    const { ends, add } = reader();
    const old = add('a');
    const current = add('a');
    expect(await old.finished).toBe(false);
    old.cancel();
    await settle();
    ends.get('a')!.done();
    expect(await current.finished).toBe(true);
  });

  it('gives up one that fails, and goes on with the next', async () => {
    const { ends, add } = reader();
    const a = add('a');
    const b = add('b');
    await settle();
    ends.get('b')!.fail(new Error('It does not fit.'));
    expect(await b.finished).toBe(false);
    await settle();
    ends.get('a')!.done();
    expect(await a.finished).toBe(true);
  });

  it('ends everything when closed', async () => {
    const { log, jobs, add } = reader();
    const a = add('a');
    jobs.close();
    const b = add('b');
    expect(await a.finished).toBe(false);
    await settle();
    expect(log).toEqual(['a begins', 'a stops']);
    b.cancel();
    expect(await b.finished).toBe(false);
  });
});
