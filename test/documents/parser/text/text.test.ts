import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText } from '../../../../main/documents/parser/text/clean.ts';
import { headingText } from '../../../../main/documents/parser/text/heading-text.ts';
import { type Line, LineCutter } from '../../../../main/documents/parser/text/lines.ts';
import { blocksOf, fileIn, read, temporaryFolder } from '../../../support/reading.ts';

const folder = temporaryFolder();

describe('cleanText', () => {
  it('keeps one kind of line end and no control characters', () => {
    expect(cleanText('a\r\nb\rc\u2028d\fe\0f\tg')).toBe('a\nb\nc\nd\ne f\tg');
  });

  it('takes out colours of terminals and hidden changes of direction', () => {
    expect(cleanText('\u001B[31mred\u001B[0m \u202Egpj.exe\u202C')).toBe('red gpj.exe');
    expect(
      cleanText('\u001B]0;title\u0007$ see \u001B]8;;https://a.example\u001B\\here\u001B]8;;\u001B\\'),
    ).toBe('$ see here');
  });

  it('composes characters and replaces halves of them', () => {
    expect(cleanText('Vie\u0302\u0323t \uD800!')).toBe('Vi\u1EC7t \uFFFD!');
  });
});

describe('LineCutter', () => {
  const cut = (pieces: readonly string[]): Line[] => {
    const cutter = new LineCutter();
    return [...pieces.flatMap((piece) => cutter.push(piece)), ...cutter.end()];
  };
  const joined = (lines: readonly Line[]): string =>
    lines.map((line, index) => (line.isStart && index > 0 ? '\n' : '') + line.text).join('');

  it('does not tear a line end of two characters', () => {
    expect(cut(['a\r', '\nb\r', 'c']).map((line) => line.text)).toEqual(['a', 'b', 'c']);
  });

  it('cuts overlong lines after sentences and never inside a character', () => {
    const lines = cut([`${'A short sentence. '.repeat(1000)}\n`, '🦆'.repeat(20_000)]);
    expect(lines.every((line) => line.text.length <= 8000 && line.text.isWellFormed())).toBe(true);
    expect(lines[0]!.text.trimEnd().endsWith('sentence.')).toBe(true);
    expect(lines.filter((line) => line.isStart)).toHaveLength(2);
  });

  it('gives the text back however it arrives', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\r', 'é') })), (pieces) => {
        expect(joined(cut(pieces))).toBe(cleanText(pieces.join('')).replace(/\n$/, ''));
      }),
    );
  });
});

describe('plain text', () => {
  it('of nothing but blank lines is said to be without text', async () => {
    const reading = await read(fileIn(folder, 'blank.txt', ' \n\n\t \n'));
    expect(reading.text).toBe('');
    expect(reading.notes).toEqual([{ level: 'warning', text: 'There is no text in this document.' }]);
  });

  it('is paragraphs between empty lines, and headings that are numbered or underlined', async () => {
    const reading = await read(
      fileIn(
        folder,
        'plain.txt',
        'The Title\n=========\n\nFirst line\nsecond line.\n\n\n2.1 Results\n\nLast paragraph.\n',
      ),
    );
    expect(blocksOf(reading)).toEqual([
      ['heading', 'The Title\n========='],
      ['paragraph', 'First line\nsecond line.'],
      ['heading', '2.1 Results'],
      ['paragraph', 'Last paragraph.'],
    ]);
    expect(reading.parts[0]!.blocks.map((block) => block.level)).toEqual([1, null, 2, null]);
    expect(reading.head).toMatchObject({ type: 'text', paginated: false, pages: 1 });
  });

  it('of a single endless line comes in parts of bounded size that lack nothing', async () => {
    const words = 'lorem ipsum dolor sit amet '.repeat(40_000);
    const { parts } = await read(fileIn(folder, 'line.txt', words));
    expect(parts.length).toBeGreaterThan(10);
    expect(Math.max(...parts.map((part) => part.text.length))).toBeLessThan(90_000);
    expect(parts.map((part) => part.text).join('')).toBe(words);
  });
});

describe('source code', () => {
  it('is blocks between top-level declarations, line by line', async () => {
    const source = 'import x\n\ndef one():\n    a = 1\n\n    return a\n\ndef two():\n    pass\n';
    expect(blocksOf(await read(fileIn(folder, 'a.py', source)))).toEqual([
      ['code', 'import x'],
      ['code', 'def one():\n    a = 1\n\n    return a'],
      ['code', 'def two():\n    pass'],
    ]);
  });
});

describe('headingText', () => {
  it.each([
    ['## Results ##', 'Results'],
    ['Results\n-------', 'Results'],
    ['Two\nlines', 'Two lines'],
    ['C# and F#', 'C# and F#'],
  ])('%j says %j', (source, text) => {
    expect(headingText(source)).toBe(text);
  });
});
