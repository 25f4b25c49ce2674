import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { silentLog } from '../../main/log.ts';
import { documentListTable } from '../../main/store/document-list.ts';
import { documentTable } from '../../main/store/documents.ts';
import { openStore, type Store } from '../../main/store/index.ts';
import { readingWriter } from '../../main/store/readings.ts';
import type { DocumentOrder } from '../../preload/contract/index.ts';

/** A store with documents of these names and numbers of pages; their ids end with their place. */
async function storeOf(documents: [fileName: string, pages: number][]) {
  const directory = mkdtempSync(join(tmpdir(), 'bittern-list-'));
  const store: Store = await openStore(directory, silentLog);
  const table = documentTable(store.db);
  const readings = readingWriter(store.db);
  for (const [index, [fileName, pages]] of documents.entries()) {
    const id = `doc_000000000${index}`;
    const file = { fileName, title: fileName, path: null, isReference: false, bytes: 1, type: 'pdf' };
    table.insert({ id, hash: id, inLibrary: true, ...file });
    if (pages === 0) continue;
    const reading = readings.begin(id);
    const totals = {
      pages,
      doubtfulPages: 0,
      characters: 0,
      words: 0,
      tokens: 0,
      chunks: 0,
      milliseconds: 1,
    };
    readings.finish(reading, { ...totals, paginated: true, notes: [] }, { type: 'pdf', title: null });
  }
  return {
    table,
    list: documentListTable(store.db),
    [Symbol.dispose]() {
      store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

const everything = { from: 0, limit: 100 };

it('documents are listed in any order, equal ones by name, and a part at a time', async () => {
  using store = await storeOf([
    ['chapter 10.pdf', 4],
    ['Chapter 2.pdf', 9],
    ['annex.pdf', 4],
    ['waiting.pdf', 0],
  ]);
  const places = (order: DocumentOrder, part = everything) =>
    store.list.part({}, { order, ...part }).map((id) => Number(id.at(-1)));
  expect(places({ key: 'name', descending: false })).toEqual([2, 1, 0, 3]);
  expect(places({ key: 'name', descending: true })).toEqual([3, 0, 1, 2]);
  expect(places({ key: 'pages', descending: true })).toEqual([1, 2, 0, 3]);
  expect(places({ key: 'pages', descending: false })).toEqual([3, 2, 0, 1]);
  expect(places({ key: 'added', descending: true })).toEqual([3, 2, 1, 0]);
  expect(places({ key: 'name', descending: false }, { from: 1, limit: 2 })).toEqual([1, 0]);
  expect(places({ key: 'name', descending: false }, { from: 9, limit: 2 })).toEqual([]);
  expect(store.list.count({})).toEqual({ total: 4, unread: 1 });
});

it('documents are listed by tag, and among those that a search found', async () => {
  using store = await storeOf([
    ['a.pdf', 1],
    ['b.pdf', 2],
    ['c.pdf', 0],
  ]);
  store.table.setTags('doc_0000000000', ['reed', 'old']);
  store.table.setTags('doc_0000000002', ['reed']);
  const order: DocumentOrder = { key: 'name', descending: true };
  const part = { order, ...everything };
  expect(store.list.part({ tag: 'reed' }, part)).toEqual(['doc_0000000002', 'doc_0000000000']);
  expect(store.list.count({ tag: 'reed' })).toEqual({ total: 2, unread: 1 });
  const ids = ['doc_0000000000', 'doc_0000000001', 'doc_gone000000'];
  expect(store.list.part({ ids }, part)).toEqual(['doc_0000000001', 'doc_0000000000']);
  expect(store.list.count({ ids, tag: 'reed' })).toEqual({ total: 1, unread: 0 });
  expect(store.list.part({ ids: [] }, part)).toEqual([]);
  expect(store.list.named('old')).toEqual([
    { id: 'doc_0000000000', title: 'a.pdf', fileName: 'a.pdf', tags: expect.stringContaining('reed') },
  ]);
});
