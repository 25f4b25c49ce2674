import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ImportedFile } from '../../../main/documents/index.ts';
import type { DocumentSummary } from '../../../preload/contract/index.ts';
import { openLibrary, soon, type TestLibrary, unaborted } from '../../support/library.ts';

const bitterns = `# Bitterns

The Eurasian bittern is a secretive bird of the heron family. It booms at dusk.

# Food

It eats fish, eels and frogs, which it catches in the reeds.`;

async function importPaths(library: TestLibrary, ...paths: string[]) {
  return library.documents.handlers['document.import'](
    { sources: paths.map((path) => ({ kind: 'path', path })) },
    unaborted,
  );
}

async function everyFile(library: TestLibrary, path: string): Promise<ImportedFile[]> {
  const files: ImportedFile[] = [];
  for await (const file of library.documents.importAll([{ kind: 'path', path }])) files.push(file);
  return files;
}

describe('importing', () => {
  it('makes a document of a file and tells how it goes', async () => {
    await using library = await openLibrary();
    const path = library.file('Field notes_2024.txt', `${bitterns}\f\fA third page, after an empty one.`);
    const { documents, refused } = await importPaths(library, path);
    expect(refused).toEqual([]);
    expect(documents).toMatchObject([
      { fileName: 'Field notes_2024.txt', title: 'Field notes_2024', inLibrary: true },
    ]);
    const id = documents[0]!.id;
    const ready = await library.documents.settled(id);
    expect(ready).toMatchObject({
      status: 'ready',
      type: 'text',
      pages: 3,
      emptyPages: 1,
      doubtfulPages: 0,
      error: null,
      progress: null,
    });
    expect(ready.words).toBe(bitterns.split(/\s+/).length + 7);
    expect(ready.chunks).toBeGreaterThan(0);
    expect(ready.tokens).toBeGreaterThan(40);
    const told = library.events.filter((event) => event.name === 'document.changed');
    const states = told.map((event) => (event.payload as DocumentSummary).status);
    expect(states[0]).toBe('queued');
    expect(states).toContain('reading');
    expect(states.at(-1)).toBe('ready');
    expect(library.documents.handlers['document.get']({ id }, unaborted)).toMatchObject({
      path,
      notes: [{ level: 'info', text: 'It has 3 pages.' }],
      usedBy: [],
    });
  });

  it('stores the text exactly, pages separated by form feeds', async () => {
    await using library = await openLibrary();
    const text = `${bitterns}\f\fThird page.`;
    const [id] = await library.add(library.file('a.txt', text));
    expect(library.documents.textOf(id!)).toBe(text);
    expect(library.documents.textOf(id!, { start: 5, end: 17 })).toBe(text.slice(5, 17));
    const { pages } = await library.documents.handlers['document.pages']({ id: id! }, unaborted);
    expect(pages.map(({ number, kind, start, end }) => [number, kind, text.slice(start, end)])).toEqual([
      [1, 'text', bitterns],
      [2, 'empty', ''],
      [3, 'text', 'Third page.'],
    ]);
  });

  it('gives text with its blocks, at most 200,000 characters at once', async () => {
    await using library = await openLibrary();
    const text = Array.from({ length: 6000 }, (_, i) => `Paragraph number ${i} of a long book.`).join('\n\n');
    const [id] = await library.add(library.file('long.txt', text));
    const call = library.documents.handlers['document.text'];
    const all = await call({ id: id!, start: 0, end: 10_000_000 }, unaborted);
    expect(all.end).toBe(200_000);
    expect(all.text).toBe(text.slice(0, 200_000));
    const some = await call({ id: id!, start: 100, end: 200 }, unaborted);
    expect(some.text).toBe(text.slice(100, 200));
    for (const block of some.blocks)
      expect(text.slice(block.start, block.end)).toMatch(/^Paragraph .* book\.$/);
    expect(some.blocks.length).toBeGreaterThan(1);
  });

  it('knows the same bytes again, whatever they are called', async () => {
    await using library = await openLibrary();
    const first = library.file('a.txt', bitterns);
    const second = library.file('b.txt', bitterns);
    const [id] = await library.add(first);
    const imported = await everyFile(library, second);
    expect(imported).toMatchObject([
      { file: second, known: true, error: null, document: { id, fileName: 'a.txt' } },
    ]);
    expect(library.parser.read).toEqual(['a.txt']);
  });

  it('keeps the bytes, so that the file itself may go', async () => {
    await using library = await openLibrary();
    const path = library.file('a.txt', bitterns);
    const [id] = await library.add(path);
    writeFileSync(path, 'something else');
    const original = library.documents.originalOf(id!)!;
    expect(original.fileName).toBe('a.txt');
    await library.documents.handlers['document.reread']({ id: id! }, unaborted);
    await library.documents.settled(id!);
    expect(library.documents.textOf(id!)).toBe(bitterns);
  });

  it('takes uploads, and moves them away', async () => {
    await using library = await openLibrary();
    const uploadId = 'ab'.repeat(16);
    const path = library.file(uploadId, bitterns);
    const { documents } = await library.documents.handlers['document.import'](
      { sources: [{ kind: 'upload', uploadId, name: 'From the browser.txt' }] },
      unaborted,
    );
    expect(documents).toMatchObject([{ fileName: 'From the browser.txt' }]);
    expect(existsSync(path)).toBe(false);
    expect(await library.documents.settled(documents[0]!.id)).toMatchObject({ status: 'ready' });
    expect(library.documents.handlers['document.get']({ id: documents[0]!.id }, unaborted)).toMatchObject({
      path: null,
    });
  });

  it('reads a folder with the folders in it, and says what it leaves out', async () => {
    await using library = await openLibrary();
    const folder = library.file('x', '').replace(/x$/, 'papers');
    mkdirSync(join(folder, 'deep', 'er'), { recursive: true });
    mkdirSync(join(folder, '.git'));
    mkdirSync(join(folder, 'node_modules'));
    const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
    write('one.txt', 'The first file of the folder.');
    write('deep/er/two.txt', 'The second file of the folder.');
    write('.hidden.txt', 'hidden');
    write('.git/config', 'hidden');
    write('node_modules/index.js', 'code');
    write('photo.JPG', 'not really');
    symlinkSync(folder, join(folder, 'circle'));
    const { documents, refused } = await importPaths(library, folder);
    expect(documents.map((document) => document.fileName).sort()).toEqual(['one.txt', 'two.txt']);
    expect(refused).toEqual([
      {
        name: join(folder, 'photo.JPG'),
        message: 'Bittern reads documents; pictures in a folder are left out.',
      },
    ]);
  });

  it.each([
    [
      'a file that is not there',
      (library: TestLibrary) => join(library.directory, 'nowhere.txt'),
      /There is no file nowhere\.txt/,
    ],
    [
      'an empty folder',
      (library: TestLibrary) => {
        const folder = join(library.directory, 'empty');
        mkdirSync(folder);
        return folder;
      },
      /no file to read in the folder empty/,
    ],
  ])('refuses %s with a sentence', async (_, path, sentence) => {
    await using library = await openLibrary();
    const { documents, refused } = await importPaths(library, path(library));
    expect(documents).toEqual([]);
    expect(refused[0]!.message).toMatch(sentence);
  });

  it('keeps the sentence of a file that cannot be read, and tries again when it is given again', async () => {
    await using library = await openLibrary();
    const path = library.file('broken.txt', '!fail The file is damaged.');
    const [id] = await library.add(path);
    expect(library.documents.summary(id!)).toMatchObject({
      status: 'failed',
      error: 'The file is damaged.',
      chunks: 0,
    });
    const [line] = await everyFile(library, path);
    expect(line!.error).toEqual({ code: 'unreadable', message: 'The file is damaged.' });
    expect(library.parser.read).toHaveLength(2);
  });

  it('asks for a password, and reads with the right one', async () => {
    await using library = await openLibrary();
    const [id] = await library.add(library.file('secret.txt', '!password heron\n\nThe secret is out.'));
    const { handlers } = library.documents;
    expect(library.documents.summary(id!)).toMatchObject({
      status: 'needs-password',
      error: expect.stringContaining('encrypted'),
    });
    await handlers['document.unlock']({ id: id!, password: 'wrong' }, unaborted);
    expect(await library.documents.settled(id!)).toMatchObject({ status: 'needs-password' });
    await handlers['document.unlock']({ id: id!, password: 'heron' }, unaborted);
    expect(await library.documents.settled(id!)).toMatchObject({ status: 'ready', error: null });
    await expect(async () =>
      handlers['document.unlock']({ id: id!, password: 'x' }, unaborted),
    ).rejects.toThrow('does not ask for a password');
  });

  it('attaches files that are dropped together in their order, however large each is', async () => {
    await using library = await openLibrary();
    const conversationId = library.conversation();
    const sources = ['b.txt', 'a.txt', 'd.txt', 'c.txt'].map((name, index) => ({
      kind: 'path' as const,
      path: library.file(name, `${name} ${'reed '.repeat(4000 - 1000 * index)}`),
    }));
    await library.documents.handlers['document.import']({ sources, conversationId }, unaborted);
    expect(library.documents.attachments(conversationId).map(({ fileName }) => fileName)).toEqual([
      'b.txt',
      'a.txt',
      'd.txt',
      'c.txt',
    ]);
  });

  it('attaches what is dropped on a conversation, and keeps it out of the library', async () => {
    await using library = await openLibrary();
    const conversationId = library.conversation();
    const path = library.file('a.txt', bitterns);
    const { documents } = await library.documents.handlers['document.import'](
      { sources: [{ kind: 'path', path }], conversationId },
      unaborted,
    );
    expect(documents).toMatchObject([{ inLibrary: false, conversations: 1 }]);
    expect(library.documents.attachments(conversationId)).toMatchObject([{ id: documents[0]!.id }]);
    expect(library.events).toContainEqual({
      name: 'conversation.changed',
      payload: { id: conversationId, removed: false },
    });
    await library.documents.settled(documents[0]!.id);
    const search = library.documents.handlers['search.passages'];
    expect((await search({ query: 'bittern' }, unaborted)).passages).toEqual([]);
    expect(
      (await search({ query: 'bittern', documentIds: [documents[0]!.id] }, unaborted)).passages,
    ).toHaveLength(1);
    // Dropped on the library as well, it is everybody's.
    await library.add(path);
    expect((await search({ query: 'bittern' }, unaborted)).passages).toHaveLength(1);
  });

  it('refuses a conversation that is not there', async () => {
    await using library = await openLibrary();
    const path = library.file('a.txt', bitterns);
    const sources = [{ kind: 'path' as const, path }];
    await expect(
      library.documents.handlers['document.import']({ sources, conversationId: 'cnv_0000000009' }, unaborted),
    ).rejects.toThrow('conversation');
  });

  it('is stopped by cancel, and can be started again', async () => {
    await using library = await openLibrary();
    const path = library.file('slow.txt', '!wait for it\fThe second page comes later.');
    const { documents } = await importPaths(library, path);
    const id = documents[0]!.id;
    await expect.poll(() => library.documents.summary(id)?.status, soon).toBe('reading');
    await library.documents.handlers['document.cancel']({ id }, unaborted);
    expect(library.documents.summary(id)).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('stopped'),
    });
    library.parser.release();
    await library.documents.handlers['document.reread']({ id }, unaborted);
    expect(await library.documents.settled(id)).toMatchObject({ status: 'ready', pages: 2 });
  });

  it('reads what a conversation waits for before the rest, and tells of each when it is done', async () => {
    await using library = await openLibrary();
    const slow = ['1', '2'].map((name) => library.file(`slow ${name}.txt`, `!wait ${name}\fMore.`));
    const rest = ['a', 'b', 'c'].map((name) => library.file(`${name}.txt`, `${bitterns} ${name}`));
    await importPaths(library, ...slow);
    const { documents } = await importPaths(library, ...rest);
    const conversationId = library.conversation();
    await library.documents.handlers['document.import'](
      { sources: [{ kind: 'path', path: library.file('wanted.txt', bitterns) }], conversationId },
      unaborted,
    );
    const idOf = (name: string) => documents.find(({ fileName }) => fileName === name)!.id;
    const stopped = library.documents.settled(idOf('b.txt'));
    await library.documents.handlers['document.cancel']({ id: idOf('b.txt') }, unaborted);
    expect(await stopped).toMatchObject({ status: 'failed', error: expect.stringContaining('stopped') });
    const given = new AbortController();
    const unwanted = library.documents.settled(idOf('c.txt'), given.signal);
    given.abort();
    await expect(unwanted).rejects.toMatchObject({ code: 'cancelled' });
    library.parser.release();
    expect(await library.documents.settled(idOf('a.txt'))).toMatchObject({ status: 'ready' });
    await library.documents.idle();
    expect(library.parser.read.slice(2)).toEqual(['wanted.txt', 'a.txt', 'c.txt']);
  });

  it('goes on after a restart with what was not finished', async () => {
    await using library = await openLibrary();
    const waiting = library.file('slow.txt', '!wait for it\fThe second page comes later.');
    const { documents } = await importPaths(library, waiting, library.file('quick.txt', bitterns));
    const slow = documents.find((document) => document.fileName === 'slow.txt')!.id;
    await expect.poll(() => library.documents.summary(slow)?.status, soon).toBe('reading');
    await library.reopen();
    expect(library.documents.summary(slow)).toMatchObject({ status: 'queued', pages: 0 });
    library.parser.release();
    library.documents.start();
    await expect.poll(() => library.documents.summary(slow)?.status, soon).toBe('ready');
    await library.documents.idle();
    const readings = library.store.db.prepare('SELECT count(*) FROM reading').pluck().get();
    expect(readings).toBe(2);
  });
});
