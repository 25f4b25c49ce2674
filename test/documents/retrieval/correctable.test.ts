import { describe, expect, it } from 'vitest';
import { correctableWords, namesIn } from '../../../main/documents/retrieval/correctable.ts';

const wordsOf = (...texts: string[]): string[] => [...correctableWords(texts)];

describe('words that may be misspelt', () => {
  it('are the longer ones of a text, compared as the index compares them', () => {
    expect(wordsOf('What is the Wieght of ein Anhänger?')).toEqual(['what', 'wieght', 'anhanger']);
    expect(wordsOf('Кто такой Пифогор')).toEqual(['такои', 'пифогор']);
  });

  it('are never numbers, codes or addresses', () => {
    expect(
      wordsOf('4711 A12B B-52-wing COVID-19 v2.3.1 file_name ann@post.org www.abcd.org/efgh 12.50'),
    ).toEqual([]);
  });

  it('are no acronyms and no names with capitals inside, unless everything is written so', () => {
    expect(wordsOf('the NASA iPhone MacBook')).toEqual([]);
    expect(wordsOf('WIEGHT LIMIT')).toEqual(['wieght', 'limit']);
  });

  it('are taken from both sides of a hyphen or an apostrophe', () => {
    expect(wordsOf('long-trem l’hopital')).toEqual(['long', 'trem', 'hopital']);
  });

  it('do not stand in quotation marks', () => {
    expect(wordsOf('who wrote "teh raven" and „das gedciht“')).toEqual(['wrote']);
  });

  it('are of scripts with spaces between words', () => {
    expect(wordsOf('重量制限は何ですか 무게제한은 น้ำหนักสูงสุด')).toEqual([]);
  });
});

describe('names', () => {
  const names = (...texts: string[]): string[] => [...namesIn(texts)];

  it('have a capital inside a sentence', () => {
    expect(names('When did Hearst buy the paper?', 'wo liegt Überlingen')).toEqual(['hearst', 'uberlingen']);
    expect(names('Hearst bought it. Then he sold it.')).toEqual([]);
  });

  it('are not known where every word has a capital', () => {
    expect(names('Weight Limit Of Trailers', 'WEIGHT LIMIT')).toEqual([]);
  });
});
