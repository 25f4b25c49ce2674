import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawn, plain } from './drawn.tsx';

/** The text with a number after each given phrase, as it is read. */
function numbered(text: string, ...after: [phrase: string, number: number][]): string {
  const citations = after.map(([phrase, number], index) => {
    const start = text.indexOf(phrase);
    expect(start, `“${phrase}” stands in the text`).toBeGreaterThanOrEqual(0);
    return { start, end: start + phrase.length, number, index };
  });
  return plain(drawn(text, { citations }));
}

describe('source numbers in an answer', () => {
  it('stand after the sentences they belong to', () => {
    expect(numbered('It rose. It fell.', ['It rose.', 1], ['It fell.', 2])).toBe('It rose.[1] It fell.[2]');
  });

  it('stand in lists, headings, quotations and tables', () => {
    const text =
      '# Counts\n\n- rose to 34\n- fell to *22*\n\n> quoted\n> twice\n\n| a | b |\n| - | - |\n| x | 34 |';
    expect(numbered(text, ['Counts', 1], ['rose to 34', 2], ['*22*', 3], ['twice', 4], ['| x | 34', 5])).toBe(
      'Counts[1]\nrose to 34[2]\nfell to 22[3]\nquoted\ntwice[4]\na b \nx 34[5]',
    );
  });

  it('keep their place behind escapes and character references', () => {
    expect(numbered('A \\*star\\* &amp; more. Then.', ['more.', 1])).toBe('A *star* & more.[1] Then.');
  });

  it('never split a word', () => {
    expect(numbered('The bittern booms.', ['The bitt', 1])).toBe('The bittern[1] booms.');
  });

  it('follow code, links and formulas instead of splitting them', () => {
    expect(numbered('Run `npm start` now.', ['npm', 1])).toBe('Run npm start[1] now.');
    expect(numbered('See [the report](https://example.org/) now.', ['the re', 1])).toBe(
      'See the report[1] now.',
    );
    expect(numbered('```\ncode\n```\n\nThen.', ['code', 1])).toBe('code\n[1]\nThen.');
  });

  it('stand side by side in order, each once', () => {
    expect(numbered('It rose.', ['It rose.', 2], ['rose.', 1], ['rose.', 2])).toBe('It rose.[1][2]');
  });

  it('that point beyond the text stand at its end', () => {
    const citations = [{ start: 0, end: 500, number: 1, index: 0 }];
    expect(plain(drawn('Short.', { citations }))).toBe('Short.[1]');
  });
});

describe('unsupported words', () => {
  const marked = (text: string, phrase: string) => {
    const start = text.indexOf(phrase);
    return plain(drawn(text, { unsupported: [{ start, end: start + phrase.length, kind: 'number' }] }));
  };

  it('are marked where they stand', () => {
    expect(marked('There were 52 territories.', '52')).toBe('There were _52_ territories.');
  });

  it('are marked inside bold text, links and code', () => {
    expect(marked('There were **52 birds**.', '52')).toBe('There were _52_ birds.');
    expect(marked('See [52 birds](https://example.org/).', '52')).toBe('See _52_ birds.');
    expect(marked('Set `52` here.', '52')).toBe('Set _52_ here.');
  });

  it('are marked in every part that emphasis cuts them into', () => {
    expect(marked('The *Harle* Fen.', 'Harle* Fen')).toBe('The _Harle__ Fen_.');
  });
});

it('no mark ever loses, doubles or reorders a character', () => {
  const words = fc.constantFrom(
    'bittern',
    '**34**',
    '`x`',
    '\\*',
    '&amp;',
    '*reed*',
    'Fen.',
    '\n\n',
    '\n- ',
    '\n> ',
  );
  fc.assert(
    fc.property(
      fc.array(words, { minLength: 1, maxLength: 25 }),
      fc.array(fc.tuple(fc.nat(140), fc.nat(30)), { maxLength: 6 }),
      (parts, places) => {
        const text = parts.join(' ');
        const citations = places.map(([start, length], index) => ({
          start,
          end: start + length + 1,
          number: 1,
          index,
        }));
        const unsupported = places.map(([start, length]) => ({
          start,
          end: start + length + 1,
          kind: 'name' as const,
        }));
        const without = plain(drawn(text)).replace(/\s+/g, '');
        const withMarks = plain(drawn(text, { citations, unsupported })).replace(/\[1\]|_|\s+/g, '');
        expect(withMarks).toBe(without);
      },
    ),
    { numRuns: 60 },
  );
});
