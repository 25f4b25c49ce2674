import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ParsedItem } from '../../../main/documents/parser/interface.ts';
import { openLibrary, soon, type TestLibrary, TextParser, unaborted } from '../../support/library.ts';

const herons = '# Herons\n\nThe grey heron fishes at the weir and nests in tall trees.';
const owls = '# Owls\n\nThe barn owl hunts mice over meadows in the night.';

/** Everything on the disk where deleted text could still be. */
function bytesOnDisk({ directory }: TestLibrary): string {
  return ['bittern.db', 'bittern.db-wal']
    .map((name) => join(directory, name))
    .filter(existsSync)
    .map((file) => readFileSync(file, 'latin1'))
    .join('');
}

describe('the library', () => {
  it('lists documents, newest first, with their tags', async () => {
    await using library = await openLibrary();
    const [first] = await library.add(library.file('herons.txt', herons));
    const [second] = await library.add(library.file('owls.txt', owls));
    const { handlers } = library.documents;
    await handlers['document.describe']({ id: first!, tags: ['water', 'birds', 'water'] }, unaborted);
    await handlers['document.describe']({ id: second!, tags: ['birds'] }, unaborted);
    const all = await handlers['document.list']({}, unaborted);
    expect(all.documents.map((document) => document.id)).toEqual([second, first]);
    expect(all.tags).toEqual(['birds', 'water']);
    expect(all.documents[1]!.tags).toEqual(['birds', 'water']);
    const water = await handlers['document.list']({ tag: 'water' }, unaborted);
    expect(water.documents.map((document) => document.id)).toEqual([first]);
  });

  it('finds documents by name first, then by what they say', async () => {
    await using library = await openLibrary();
    const [byContent] = await library.add(library.file('notes.txt', herons));
    const [byName] = await library.add(library.file('Grey herons of Europe.txt', owls));
    await library.add(library.file('other.txt', 'Nothing about birds in here at all.'));
    const { documents, found } = await library.documents.handlers['document.list'](
      { query: 'heron' },
      unaborted,
    );
    expect(documents.map((document) => document.id)).toEqual([byName, byContent]);
    expect(found.map(({ documentId }) => documentId)).toEqual([byContent]);
    expect(found[0]!.text).toMatch(/heron/i);
  });

  it('gives a part of the list at a time, what was found in it, and how many there are of all', async () => {
    await using library = await openLibrary();
    const names = ['heron 10.txt', 'heron 2.txt', 'owl.txt'];
    const texts = [owls, owls.slice(2), herons];
    const ids = await library.add(...names.map((name, index) => library.file(name, texts[index]!)));
    const list = library.documents.handlers['document.list'];
    const byName = { key: 'name', descending: false } as const;
    const first = await list({ order: byName, from: 0, limit: 2 }, unaborted);
    expect(first.documents.map(({ id }) => id)).toEqual([ids[1], ids[0]]);
    expect(first).toMatchObject({ total: 3, unread: 0 });
    const rest = await list({ order: byName, from: 2, limit: 2 }, unaborted);
    expect(rest.documents.map(({ id }) => id)).toEqual([ids[2]]);
    const searched = await list({ query: 'heron', from: 2, limit: 2 }, unaborted);
    expect(searched.documents.map(({ id }) => id)).toEqual([ids[2]]);
    expect(searched.total).toBe(3);
    expect(searched.found.map(({ documentId }) => documentId)).toEqual([ids[2]]);
    const ordered = await list({ query: 'heron', order: byName }, unaborted);
    expect(ordered.documents.map(({ id }) => id)).toEqual([ids[1], ids[0], ids[2]]);
  });

  it('tags many documents at once, each beside the tags that it has', async () => {
    await using library = await openLibrary();
    const ids = await library.add(library.file('a.txt', herons), library.file('b.txt', owls));
    const { handlers } = library.documents;
    await handlers['document.describe']({ id: ids[0]!, tags: ['water'] }, unaborted);
    await handlers['document.tag']({ ids: [...ids, 'doc_00000000000000000000'], tag: 'birds' }, unaborted);
    const { documents } = await handlers['document.list']({}, unaborted);
    const tagsOf = (id: string | undefined) => documents.find((document) => document.id === id)?.tags;
    expect(ids.map(tagsOf)).toEqual([['birds', 'water'], ['birds']]);
  });

  it('gives a document the title it is told, and keeps it when it is read again', async () => {
    await using library = await openLibrary();
    const [id] = await library.add(library.file('herons.txt', herons));
    const { handlers } = library.documents;
    await handlers['document.describe']({ id: id!, title: 'My herons' }, unaborted);
    await handlers['document.reread']({ id: id! }, unaborted);
    expect(await library.documents.settled(id!)).toMatchObject({ title: 'My herons', status: 'ready' });
  });

  it('takes a document out of the library without taking it away', async () => {
    await using library = await openLibrary();
    const [id] = await library.add(library.file('herons.txt', herons));
    const { handlers } = library.documents;
    await handlers['document.describe']({ id: id!, inLibrary: false }, unaborted);
    expect((await handlers['search.passages']({ query: 'heron' }, unaborted)).passages).toEqual([]);
    expect(library.documents.summary(id!)).toMatchObject({ status: 'ready', inLibrary: false });
  });

  it('shows an earlier text until a document is read again, and exactly one afterwards', async () => {
    await using library = await openLibrary();
    const [id] = await library.add(library.file('herons.txt', herons));
    const chunksBefore = library.documents.chunksOf(id!);
    await library.documents.handlers['document.reread']({ id: id! }, unaborted);
    expect(library.documents.textOf(id!)).toBe(herons);
    await library.documents.settled(id!);
    await library.documents.idle();
    const chunks = library.documents.chunksOf(id!);
    expect(chunks.map(({ hash, text }) => [hash, text])).toEqual(
      chunksBefore.map(({ hash, text }) => [hash, text]),
    );
    expect(chunks[0]!.id).not.toBe(chunksBefore[0]!.id);
    expect(library.store.db.prepare('SELECT count(*) FROM chunk').pluck().get()).toBe(chunks.length);
    const { passages } = await library.documents.handlers['search.passages']({ query: 'heron' }, unaborted);
    expect(passages).toHaveLength(1);
  });

  it('keeps the earlier text when reading again fails', async () => {
    await using library = await openLibrary();
    const [id] = await library.add(library.file('herons.txt', herons));
    library.parser.parse = () => {
      throw new Error('a defect');
    };
    await library.documents.handlers['document.reread']({ id: id! }, unaborted);
    expect(await library.documents.settled(id!)).toMatchObject({ status: 'ready' });
    expect(library.documents.textOf(id!)).toBe(herons);
    expect(library.events).toContainEqual({
      name: 'notice',
      payload: { level: 'warning', text: expect.stringContaining('herons.txt could not be read again') },
    });
  });

  it('deletes what is removed: rows, index, original, and the traces in the files', async () => {
    await using library = await openLibrary();
    const marker = 'Xylocarpus granatum';
    const [id] = await library.add(
      library.file('herons.txt', `${herons}\n\nThe ${marker} is a mangrove tree.`),
      library.file('owls.txt', owls),
    );
    const { path } = library.documents.originalOf(id!)!;
    library.store.forget();
    expect(bytesOnDisk(library)).toContain('granatum');
    await library.documents.handlers['document.remove']({ id: id! }, unaborted);
    expect(library.documents.summary(id!)).toBeUndefined();
    expect(library.events).toContainEqual({ name: 'document.removed', payload: { id } });
    await library.documents.idle();
    expect(existsSync(path)).toBe(false);
    for (const table of ['reading', 'part', 'page', 'chunk'])
      expect(library.store.db.prepare(`SELECT count(*) FROM ${table}`).pluck().get()).toBe(1);
    const count = library.store.db
      .prepare('SELECT count(*) FROM chunk_text WHERE chunk_text MATCH ?')
      .pluck();
    expect(count.get('granatum')).toBe(0);
    expect(count.get('owl')).toBe(1);
    expect(bytesOnDisk(library)).not.toContain('granatum');
    expect(() =>
      library.store.db.exec(`INSERT INTO chunk_text (chunk_text, rank) VALUES ('integrity-check', 1)`),
    ).not.toThrow();
  });

  it('removes a document while it is being read', async () => {
    await using library = await openLibrary();
    const path = library.file('slow.txt', '!wait for it\fThe second page comes later.');
    const { documents } = await library.documents.handlers['document.import'](
      { sources: [{ kind: 'path', path }] },
      unaborted,
    );
    const id = documents[0]!.id;
    await expect.poll(() => library.documents.summary(id)?.status, soon).toBe('reading');
    await library.documents.handlers['document.remove']({ id }, unaborted);
    await library.documents.idle();
    expect(library.store.db.prepare('SELECT count(*) FROM reading').pluck().get()).toBe(0);
    expect((await library.documents.handlers['document.list']({}, unaborted)).documents).toEqual([]);
  });

  it('attaches documents to conversations, and removes private ones with them', async () => {
    await using library = await openLibrary();
    const conversationId = library.conversation();
    const [shared] = await library.add(library.file('herons.txt', herons));
    const path = library.file('owls.txt', owls);
    const { documents } = await library.documents.handlers['document.import'](
      { sources: [{ kind: 'path', path }], conversationId },
      unaborted,
    );
    const own = documents[0]!.id;
    await library.documents.settled(own);
    library.documents.attach(conversationId, [shared!]);
    expect(library.documents.attachments(conversationId).map((document) => document.id)).toEqual([
      own,
      shared,
    ]);
    expect(library.documents.handlers['document.get']({ id: own }, unaborted)).toMatchObject({
      usedBy: [{ id: conversationId, title: 'A talk' }],
    });
    await library.documents.detach(conversationId, shared!);
    expect(library.documents.summary(shared!)).toMatchObject({ conversations: 0 });
    await library.documents.removeWith(() => library.store.db.prepare('DELETE FROM conversation').run());
    expect(library.documents.summary(own)).toBeUndefined();
    expect(library.documents.summary(shared!)).toBeDefined();
  });

  it('tells where the words of a stretch stand on the page, line by line, and which words stand at a place', async () => {
    class BoxParser extends TextParser {
      override async *parse(): AsyncGenerator<ParsedItem> {
        const text = 'One two\nthree';
        yield { kind: 'head', type: 'pdf', title: 'Boxes', pages: 1, paginated: true };
        const words = [0, 3, 72, 100, 20.25, 12, 4, 7, 96, 100.5, 22, 12, 8, 13, 72, 116, 30, 12];
        yield {
          kind: 'part',
          page: 1,
          pageKind: 'text',
          width: 595,
          height: 842,
          text,
          blocks: [{ kind: 'paragraph', level: null, start: 0, end: text.length }],
          words: Float32Array.from(words),
        };
        yield { kind: 'tail', notes: [] };
      }
    }
    await using library = await openLibrary({ parser: new BoxParser() });
    const [id] = await library.add(library.file('a.pdf', 'x'));
    const boxes = (start: number, end: number) =>
      library.documents.handlers['document.boxes']({ id: id!, start, end }, unaborted);
    expect(await boxes(0, 13)).toEqual({
      boxes: [
        { page: 1, x: 72, y: 100, width: 46, height: 12.5 },
        { page: 1, x: 72, y: 116, width: 30, height: 12 },
      ],
    });
    expect(await boxes(5, 6)).toEqual({ boxes: [{ page: 1, x: 96, y: 100.5, width: 22, height: 12 }] });
    const offsetAt = async (page: number, y: number) =>
      await library.documents.handlers['document.offsetAt']({ id: id!, page, y }, unaborted);
    expect(await offsetAt(1, 0)).toEqual({ offset: 0 });
    expect(await offsetAt(1, 100.4)).toEqual({ offset: 0 });
    expect(await offsetAt(1, 110)).toEqual({ offset: 8 });
    expect(await offsetAt(1, 800)).toEqual({ offset: 13 });
    await expect(offsetAt(2, 0)).rejects.toMatchObject({ code: 'not-found' });
    expect(library.documents.summary(id!)).toMatchObject({ title: 'Boxes', type: 'pdf' });
    expect(await library.documents.handlers['document.pages']({ id: id! }, unaborted)).toMatchObject({
      pages: [{ number: 1, width: 595, height: 842 }],
    });
  });

  it.each([
    'document.get',
    'document.pages',
    'document.reread',
    'document.remove',
    'document.cancel',
  ] as const)('says in %s that a document is not there', async (name) => {
    await using library = await openLibrary();
    await expect(async () =>
      library.documents.handlers[name]({ id: 'doc_00000000000000000000' }, unaborted),
    ).rejects.toMatchObject({ code: 'not-found', message: 'This document is not in Bittern any more.' });
  });

  it('numbers chunks without gaps and pages through them', async () => {
    await using library = await openLibrary();
    const text = Array.from(
      { length: 80 },
      (_, i) => `Sentence number ${i} is about the birds of lake ${i % 7}.`,
    ).join(' ');
    const [id] = await library.add(library.file('long.txt', text));
    const all = library.documents.chunksOf(id!);
    expect(all.length).toBeGreaterThan(3);
    expect(all.map((chunk) => chunk.number)).toEqual(all.map((_, index) => index));
    for (const chunk of all) expect(library.documents.textOf(id!, chunk)).toBe(chunk.text);
    expect(library.documents.chunksOf(id!, { from: 1, limit: 2 })).toEqual(all.slice(1, 3));
    expect(library.documents.tokensOf(id!)).toBeGreaterThan(0);
  });
});
