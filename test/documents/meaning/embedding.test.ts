import { describe, expect, it } from 'vitest';
import type { Job, SearchState } from '../../../preload/contract/index.ts';
import { openLibrary, soon, type TestLibrary, unaborted } from '../../support/library.ts';
import { KnownMeanings } from './fixture.ts';

/** A text of so many chunks, each below a heading of its own and as long as one becomes. */
const chunks = (count: number, word: string): string =>
  Array.from(
    { length: count },
    (_, n) =>
      `# ${word} ${n}\n\n${`Passage ${n} of the ${word} goes on and says something more. `.repeat(19)}`,
  ).join('\n\n');
async function started(embedder: KnownMeanings): Promise<TestLibrary> {
  const library = await openLibrary({ embedder });
  library.documents.start();
  return library;
}
const state = async (library: TestLibrary): Promise<SearchState> =>
  await library.documents.handlers['search.state']({}, unaborted);
const upToDate = async (library: TestLibrary, count: number): Promise<void> => {
  await expect
    .poll(() => state(library), soon)
    .toMatchObject({ chunks: count, embedded: count, jobId: null });
};
const rows = (library: TestLibrary, table: string): number =>
  library.store.db.prepare<[], number>(`SELECT count(*) FROM ${table}`).pluck().get()!;
const job = (library: TestLibrary): Job | undefined =>
  library.jobs.list().findLast(({ kind }) => kind === 'embedding');

