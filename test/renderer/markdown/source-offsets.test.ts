import { describe, expect, it } from 'vitest';
import { offsetInText } from '../../../renderer/markdown/source-offsets.ts';

describe('the place of a Markdown offset in the text', () => {
  it('is the same where nothing is escaped', () => {
    expect(offsetInText('plain words', 'plain words', 6)).toBe(6);
  });

  it('counts an escaped character once', () => {
    const source = 'a \\* b \\_ c';
    const text = 'a * b _ c';
    expect(offsetInText(source, text, source.indexOf('b'))).toBe(text.indexOf('b'));
    expect(offsetInText(source, text, source.length)).toBe(text.length);
  });

  it('counts an escaped backslash once', () => {
    expect(offsetInText('\\\\ x', '\\ x', 3)).toBe(2);
  });

  it('counts a character reference once, also one beyond the basic plane', () => {
    expect(offsetInText('Q&amp;A then', 'Q&A then', 'Q&amp;A'.length)).toBe(3);
    expect(offsetInText('&#x1F426; sings', '🐦 sings', '&#x1F426;'.length)).toBe(2);
  });

  it('leaves an ampersand that is none alone', () => {
    expect(offsetInText('fish & chips \\.', 'fish & chips .', 7)).toBe(7);
  });

  it('skips the marks of continued quotation lines', () => {
    const source = 'first\n> second';
    const text = 'first\nsecond';
    expect(offsetInText(source, text, source.indexOf('second') + 3)).toBe(text.indexOf('second') + 3);
  });

  it('never leaves the text', () => {
    expect(offsetInText('\\*\\*', '**', 99)).toBe(2);
  });
});
