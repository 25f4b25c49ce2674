import { describe, expect, it } from 'vitest';
import {
  counted,
  fraction,
  milliseconds,
  parameters,
  progressText,
  when,
} from '../../../renderer/ui/figures.ts';
import { numberOf, problemOf } from '../../../renderer/ui/number-field.tsx';

describe('figures for people', () => {
  it('parameters of a model', () => {
    expect([2.65e9, 51.2e6].map(parameters)).toEqual(['2.7 B', '51 M']);
  });

  it('milliseconds', () => {
    expect([340, 1840, 11_840].map(milliseconds)).toEqual(['340 ms', '1.8 s', '12 s']);
  });

  it('counts with their noun', () => {
    expect(counted(1, 'page')).toBe('1 page');
    expect(counted(1240, 'page')).toBe('1,240 pages');
  });

  it('progress, leaving out what is unknown', () => {
    expect(progressText({ done: 12, total: 212, unit: 'pages', rate: 8, secondsLeft: 25 })).toBe(
      '12 of 212 pages · 8 pages/s · about 25 s left',
    );
    expect(progressText({ done: 62e6, total: null, unit: 'bytes', rate: null, secondsLeft: null })).toBe(
      '62 MB',
    );
    expect(fraction({ done: 5, total: null, unit: 'pages', rate: null, secondsLeft: null })).toBeNull();
    expect(fraction({ done: 9, total: 6, unit: 'pages', rate: null, secondsLeft: null })).toBe(1);
  });

  it('days, as short as they can be told', () => {
    const now = new Date(2026, 10, 23, 15, 0).getTime();
    expect(when(new Date(2026, 10, 23, 9, 5).getTime(), now)).toBe('09:05');
    expect(when(new Date(2026, 10, 3).getTime(), now)).toBe('3 Nov');
    expect(when(new Date(2024, 10, 3).getTime(), now)).toBe('3 Nov 2024');
  });
});

describe('a typed number', () => {
  it('is told what is wrong with it', () => {
    expect(problemOf('abc', 0, 2, 0.05)).toBe('Write a number.');
    expect(['3.5', '3,5', ' 8192 ', '8,192', '1,234,567.5', '0,250'].map(numberOf)).toEqual([
      3.5, 3.5, 8192, 8192, 1234567.5, 0.25,
    ]);
    expect(problemOf('1,2,3', 0, 2, 0.05)).toBe('Write a number.');
    expect(problemOf('1.5', 0, 10, 1)).toBe('Write a whole number.');
    expect(problemOf('3', 0, 2, 0.05)).toBe('Write a number from 0 to 2.');
  });

  it('is right within its bounds, and may be left out', () => {
    expect(problemOf('0.7', 0, 2, 0.05)).toBeNull();
    expect(problemOf(' ', 0, 2, 0.05)).toBeNull();
  });
});
