import { describe, expect, it } from 'vitest';
import { hasCommonStem, isCommonWord, tokensOf } from '../../../main/documents/language/common-words.ts';
import { stemOf } from '../../../main/documents/language/words.ts';

describe('common words', () => {
  it('are known in lower case and as names', () => {
    expect(['trailer', 'emotion', 'paris'].every(isCommonWord)).toBe(true);
    expect(['wieght', 'trialer', 'acommodation', 'dorms'].some(isCommonWord)).toBe(false);
  });

  it('are known by their stem in other forms', () => {
    expect(['dorms', 'champs', 'theorems', 'plundering'].map(stemOf).every(hasCommonStem)).toBe(true);
    expect(['wieght', 'limitatoin', 'plastid'].map(stemOf).some(hasCommonStem)).toBe(false);
  });

  it('are made of one token, and others of as few as one of their two ways to begin has', () => {
    expect(['paris', 'dorms', 'limitatoin'].map(tokensOf)).toEqual([1, 2, 3]);
  });
});
