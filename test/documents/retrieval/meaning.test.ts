import { describe, expect, it } from 'vitest';
import { openLibrary, soon, type TestLibrary, unaborted } from '../../support/library.ts';
import { KnownMeanings } from '../meaning/fixture.ts';

const notes = [
  'The physician came at noon, and the healer of the next village with her. They stayed long.',
  'Nobody who asked for directions was sent away. The innkeeper drew maps on the table with chalk.',
  'An automobile stood in the yard, its bonnet open, and two men argued over the colour of smoke.',
  'The baker sold out early. A loaf was left for whoever had carried the water.',
];

async function prepared(embedder: KnownMeanings): Promise<TestLibrary> {
  const library = await openLibrary({ embedder });
  library.documents.start();
  await library.add(...notes.map((note, index) => library.file(`${index}.txt`, note)));
  await expect
    .poll(() => library.documents.handlers['search.state']({}, unaborted), soon)
    .toMatchObject({
      chunks: notes.length,
      embedded: notes.length,
      jobId: null,
    });
  return library;
}

const question = 'Which doctor visited?';

describe('search by meaning', () => {
  it('finds a passage without a word of the question', async () => {
    const embedder = new KnownMeanings();
    await using library = await prepared(embedder);
    const search = library.documents.retrieval.search;
    const words = await search({ query: question, meaning: 'off' });
    expect(words).toMatchObject({ passages: [], by: 'words', note: null, hasWords: false });
    const found = await search({ query: question, limit: 2 });
    expect(found).toMatchObject({ by: 'words-and-meaning', note: null, hasWords: false });
    expect(found.passages[0]!.text).toContain('physician');
    // First by meaning, and without a place by words.
    expect(found.passages[0]!.score).toBeCloseTo(0.5, 3);
  });

  it('puts what is found by words and by meaning first', async () => {
    await using library = await prepared(new KnownMeanings());
    const { passages, hasWords } = await library.documents.retrieval.search({
      query: 'Did the car smoke in the yard?',
    });
    expect(hasWords).toBe(true);
    expect(passages[0]!.text).toContain('automobile');
    expect(passages[0]!.score).toBeCloseTo(1, 3);
    const scores = passages.map(({ score }) => score);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(new Set(passages.map(({ documentId }) => documentId)).size).toBe(passages.length);
  });

  it('keeps to the words of a quotation', async () => {
    await using library = await prepared(new KnownMeanings());
    const { passages } = await library.documents.retrieval.search({ query: 'doctor "asked for directions"' });
    expect(passages.map((passage) => passage.text.includes('directions'))).toEqual([true]);
  });

  it('embeds a follow-up with the question that it leans on', async () => {
    const embedder = new KnownMeanings();
    await using library = await prepared(embedder);
    await library.documents.retrieval.search({ query: 'And when did he leave?', context: [question] });
    expect(embedder.texts.at(-1)).toBe(`${question} And when did he leave?`);
  });

  it('searches chosen documents alone', async () => {
    await using library = await prepared(new KnownMeanings());
    const [other] = await library.add(
      library.file('other.txt', 'A healer lived by the river for many years.'),
    );
    await expect
      .poll(() => library.documents.handlers['search.state']({}, unaborted), soon)
      .toMatchObject({ embedded: notes.length + 1 });
    const { passages } = await library.documents.retrieval.search({ query: question, documentIds: [other!] });
    expect(passages.map(({ documentId }) => documentId)).toEqual([other]);
  });

  it('goes on by words when the model is busy, and says so', async () => {
    const embedder = new KnownMeanings();
    await using library = await prepared(embedder);
    const never = Promise.withResolvers<void>();
    embedder.before = () => never.promise;
    const found = await library.documents.retrieval.search({ query: 'baker loaf' });
    expect(found.by).toBe('words');
    expect(found.note).toMatch(/busy.*words alone/);
    expect(found.passages[0]!.text).toContain('baker');
    never.resolve();
  });

  it('goes on by words when the model fails, and says so', async () => {
    const embedder = new KnownMeanings();
    await using library = await prepared(embedder);
    embedder.before = () => Promise.reject(new Error('broken'));
    const found = await library.documents.retrieval.search({ query: 'baker loaf' });
    expect(found).toMatchObject({ by: 'words', note: expect.stringContaining('could not be used') });
    embedder.before = async () => {};
    // What failed is tried again.
    expect(await library.documents.retrieval.search({ query: 'baker loaf' })).toMatchObject({
      by: 'words-and-meaning',
    });
  });

  it('does not hold up who has lost interest', async () => {
    const embedder = new KnownMeanings();
    await using library = await prepared(embedder);
    embedder.before = () => new Promise(() => {});
    const abort = new AbortController();
    const found = library.documents.retrieval.search({ query: question, meaning: 'wait' }, abort.signal);
    abort.abort();
    await expect(found).rejects.toThrow();
  });

  it('explains places by meaning', async () => {
    await using library = await prepared(new KnownMeanings());
    const { documents } = await library.documents.handlers['document.list']({}, unaborted);
    const { id } = documents.find(({ fileName }) => fileName === '0.txt')!;
    const asked = { query: question, documentId: id, start: 4, end: 13 };
    expect((await library.documents.handlers['document.why'](asked, unaborted)).chunks).toMatchObject([
      {
        wordRank: null,
        vectorRank: 1,
        fusedRank: 1,
        matchedTerms: [],
        included: true,
        reason: 'Included: it ranks 1 among all passages.',
      },
    ]);
  });

  it('leaves the list of documents to words', async () => {
    await using library = await prepared(new KnownMeanings());
    const list = library.documents.handlers['document.list'];
    expect((await list({ query: 'doctor' }, unaborted)).documents).toEqual([]);
    expect((await list({ query: 'physician' }, unaborted)).documents).toHaveLength(1);
  });
});