describe('preparing documents for search by meaning', () => {
  it('does nothing without a model', async () => {
    await using library = await openLibrary();
    await library.add(library.file('a.txt', chunks(3, 'reed')));
    expect(await state(library)).toEqual({
      modelId: null,
      modelName: null,
      problem: null,
      chunks: 3,
      embedded: 0,
      jobId: null,
    });
    expect(job(library)).toBeUndefined();
    await expect(library.documents.handlers['search.prepare']({}, unaborted)).rejects.toMatchObject({
      code: 'no-model',
    });
  });

  it('gives every chunk a vector, once, below its heading', async () => {
    const embedder = new KnownMeanings();
    await using library = await started(embedder);
    await library.add(library.file('a.txt', chunks(9, 'reed')));
    await upToDate(library, 9);
    expect(embedder.texts).toHaveLength(9);
    expect(new Set(embedder.texts).size).toBe(9);
    expect(embedder.texts.some((text) => text.startsWith('# reed 4\n\nPassage 4 of the reed'))).toBe(true);
    expect(job(library)).toMatchObject({ state: 'done', progress: { done: 9, total: 9, unit: 'chunks' } });
    const told = () => library.events.findLast(({ name }) => name === 'search.changed')?.payload;
    await expect.poll(told, soon).toMatchObject({ embedded: 9, jobId: null });
  });

  it('goes on for what comes later, and with what was there before the model', async () => {
    const embedder = new KnownMeanings();
    const model = embedder.installed;
    embedder.installed = null;
    await using library = await started(embedder);
    await library.add(library.file('a.txt', chunks(3, 'reed')));
    embedder.installed = model;
    library.tell('model.changed', {});
    await upToDate(library, 3);
    await library.add(library.file('b.txt', chunks(2, 'river')));
    await upToDate(library, 5);
    expect(embedder.texts).toHaveLength(5);
  });

  it('deletes vectors with their document', async () => {
    await using library = await started(new KnownMeanings());
    const [first] = await library.add(library.file('a.txt', chunks(3, 'reed')));
    await library.add(library.file('b.txt', chunks(2, 'river')));
    await upToDate(library, 5);
    await library.documents.handlers['document.remove']({ id: first! }, unaborted);
    await library.documents.idle();
    expect([rows(library, 'chunk'), rows(library, 'chunk_bits'), rows(library, 'chunk_vector')]).toEqual([
      2, 2, 2,
    ]);
    expect(await state(library)).toMatchObject({ chunks: 2, embedded: 2 });
  });

  it('stops when it is paused, goes on after a restart, and does nothing twice', async () => {
    const embedder = new KnownMeanings();
    await using library = await started(embedder);
    const held = Promise.withResolvers<void>();
    embedder.before = () => (embedder.texts.length >= 4 ? held.promise : Promise.resolve());
    await library.add(library.file('a.txt', chunks(10, 'reed')));
    await expect.poll(() => rows(library, 'chunk_vector'), soon).toBe(4);
    library.jobs.pause(job(library)!.id);
    held.resolve();
    await library.jobs.whenSettled(job(library)!.id);
    expect(job(library)).toMatchObject({ state: 'paused' });
    embedder.before = async () => {};
    await library.reopen();
    library.documents.start();
    library.jobs.start();
    expect(job(library)).toMatchObject({ state: 'paused' });
    library.jobs.resume(job(library)!.id);
    await upToDate(library, 10);
    expect(new Set(embedder.texts).size).toBe(10);
    expect(embedder.texts).toHaveLength(10);
  });

  it('is not begun again after it was cancelled, until somebody asks', async () => {
    const embedder = new KnownMeanings();
    await using library = await started(embedder);
    const held = Promise.withResolvers<void>();
    embedder.before = () => held.promise;
    await library.add(library.file('a.txt', chunks(3, 'reed')));
    await expect.poll(() => job(library)?.state, soon).toBe('running');
    const cancelled = library.jobs.cancel(job(library)!.id);
    held.resolve();
    await cancelled;
    const before = library.events.length;
    await library.add(library.file('b.txt', chunks(2, 'river')));
    // It has looked, and told what it saw.
    const seen = () =>
      library.events.slice(before).findLast(({ name }) => name === 'search.changed')?.payload;
    await expect.poll(seen, soon).toMatchObject({ chunks: 5, embedded: 0, jobId: null });
    expect(library.jobs.list().filter(({ kind }) => kind === 'embedding')).toHaveLength(1);
    await library.documents.handlers['search.prepare']({}, unaborted);
    await upToDate(library, 5);
  });

  it('embeds everything anew for another model', async () => {
    const embedder = new KnownMeanings();
    await using library = await started(embedder);
    await library.add(library.file('a.txt', chunks(5, 'reed')));
    await upToDate(library, 5);
    embedder.installed = { ...embedder.installed!, id: 'mdl_0000000000002', hash: 'two' };
    expect(await state(library)).toMatchObject({ embedded: 0 });
    library.tell('model.changed', {});
    await upToDate(library, 5);
    expect(embedder.texts).toHaveLength(10);
    expect(rows(library, 'chunk_bits')).toBe(5);
  });

  it('forgets the vectors when the model is removed', async () => {
    const embedder = new KnownMeanings();
    await using library = await started(embedder);
    await library.add(library.file('a.txt', chunks(5, 'reed')));
    await upToDate(library, 5);
    embedder.installed = null;
    library.tell('model.changed', {});
    await expect.poll(() => rows(library, 'chunk_vector') + rows(library, 'chunk_bits'), soon).toBe(0);
    expect(rows(library, 'chunk')).toBe(5);
  });

  it('lets imports go first', async () => {
    const embedder = new KnownMeanings();
    const { installed } = embedder;
    embedder.installed = null;
    await using library = await started(embedder);
    await library.add(library.file('a.txt', chunks(2, 'reed')));
    const reading = library.add(library.file('b.txt', '!wait\fthe rest of it'));
    await expect.poll(() => library.parser.read, soon).toContain('b.txt');
    embedder.installed = installed;
    library.tell('model.changed', {});
    await expect.poll(() => job(library)?.step, soon).toBe('Waiting for documents to be read');
    expect(embedder.texts).toEqual([]);
    library.parser.release();
    await reading;
    const isDone = async () => {
      const { chunks: all, embedded, jobId } = await state(library);
      return jobId === null && embedded === all;
    };
    await expect.poll(isDone, soon).toBe(true);
    expect(embedder.texts.length).toBeGreaterThan(2);
  });

  it('fails with a sentence, and can be tried again', async () => {
    const embedder = new KnownMeanings();
    await using library = await started(embedder);
    embedder.before = () => Promise.reject(new Error('broken'));
    await library.add(library.file('a.txt', chunks(3, 'reed')));
    await expect.poll(() => job(library)?.state, soon).toBe('failed');
    embedder.before = async () => {};
    library.jobs.resume(job(library)!.id);
    await upToDate(library, 3);
  });
});
