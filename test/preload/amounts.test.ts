import { describe, expect, it } from 'vitest';
import { bytesText, countText, durationText, progressParts, rateText } from '../../preload/contract/index.ts';

describe('amounts for people', () => {
  it('bytes in decimal units, with a digit after the point where it tells something', () => {
    expect(
      [0, 999, 1000, 456_318, 999_600, 1_640_000_000, 5.29e9, 15.61e9, 123.4e9, 12.4e12, 8e9].map(bytesText),
    ).toEqual([
      '0 B',
      '999 B',
      '1 kB',
      '456 kB',
      '1 MB',
      '1.6 GB',
      '5.3 GB',
      '15.6 GB',
      '123 GB',
      '12.4 TB',
      '8 GB',
    ]);
  });

  it('times', () => {
    expect([0.2, 38, 60, 130, 599.6, 3900, 7200].map(durationText)).toEqual([
      '1 s',
      '38 s',
      '1 min',
      '2 min 10 s',
      '10 min',
      '1 h 5 min',
      '2 h',
    ]);
  });

  it('counts and rates', () => {
    expect(countText(12_345)).toBe('12,345');
    expect([14.23, 340.6].map(rateText)).toEqual(['14.2', '341']);
  });

  it('progress, naming what is known and leaving out what is not', () => {
    const progress = { done: 12, total: 300, unit: 'pages', rate: 61.2, secondsLeft: 4.7 } as const;
    expect(progressParts(progress)).toEqual(['12 of 300 pages', '61.2 pages/s', 'about 5 s left']);
    expect(progressParts({ ...progress, total: null, secondsLeft: null })).toEqual([
      '12 pages',
      '61.2 pages/s',
    ]);
    expect(
      progressParts({ done: 2.5e9, total: 5.3e9, unit: 'bytes', rate: 11.3e6, secondsLeft: 256 }),
    ).toEqual(['2.5 GB of 5.3 GB', '11 MB/s', 'about 4 min 16 s left']);
  });
});
