import { describe, expect, it } from 'vitest';
import { tableCells } from '../../../renderer/page/table-cells.ts';

const words = (text: string, start = 0) =>
  tableCells(text, start)?.map((row) => row.map((cell) => text.slice(cell.start - start, cell.end - start)));

describe('the cells of a table', () => {
  it('stand between bars', () => {
    expect(words('Year | Males\n2019 | 11\n2024 | 34')).toEqual([
      ['Year', 'Males'],
      ['2019', '11'],
      ['2024', '34'],
    ]);
  });

  it('keep their offsets in the document', () => {
    const [row] = tableCells('a | b\nc | d', 100)!;
    expect(row).toEqual([
      { start: 100, end: 101 },
      { start: 104, end: 105 },
    ]);
  });

  it('may be empty', () => {
    expect(words(' | Count | %\nFirst | 242 | 45\nSecond | | 18')).toEqual([
      ['', 'Count', '%'],
      ['First', '242', '45'],
      ['Second', '', '18'],
    ]);
  });

  it('of Markdown have bars at both ends and a line for the alignment', () => {
    expect(words('| a | b |\n| --- | ---: |\n| 1 | 2 |')).toEqual([
      ['a', 'b'],
      ['1', '2'],
    ]);
  });

  it('may be parted by tabs', () => {
    expect(words('a\tb\nc\td')).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });
});

it('lines that are no table stay lines', () => {
  expect(tableCells('one line\nanother line', 0)).toBeNull();
  expect(tableCells('a | single row', 0)).toBeNull();
});
