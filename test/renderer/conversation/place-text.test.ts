import { expect, it } from 'vitest';
import { placeText } from '../../../renderer/conversation/place-text.ts';

const pages = [
  { number: 1, end: 100 },
  { number: 2, end: 200 },
  { number: 3, end: 300 },
];

it('a passage on one page names it', () => {
  expect(placeText({ page: 4, lastPage: 4, highlight: null }, [])).toBe('page 4');
});

it('a passage over several pages names the one with the sentence that counts', () => {
  expect(placeText({ page: 1, lastPage: 3, highlight: { start: 150, end: 190 } }, pages)).toBe('page 2');
  expect(placeText({ page: 1, lastPage: 3, highlight: { start: 100, end: 190 } }, pages)).toBe('page 2');
});

it('or all of them where none stands out, or nothing is known of the pages yet', () => {
  expect(placeText({ page: 1, lastPage: 3, highlight: null }, pages)).toBe('pages 1–3');
  expect(placeText({ page: 1, lastPage: 3, highlight: { start: 150, end: 190 } }, [])).toBe('pages 1–3');
});
