import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openLibrary, soon, type TestLibrary, unaborted } from '../../support/library.ts';

/** A folder of a person, with files that were saved some time ago. */
function folderOf(library: TestLibrary, files: Record<string, string>) {
  const folder = join(dirname(library.directory), 'watched');
  mkdirSync(folder, { recursive: true });
  const write = (name: string, text: string, secondsAgo = 60) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
    const then = Date.now() / 1000 - secondsAgo;
    utimesSync(join(folder, name), then, then);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  return { folder, write };
}

const namesIn = async (library: TestLibrary): Promise<string[]> => {
  const { documents } = await library.documents.handlers['document.list']({}, unaborted);
  return documents.map((document) => `${document.fileName}: ${document.status}`).sort();
};

async function watch(library: TestLibrary, path: string, tag?: string) {
  const folder = await library.documents.handlers['folder.watch'](
    { path, ...(tag ? { tag } : {}) },
    unaborted,
  );
  await library.documents.idle();
  return folder;
}

describe('a watched folder', () => {
  it('brings its files into the library, with its tag', async () => {
    await using library = await openLibrary();
    const { folder } = folderOf(library, {
      'a.txt': 'About the first lake.',
      'deep/b.txt': 'About another lake.',
    });
    await watch(library, folder, 'lakes');
    expect(await namesIn(library)).toEqual(['a.txt: ready', 'b.txt: ready']);
    const { documents } = await library.documents.handlers['document.list']({ tag: 'lakes' }, unaborted);
    expect(documents).toHaveLength(2);
    const { folders } = await library.documents.handlers['folder.list']({}, unaborted);
    expect(folders).toMatchObject([{ path: folder, tag: 'lakes', files: 2, error: null }]);
  });

  it('follows new, changed and deleted files', async () => {
    await using library = await openLibrary();
    const { folder, write } = folderOf(library, {
      'a.txt': 'About the first lake.',
      'b.txt': 'About another lake.',
    });
    await watch(library, folder);
    write('c.txt', 'A third file comes.');
    write('a.txt', 'About the first lake, and its island.', 30);
    rmSync(join(folder, 'b.txt'));
    await expect.poll(() => namesIn(library), soon).toEqual(['a.txt: ready', 'c.txt: ready']);
    const { documents } = await library.documents.handlers['document.list']({}, unaborted);
    const texts = documents.map((document) => library.documents.textOf(document.id)).sort();
    expect(texts).toEqual(['A third file comes.', 'About the first lake, and its island.']);
  });

  it('sees after a restart what happened meanwhile, and knows a moved file again', async () => {
    await using library = await openLibrary();
    const { folder, write } = folderOf(library, {
      'a.txt': 'About the first lake.',
      'b.txt': 'About another lake.',
    });
    await watch(library, folder);
    const { documents: before } = await library.documents.handlers['document.list']({}, unaborted);
    const moved = before.find((document) => document.fileName === 'a.txt')!;
    await library.documents.close();
    renameSync(join(folder, 'a.txt'), join(folder, 'moved.txt'));
    rmSync(join(folder, 'b.txt'));
    write('new.txt', 'It came while nobody watched.');
    await library.reopen();
    library.documents.start();
    await expect.poll(() => namesIn(library), soon).toEqual(['moved.txt: ready', 'new.txt: ready']);
    const { documents } = await library.documents.handlers['document.list']({}, unaborted);
    expect(documents.map((document) => document.id)).toContain(moved.id);
  });

  it('does not take from the library or a conversation what is deleted in it', async () => {
    await using library = await openLibrary();
    const { folder } = folderOf(library, { 'a.txt': 'Also given by hand.', 'b.txt': 'Quoted in a talk.' });
    await library.add(library.file('own.txt', 'Also given by hand.'));
    await watch(library, folder);
    const { documents } = await library.documents.handlers['document.list']({}, unaborted);
    const quoted = documents.find((document) => document.fileName === 'b.txt')!;
    library.documents.attach(library.conversation(), [quoted.id]);
    rmSync(join(folder, 'a.txt'));
    rmSync(join(folder, 'b.txt'));
    await expect.poll(() => library.documents.summary(quoted.id)?.inLibrary, soon).toBe(false);
    expect(await namesIn(library)).toHaveLength(2);
  });

  it('keeps documents while the folder itself cannot be reached', async () => {
    await using library = await openLibrary();
    const { folder } = folderOf(library, { 'a.txt': 'About the first lake.' });
    await watch(library, folder);
    renameSync(folder, `${folder}-away`);
    const list = async () =>
      (await library.documents.handlers['folder.list']({}, unaborted)).folders[0]!.error;
    await expect.poll(list, soon).toMatch(/cannot be read now/);
    expect(await namesIn(library)).toEqual(['a.txt: ready']);
  });

  it('is forgotten without its documents', async () => {
    await using library = await openLibrary();
    const { folder } = folderOf(library, { 'a.txt': 'About the first lake.' });
    const { id } = await watch(library, folder);
    await library.documents.handlers['folder.unwatch']({ id }, unaborted);
    expect(await namesIn(library)).toEqual(['a.txt: ready']);
    expect((await library.documents.handlers['folder.list']({}, unaborted)).folders).toEqual([]);
  });

  it('must be a folder', async () => {
    await using library = await openLibrary();
    const path = library.file('a.txt', 'text');
    await expect(async () => library.documents.handlers['folder.watch']({ path }, unaborted)).rejects.toThrow(
      'a.txt is not a folder on this computer.',
    );
  });
});
