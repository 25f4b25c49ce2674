import { describe, expect, it } from 'vitest';
import { countWords, eachWord, ngramColumn, WordFinder } from '../../../main/documents/language/words.ts';

function stems(text: string): string[] {
  const found: string[] = [];
  eachWord(text, (word) => found.push(word.stem));
  return found;
}

describe('words', () => {
  it('are compared without case, diacritics and English endings', () => {
    expect(stems('Naïve CAFÉS, Ångströms; Studies studied!')).toEqual([
      'naiv',
      'cafe',
      'angstrom',
      'studi',
      'studi',
    ]);
  });

  it('of scripts without spaces are overlapping stretches', () => {
    expect(stems('東京都 NLP ภาษาไทย')).toEqual(['東京', '京都', 'nlp', 'ภาษ', 'าษา', 'ษาไ', 'าไท', 'ไทย']);
    expect(stems('漢')).toEqual(['漢']);
  });

  it('know where they stand', () => {
    const places: [number, number][] = [];
    eachWord('a 東京 b2', (_, start, end) => places.push([start, end]));
    expect(places).toEqual([
      [0, 1],
      [2, 4],
      [5, 7],
    ]);
  });

  it('are found beyond the basic plane', () => {
    expect(stems('x 𠀀𠀁𠀂 𝐱y')).toEqual(['x', '𠀀𠀁', '𠀁𠀂', 'xy']);
  });

  it('become digits for the index where they have no spaces', () => {
    expect(ngramColumn('no such script')).toBe('');
    expect(ngramColumn('東京都 and more')).toMatch(/^\d+ \d+$/);
  });

  it('are counted as people count them', () => {
    expect(countWords('Two words')).toBe(2);
    expect(countWords("it's one-way")).toBe(2);
    expect(countWords('東京 is big')).toBe(4);
    expect(countWords('')).toBe(0);
  });
});

describe('a finder of words', () => {
  const text =
    'Dying, the eyes of the ŒUVRE used aged Ångströms; Naïve CAFÉS\u0301 owing 東京都 to e\u0301tudes, eying y2k 𝐱y — ties of 𝒷.';

  it('finds every word that has one of the stems', () => {
    for (const wanted of new Set(stems(text))) {
      const found: string[] = [];
      new WordFinder([wanted]).each(text, (word) => word?.stem === wanted && found.push(word.stem));
      expect(found, wanted).toEqual(stems(text).filter((stem) => stem === wanted));
    }
  });

  it('passes over others, and keeps their places', () => {
    const found: (string | null)[] = [];
    new WordFinder(['heron', 'seen']).each('A heron was seldom seen.', (word) =>
      found.push(word?.stem ?? null),
    );
    expect(found).toEqual([null, 'heron', null, 'seldom', 'seen']);
  });
});
