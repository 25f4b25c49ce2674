import { describe, expect, it } from 'vitest';
import { lines, sentences } from '../../../main/documents/language/sentences.ts';

const split = (text: string) => sentences(text).map(({ start, end }) => text.slice(start, end));

describe('sentences', () => {
  it('end with a full stop that a new sentence follows', () => {
    expect(
      split('Bitterns are shy birds. They live in reeds! Have you seen one in winter? “Never,” she said.'),
    ).toEqual([
      'Bitterns are shy birds. They live in reeds!',
      'Have you seen one in winter?',
      '“Never,” she said.',
    ]);
  });

  it('do not end with an abbreviation, an initial or a decimal point', () => {
    const text =
      'According to Dr. Smith et al. The U.S. population was 3.5 million, cf. Fig. 3 of J. K. Rowling.';
    expect(split(text)).toEqual([text]);
  });

  it('end with the full-width stop that no space follows', () => {
    expect(split('日本は島国です。首都は東京です。')).toEqual(['日本は島国です。', '首都は東京です。']);
  });

  it('may begin in scripts without capitals', () => {
    expect(split('यह पहला वाक्य है जो लंबा है। यह दूसरा वाक्य है।')).toHaveLength(2);
  });

  it('go on over a single line end, not over an empty line', () => {
    expect(split('A line that goes\non in the next one\n\nAnother paragraph without a stop')).toEqual([
      'A line that goes\non in the next one',
      'Another paragraph without a stop',
    ]);
  });

  it('have no white space around them', () => {
    expect(split('  \n padded  \n')).toEqual(['padded']);
    expect(split('   ')).toEqual([]);
  });
});

describe('lines', () => {
  it('come without empty ones and without the space around them', () => {
    const text = '  a b\n\n\tc \n';
    expect(lines(text).map(({ start, end }) => text.slice(start, end))).toEqual(['a b', 'c']);
  });
});
