import { describe, expect, it } from 'vitest';
import { Turns } from '../../main/runtime/turns.ts';

describe('turns', () => {
  it('come one after the other, in the order they were asked for', async () => {
    const turns = new Turns();
    const log: string[] = [];
    const work = async (name: string): Promise<void> => {
      const release = await turns.take();
      log.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      log.push(`${name} ends`);
      release();
    };
    await Promise.all([work('a'), work('b'), work('c')]);
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });

  it('can be given up while waiting, and the next one still has to wait for the one at work', async () => {
    const turns = new Turns();
    const first = await turns.take();
    const abort = new AbortController();
    const second = turns.take(abort.signal);
    let third = false;
    const waiting = turns.take().then((release) => {
      third = true;
      return release;
    });
    abort.abort();
    await expect(second).rejects.toMatchObject({ code: 'cancelled' });
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(third).toBe(false);
    first();
    (await waiting)();
    expect(third).toBe(true);
  });

  it('are not given to who had already given up', async () => {
    await expect(new Turns().take(AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  });
});
