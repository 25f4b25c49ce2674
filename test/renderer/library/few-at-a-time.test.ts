import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { fewAtATime } from '../../../renderer/library/few-at-a-time.ts';

const thousand = Array.from({ length: 1000 }, (_, index) => index);

describe('something done with each of many', () => {
  it('is done with every one, and with few at the same time', async () => {
    const done: number[] = [];
    let now = 0;
    let most = 0;
    await fewAtATime(thousand, async (one) => {
      most = Math.max(most, ++now);
      await setImmediate();
      now -= 1;
      done.push(one);
    });
    expect(done.sort((a, b) => a - b)).toEqual(thousand);
    expect(most).toBe(8);
  });

  it('stops with the first that fails, and says why', async () => {
    let begun = 0;
    const work = async (one: number) => {
      begun += 1;
      await setImmediate();
      if (one === 20) throw new Error('no room');
    };
    await expect(fewAtATime(thousand, work)).rejects.toThrow('no room');
    await setImmediate();
    expect(begun).toBeLessThan(40);
  });
});
