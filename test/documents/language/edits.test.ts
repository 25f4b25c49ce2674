import { describe, expect, it } from 'vitest';
import {
  editDistance,
  letterMask,
  mayBeNear,
  oneEditAway,
  slipBetween,
} from '../../../main/documents/language/edits.ts';

describe('the distance of two words', () => {
  it('counts letters left out, put in, replaced, and swapped with the next', () => {
    expect(editDistance('weight', 'weight', 2)).toBe(0);
    expect(editDistance('wieght', 'weight', 2)).toBe(1);
    expect(editDistance('weght', 'weight', 2)).toBe(1);
    expect(editDistance('weiight', 'weight', 2)).toBe(1);
    expect(editDistance('weighs', 'weight', 2)).toBe(1);
    expect(editDistance('pitagoras', 'pythagoras', 2)).toBe(2);
    expect(editDistance('', 'ab', 2)).toBe(2);
  });

  it('is no more than said to be too large', () => {
    expect(editDistance('harbour', 'trailer', 2)).toBe(3);
    expect(editDistance('harbour', 'harbourmasters', 2)).toBe(3);
    expect(editDistance('abcdef', 'fedcba', 1)).toBe(2);
  });
});

describe('the words one edit away', () => {
  it('are all at that distance, and all there are', () => {
    const words = new Set(oneEditAway('tone'));
    for (const word of words) expect(editDistance(word, 'tone', 1)).toBeLessThanOrEqual(1);
    expect([...words]).toEqual(expect.arrayContaining(['one', 'stone', 'tones', 'tune', 'otne', 'toen']));
    expect(words.has('tonal')).toBe(false);
    // 5 places for a new letter, 4 letters to leave out or to replace, 3 pairs to swap.
    expect(words.size).toBe(5 * 26 - 4 + 4 + 4 * 25 + 3);
  });

  it('are never told apart by their letters alone', () => {
    const mask = letterMask('trailer');
    for (const word of oneEditAway('trailer')) expect(mayBeNear(mask, letterMask(word), 1)).toBe(true);
    expect(mayBeNear(mask, letterMask('bumpy'), 2)).toBe(false);
  });
});

describe('the slip behind a misspelt word', () => {
  it.each([
    ['wieght', 'weight', 'swapped'],
    ['weightt', 'weight', 'doubled'],
    ['weiight', 'weight', 'doubled'],
    ['weght', 'weight', 'left-out'],
    ['weigh', 'weight', 'left-out'],
    ['weoght', 'weight', 'other'],
    ['wemight', 'weight', 'other'],
    ['xweight', 'weight', 'other'],
  ] as const)('is told from what was meant: %s, %s, %s', (typed, meant, slip) => {
    expect(slipBetween(typed, meant)).toBe(slip);
  });
});
