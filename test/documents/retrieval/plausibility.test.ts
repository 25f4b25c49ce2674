import { describe, expect, it } from 'vitest';
import { stemOf } from '../../../main/documents/language/words.ts';
import {
  type Guess,
  isAnotherForm,
  isRatherMisspelt,
} from '../../../main/documents/retrieval/plausibility.ts';

function takes(word: string, instead: string, more: Partial<Guess> & { isName?: boolean } = {}): boolean {
  const { isName = false, ...guess } = more;
  return isRatherMisspelt(
    { plain: word, stem: stemOf(word), isName },
    { plain: instead, isLowerCase: true, edits: 1, meant: [instead], here: 3, ...guess },
  );
}

describe('a word that stands nowhere', () => {
  it('was misspelt when letters were swapped, doubled or left out', () => {
    expect(takes('wieght', 'weight')).toBe(true);
    expect(takes('trrailer', 'trailer')).toBe(true);
    expect(takes('acommodation', 'accommodation')).toBe(true);
    expect(takes('bremsse', 'bremse')).toBe(true);
  });

  it('was misspelt when it is made of strange runs of letters', () => {
    expect(takes('gwvernment', 'government')).toBe(true);
    expect(takes('gwvernment', 'governments', { edits: 2, meant: [] })).toBe(true);
  });

  it('was meant when it is a form of a common word', () => {
    expect(takes('dorms', 'worms')).toBe(false);
    expect(takes('champs', 'camps')).toBe(false);
    expect(takes('boarders', 'readers', { edits: 2, meant: [] })).toBe(false);
  });

  it('was meant when only what is left without endings is near', () => {
    expect(takes('theorems', 'theoretical', { edits: 2, meant: [] })).toBe(false);
  });

  it('was meant when it is written as a name and the other word is not', () => {
    expect(takes('hearst', 'heart', { isName: true, here: 100 })).toBe(false);
    expect(takes('wieght', 'weight', { isName: true, isLowerCase: false })).toBe(true);
  });

  it('may be found in another form, however common', () => {
    expect(takes('requisitioned', 'requisition', { edits: 2, meant: [] })).toBe(true);
    expect(takes('verweise', 'verweist')).toBe(true);
  });
});

describe('another form of a word', () => {
  it.each([
    ['pfade', 'pfad', true],
    ['aktivierung', 'aktivieren', true],
    ['dali', 'dal', false],
    ['settler', 'cattle', false],
    ['probiotic', 'promote', false],
  ])('begins alike and ends differently: %s, %s: %s', (word, other, isOne) => {
    expect(isAnotherForm(word, other)).toBe(isOne);
  });
});
