import { describe, expect, it } from 'vitest';
import { describeBytes, describeProgress, describeSeconds } from '../../main/cli/progress.ts';

describe('progress in words', () => {
  it('names what is known and leaves out what is not', () => {
    const progress = { done: 12, total: 300, unit: 'pages', rate: 61.2, secondsLeft: 4.7 } as const;
    expect(describeProgress(progress)).toBe('12 of 300 pages, 61 pages/s, 5 s left');
    expect(describeProgress({ ...progress, total: null, secondsLeft: null })).toBe('12 pages, 61 pages/s');
    expect(describeProgress({ ...progress, rate: null, secondsLeft: null })).toBe('12 of 300 pages');
  });

  it('counts bytes in binary units', () => {
    const gibibytes = {
      done: 2.5 * 1024 ** 3,
      total: 5 * 1024 ** 3,
      unit: 'bytes',
      rate: 10 * 1024 ** 2,
      secondsLeft: 256,
    };
    expect(describeProgress({ ...gibibytes, unit: 'bytes' })).toBe(
      '2.5 GiB of 5.0 GiB, 10.0 MiB/s, 4 min left',
    );
    expect([0, 1023, 1024, 150 * 1024].map(describeBytes)).toEqual(['0 B', '1023 B', '1.0 KiB', '150 KiB']);
  });

  it('rounds time to what one wants to know', () => {
    expect([0, 1, 89, 90, 600, 7500].map(describeSeconds)).toEqual([
      '1 s',
      '1 s',
      '89 s',
      '2 min',
      '10 min',
      '2 h 5 min',
    ]);
  });
});
