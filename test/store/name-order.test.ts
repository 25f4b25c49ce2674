import { expect, it } from 'vitest';
import { nameOrder } from '../../main/store/name-order.ts';

const inOrder = (...names: string[]) =>
  names.toSorted((a, b) => (nameOrder(a) < nameOrder(b) ? -1 : nameOrder(a) > nameOrder(b) ? 1 : 0));

it('names are ordered without case and diacritics, and numbers in them as numbers', () => {
  expect(
    inOrder('zebra', 'Éclair', 'chapter 10.pdf', 'Chapter 2.pdf', 'chapter 02b.pdf', 'annex.pdf'),
  ).toEqual(['annex.pdf', 'Chapter 2.pdf', 'chapter 02b.pdf', 'chapter 10.pdf', 'Éclair', 'zebra']);
  expect(nameOrder('page 007')).toBe(nameOrder('Page 7'));
  expect(inOrder('9', '0', '10', '100000000000000000000', '99999999999999999999')).toEqual([
    '0',
    '9',
    '10',
    '99999999999999999999',
    '100000000000000000000',
  ]);
});
