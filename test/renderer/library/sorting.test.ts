import { describe, expect, it } from 'vitest';
import type { DocumentSummary } from '../../../preload/contract/index.ts';
import { nextSorting, sorted } from '../../../renderer/library/sorting.ts';

const documents = [
  { fileName: 'chapter 10.pdf', pages: 4, addedAt: 1 },
  { fileName: 'Chapter 2.pdf', pages: 9, addedAt: 3 },
  { fileName: 'annex.pdf', pages: 4, addedAt: 2 },
] as DocumentSummary[];

const names = (key: 'name' | 'pages' | 'added', descending: boolean) =>
  sorted(documents, { key, descending }).map(({ fileName }) => fileName);

describe('the library in order', () => {
  it('by name counts numbers as numbers', () => {
    expect(names('name', false)).toEqual(['annex.pdf', 'Chapter 2.pdf', 'chapter 10.pdf']);
  });

  it('by figures goes by name where they are equal', () => {
    expect(names('pages', true)).toEqual(['Chapter 2.pdf', 'annex.pdf', 'chapter 10.pdf']);
    expect(names('added', true)).toEqual(['Chapter 2.pdf', 'annex.pdf', 'chapter 10.pdf']);
  });

  it('turns round on a second click, and begins with what is useful', () => {
    expect(nextSorting({ key: 'name', descending: false }, 'name').descending).toBe(true);
    expect(nextSorting({ key: 'name', descending: false }, 'pages')).toEqual({
      key: 'pages',
      descending: true,
    });
  });
});
