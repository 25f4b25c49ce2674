import { describe, expect, it } from 'vitest';
import { columnLabels } from '../../../../main/documents/parser/flow/column-labels.ts';
import { headerRowCount, looksLikeHeader } from '../../../../main/documents/parser/flow/header-rows.ts';

/** Rows written as lines with bars, `2023 >>` being merged with the two cells beside it. */
function rowsOf(lines: readonly string[]): { cells: string[]; spans?: number[] | undefined }[] {
  return lines.map((line) => {
    const cells = line.split('|').map((cell) => cell.trim());
    const spans = cells.map((cell) => 1 + (/>+$/.exec(cell)?.[0].length ?? 0));
    return {
      cells: cells.map((cell) => cell.replace(/>+$/, '').trim()),
      spans: line.includes('>') ? spans : undefined,
    };
  });
}

function labelsOf(...lines: string[]): string | null {
  const rows = rowsOf(lines);
  const count = headerRowCount(rows);
  return count > 0 ? columnLabels(rows.slice(0, count)) : null;
}

describe('telling a header from data', () => {
  it.each([
    [['id', 'name', 'amount'], true],
    [['Region', '2023', '2024'], true],
    [['Lorem', '111'], false],
    [['1', 'Hana', 'Oslo'], false],
    [['hello', 'hello'], false],
    [['only one', '', '', ''], false],
    [
      [
        'Name',
        'A sentence that is far too long to be the name of a column, for nobody names columns so at all',
      ],
      false,
    ],
  ])('%j', (cells, expected) => {
    expect(looksLikeHeader(cells)).toBe(expected);
  });
});

describe('labels in several rows', () => {
  it.each([
    [
      'for several columns, and below them',
      [
        'Region | 2023 | | 2024 |',
        '| Q1 | Q2 | Q1 | Q2',
        'North | 12 | 14 | 15 | 19',
        'South | 3 | 5 | – | 8',
      ],
      'Region | 2023 Q1 | 2023 Q2 | 2024 Q1 | 2024 Q2',
    ],
    [
      'for several columns, written in each of them',
      ['| Sales | Sales | Costs | Costs', 'Region | 2023 | 2024 | 2023 | 2024', 'North | 4 | 5 | 3 | 3.5'],
      'Region | Sales 2023 | Sales 2024 | Costs 2023 | Costs 2024',
    ],
    [
      'with units',
      ['Bird | Length | Weight | Eggs', '| cm | g |', 'Heron | 98 | 1,500 | 4', 'Bittern | 80 | 1,200 | 5'],
      'Bird | Length cm | Weight g | Eggs',
    ],
    [
      'three deep',
      [
        '| Catch | | Effort |',
        '| 2023 | 2024 | 2023 | 2024',
        'Port | t | t | days | days',
        'Aber | 1.5 | 2.5 | 30 | 28',
        'Barra | 7.1 | 6 | 41 | 44',
      ],
      'Port | Catch 2023 t | Catch 2024 t | Effort 2023 days | Effort 2024 days',
    ],
    [
      'with a label that is repeated downwards',
      ['Region | Riders |', 'Region | May | June', 'North | 12 | 14', 'South | 3 | 5'],
      'Region | Riders May | Riders June',
    ],
    [
      'over words, where cells are merged',
      ['Person > | | Place > |', 'First | Last | Town | Country', 'Ada | Berg | Oslo | Norway'],
      'Person First | Person Last | Place Town | Place Country',
    ],
    [
      'over words, where the same stand below each of them',
      [
        'Match | Home | | Guest |',
        '| Name | Town | Name | Town',
        'First | Ada | Oslo | Bo | Bergen',
        'Second | Cid | Moss | Dee | Voss',
      ],
      'Match | Home Name | Home Town | Guest Name | Guest Town',
    ],
    [
      'below a title',
      ['Riders of the lines | | ', 'Region | May | June', 'North | 12 | 14'],
      'Riders of the lines\nRegion | May | June',
    ],
  ])('%s', (_, lines, expected) => {
    expect(labelsOf(...lines)).toBe(expected);
  });
});

describe('a single row of labels stays alone', () => {
  it.each([
    ['before words', ['Name | City | Job', 'Ada | Oslo | baker', 'Bo | Bergen | smith']],
    ['before figures', ['Name | Age | Size', 'Ada | 36 | 170', 'Bo | 40 | 181']],
    ['before dates alone', ['From | To', '15 Jan 2024 | 20 Jan 2024', '3 May 2024 | 9 May 2024']],
    ['before years alone', ['Born | Died', '1901 | 1950', '1911 | 1990']],
    ['when a value is missing in the first row', ['Name | Score', 'Ada | absent', 'Bo | 12', 'Cid | 9']],
    ['when all values are', ['Low | High', 'unknown | n/a', '3 | 9']],
    ['when the first row has a word for a value', ['Name | Score', 'Ada | excused', 'Bo | 12', 'Cid | 9']],
    ['when a column has no label', ['Name | Score |', 'Ada | 5 | late', 'Bo | 12 | 7', 'Cid | 9 | 8']],
    ['when the rows have no labels', ['| Score', 'Ada | excused', 'Bo | 12', 'Cid | 9']],
    ['before pairs of name and value', ['Name | Bo', 'Born | in Oslo', 'Age | 12', 'Height | 180']],
    ['before words that repeat', ['Home | Guest |', 'Oslo | Oslo | Bergen', 'Moss | Voss | Moss']],
    ['when empty columns have the same words', ['A | | B |', 'yes | yes | yes | yes', 'no | yes | no | yes']],
    ['before a line for a group', ['Name | Score', 'Group A |', 'Ada | 5', 'Bo | 12']],
  ])('%s', (_, lines) => {
    expect(headerRowCount(rowsOf(lines))).toBeLessThan(2);
  });

  it('and has the label it has in the file', () => {
    expect(labelsOf('Name | Age', 'Ada | 36')).toBe('Name | Age');
  });
});

it('labels that would be very long together stay one below the other', () => {
  const groups = Array.from({ length: 30 }, (_, index) => `${'long '.repeat(6)}${index} | `).join('| ');
  const below = Array.from({ length: 60 }, (_, index) => `c${index}`).join(' | ');
  const values = Array.from({ length: 60 }, (_, index) => `${index}`).join(' | ');
  const labels = labelsOf(groups, below, values);
  expect(labels).toHaveLength(1000);
  expect(labels).toMatch(/^(long ){6}0 \|\s+\| long/);
});
