import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { reportsOf } from '../../../main/models/convert/reports.ts';

const never = new AbortController().signal;

describe('work that reports, as a sequence', () => {
  it('keeps everything that lasts and the newest of what does not', async () => {
    const items: string[] = [];
    for await (const item of reportsOf<string>(async ({ report, emit }) => {
      for (const text of ['10 %', '20 %']) report(text);
      emit('row 1');
      for (const text of ['30 %', '40 %']) report(text);
      emit('row 2');
      emit('row 3');
    }, never))
      items.push(item);
    expect(items).toEqual(['row 1', 'row 2', 'row 3']);
  });

  it('gives what comes while it is read, and ends with what went wrong', async () => {
    const items: number[] = [];
    const sequence = reportsOf<number>(async ({ report }) => {
      report(1);
      await delay(5);
      report(2);
      await delay(5);
      throw new Error('broken');
    }, never);
    await expect(
      (async () => {
        for await (const item of sequence) items.push(item);
      })(),
    ).rejects.toThrow('broken');
    expect(items).toEqual([1, 2]);
  });

  it('ends the work, and waits for it, when the reader leaves', async () => {
    let closed = false;
    for await (const _ of reportsOf<number>(async ({ report, signal }) => {
      report(1);
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
      await delay(5);
      closed = true;
    }, never))
      break;
    expect(closed).toBe(true);
  });
});
