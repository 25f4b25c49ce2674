import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../../../main/documents/parser/data/csv.ts';
import { guessDialect } from '../../../../main/documents/parser/data/csv-dialect.ts';
import { CsvReader } from '../../../../main/documents/parser/data/csv-reader.ts';
import { read } from '../../../support/office-reading.ts';

function rowsOf(text: string, delimiter: string, size: number): string[][] {
  const reader = new CsvReader(delimiter);
  const rows: string[][] = [];
  for (let at = 0; at < text.length; at += size) rows.push(...reader.write(text.slice(at, at + size)));
  return [...rows, ...reader.end()];
}

describe('splitting delimited text', () => {
  it('gives back any table, whatever pieces it comes in', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', 'b', '"', ',', '\n', ' ', 'ä'), maxLength: 8 });
    // An empty line at the end of a file is no row, so no row may be a single empty cell.
    const table = fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(table, fc.integer({ min: 1, max: 20 }), (rows, size) => {
        const text = rows
          .map((row) => row.map((each) => `"${each.replaceAll('"', '""')}"`).join(','))
          .join('\r\n');
        expect(rowsOf(text, ',', size)).toEqual(rows);
      }),
    );
  });

  it.each([
    [
      'a,b\r\nc,d',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['a,"x"y,b\n', [['a', 'xy', 'b']]],
    ['a,"say \\"hi\\" now",b\n', [['a', 'say "hi" now', 'b']]],
    ['5" disk,b\n', [['5" disk', 'b']]],
    ['a,,\n', [['a', '', '']]],
  ])('%j', (text, expected) => {
    expect(rowsOf(text, ',', 100)).toEqual(expected);
  });

  it('takes a quotation mark that never ends for text', () => {
    const reader = new CsvReader(',');
    const rows = [...reader.write(`a,"b\n${'c,d\n'.repeat(400_000)}`), ...reader.end()];
    expect(rows.length).toBe(400_001);
    expect(rows[0]).toEqual(['a', '"b']);
    expect(reader.strayQuotes).toBe(1);
  });

  it('cuts a line that never ends', () => {
    const reader = new CsvReader(',');
    const rows = [...reader.write('word,'.repeat(500_000)), ...reader.end()];
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.flat().filter((cell) => cell === 'word')).toHaveLength(500_000);
  });
});

describe('guessing how a table is delimited', () => {
  it.each([
    ['a,b\n1,2\n', ','],
    ['a;b\n1,5;2,5\n', ';'],
    ['a\tb\n1,5\t2,5\n', '\t'],
    ['a|b|c\n1|2|3\n', '|'],
    ['sep=;\na,b\n', ';'],
    ['one column\nof text\n', ','],
  ])('%j', (text, delimiter) => {
    expect(guessDialect(text, 'x.csv').delimiter).toBe(delimiter);
  });
});

describe('a table as text', () => {
  it('has its header, its rows, and its formulas as text', async () => {
    const { blocks } = await read(parseCsv, 'sep=;\nReport\nname;value\n=cmd|x;"two\nlines"\nBo;3\n');
    expect(blocks).toMatchObject([
      { kind: 'paragraph', text: 'Report' },
      { kind: 'table', text: 'name | value\n=cmd|x | two lines\nBo | 3', header: 'name | value' },
    ]);
  });

  it('has titles before it, also where a program wrote delimiters behind them, and labels of two rows', async () => {
    const { blocks } = await read(
      parseCsv,
      'Riders of the lines,,\nRegion,2023,\n,May,June\nNorth,12,14\nSouth,3,5\n',
    );
    expect(blocks).toMatchObject([
      { kind: 'paragraph', text: 'Riders of the lines' },
      { kind: 'table', header: 'Region | 2023 May | 2023 June' },
    ]);
  });

  it.each([
    ['UTF-16', Buffer.from('\uFEFFname,city\nBo,Zürich\n', 'utf16le')],
    ['Windows-1252', Buffer.from('name,city\nBo,Z\xfcrich und M\xfcnchen\nAda,K\xf6ln\n', 'latin1')],
    ['old Macintosh line ends', Buffer.from('name,city\rBo,Zürich\r')],
  ])('is read from %s', async (_, bytes) => {
    const { pages } = await read(parseCsv, bytes);
    expect(pages[0]).toContain('Bo | Zürich');
  });

  it('streams a hundred thousand rows', async () => {
    const rows = Array.from({ length: 100_000 }, (_, index) => `${index},name ${index}`);
    const { pages, blocks } = await read(parseCsv, `id,name\n${rows.join('\n')}`);
    expect(pages[0]!.split('\n')).toHaveLength(100_001);
    expect(blocks.every((block) => block.header === 'id | name')).toBe(true);
  });
});
