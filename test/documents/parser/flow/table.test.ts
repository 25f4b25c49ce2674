import { describe, expect, it } from 'vitest';
import { TableWriter } from '../../../../main/documents/parser/flow/table.ts';
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

  it('gives labels of several rows to every block, as one line', () => {
    const rows = Array.from({ length: 3000 }, (_, index) => [`Stop ${index}`, `${index}`, '7']);
    const blocks = blocksOf([['Stop', 'Riders', ''], ['', 'May', 'June'], ...rows]);
    expect(blocks.length).toBeGreaterThan(3);
    for (const block of blocks) expect(block.header).toBe('Stop | Riders May | Riders June');
    expect(blocks[0]?.text).toMatch(/^Stop \| Riders\n \| May \| June\n/);
  });

  it('makes a paragraph of a table that is one cell', () => {
    expect(blocksOf([['Just a box']])[0]).toMatchObject({ kind: 'paragraph', text: 'Just a box' });
  });
});
