import { describe, expect, it } from 'vitest';
import { looksLikeHeader, TableWriter } from '../../../../main/documents/parser/flow/table.ts';
import { FlowWriter } from '../../../../main/documents/parser/flow/writer.ts';
import type { ParsedBlock } from '../../../../main/documents/parser/interface.ts';

function blocksOf(rows: readonly (readonly string[])[]): (ParsedBlock & { text: string })[] {
  const flow = new FlowWriter({ type: 'test', paginated: false });
  const table = new TableWriter(flow);
  for (const row of rows) table.row(row);
  table.end();
  return [...flow.finish()].flatMap((item) =>
    item.kind === 'part'
      ? item.blocks.map((block) => ({ ...block, text: item.text.slice(block.start, block.end) }))
      : [],
  );
}

describe('the writer of tables', () => {
  it('writes a row in a line, with empty cells in their places', () => {
    const [block] = blocksOf([
      ['name', 'city', 'sum'],
      ['Bo', '', '3'],
      ['Ada', 'Oslo\nNorway', ''],
    ]);
    expect(block?.text).toBe('name | city | sum\nBo |  | 3\nAda | Oslo Norway');
    expect(block?.header).toBe('name | city | sum');
  });

  it('gives the header to every block of a long table', () => {
    const rows = Array.from({ length: 3000 }, (_, index) => [`${index}`, `name ${index}`, 'Oslo']);
    const blocks = blocksOf([['id', 'name', 'city'], ...rows]);
    expect(blocks.length).toBeGreaterThan(3);
    for (const block of blocks) expect(block).toMatchObject({ kind: 'table', header: 'id | name | city' });
    expect(blocks.at(-1)?.text.endsWith('2999 | name 2999 | Oslo')).toBe(true);
  });

  it('makes a paragraph of a table that is one cell', () => {
    expect(blocksOf([['Just a box']])[0]).toMatchObject({ kind: 'paragraph', text: 'Just a box' });
  });
});

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
