import { expect, it } from 'vitest';
import { nextSorting } from '../../../renderer/library/sorting.ts';

it('the order of the library turns round on a second click, and begins with what is useful', () => {
  expect(nextSorting({ key: 'name', descending: false }, 'name').descending).toBe(true);
  expect(nextSorting({ key: 'name', descending: false }, 'pages')).toEqual({
    key: 'pages',
    descending: true,
  });
});
