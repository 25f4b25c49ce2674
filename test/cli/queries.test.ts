import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { type QueryLine, readQueries } from '../../main/cli/queries.ts';

const folder = mkdtempSync(join(tmpdir(), 'bittern-queries-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(text: string): Promise<QueryLine[]> {
  const file = join(folder, 'queries.jsonl');
  writeFileSync(file, text);
  return await all(file);
}

async function all(file: string): Promise<QueryLine[]> {
  const lines: QueryLine[] = [];
  for await (const line of readQueries(file)) lines.push(line);
  return lines;
}

describe('a file of questions', () => {
  it('is read line by line', async () => {
    const lines = [
      '{"id": "a", "query": "How far does the boom carry?"}',
      '',
      '{"id": 2, "query": "Eggs?", "documents": ["b.pdf"]}',
    ];
    expect(await read(`\uFEFF${lines.join('\r\n')}\n`)).toEqual([
      { id: 'a', query: 'How far does the boom carry?' },
      { id: 2, query: 'Eggs?', documents: ['b.pdf'] },
    ]);
  });

  it('that is not JSON is refused with the number of the line', async () => {
    await expect(read('{"id": 1, "query": "a"}\nnot json\n')).rejects.toThrow(
      /^Line 2 of .*queries\.jsonl is not JSON\.$/,
    );
  });

  it('that lacks something is refused with the number of the line', async () => {
    await expect(read('{"id": 1}\n')).rejects.toThrow(/^Line 1 of .* is not \{"id"/);
  });

  it('that is not there is refused', async () => {
    await expect(all(join(folder, 'none.jsonl'))).rejects.toThrow(/none\.jsonl cannot be read/);
  });
});
