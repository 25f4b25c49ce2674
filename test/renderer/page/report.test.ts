import { describe, expect, it } from 'vitest';
import { pageList, pageStrip } from '../../../renderer/page/pages.ts';

describe('pages in words', () => {
  it('joins neighbours', () => {
    expect(pageList([9, 3, 7, 8, 12])).toBe('3, 7–9, 12');
  });

  it('shortens very long lists', () => {
    expect(pageList([1, 3, 5, 7], 2)).toBe('1, 3…');
  });
});

it('a strip of pages joins neighbours of one kind, and their shares make a whole', () => {
  const kinds = ['text', 'text', 'scanned', 'text'] as const;
  const strip = pageStrip(kinds.map((kind, index) => ({ kind, number: index + 1 })));
  expect(strip).toEqual([
    { kind: 'text', share: 0.5, from: 1 },
    { kind: 'scanned', share: 0.25, from: 3 },
    { kind: 'text', share: 0.25, from: 4 },
  ]);
});
