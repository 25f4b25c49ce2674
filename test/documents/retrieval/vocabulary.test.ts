import { describe, expect, it } from 'vitest';
import { Scopes } from '../../../main/documents/retrieval/scope.ts';
import { Vocabulary } from '../../../main/documents/retrieval/vocabulary.ts';
import { openConnection } from '../../../main/store/connection.ts';
import { openLibrary, type TestLibrary, unaborted } from '../../support/library.ts';

/** Enough words that one document more is a small part of them. */
const manyWords = Array.from(
  { length: 12 },
  (_, chapter) => `The boat passed lighthouse ${chapter}.\n\n${'Waves came and went. '.repeat(80)}`,
).join('\n\n');

async function withVocabulary(): Promise<{
  library: TestLibrary;
  vocabulary: Vocabulary;
  update(): void;
  stemsNear(word: string): string[];
}> {
  const library = await openLibrary();
  await library.add(library.file('sea.txt', manyWords));
  const db = openConnection(library.store.file);
  const vocabulary = new Vocabulary(db);
  const update = (): void => {
    const scopes = new Scopes(db);
    scopes.refresh();
    vocabulary.update(scopes.readings);
  };
  update();
  return {
    library,
    vocabulary,
    update,
    stemsNear: (word) => vocabulary.near(word, 1).map(({ stem }) => stem),
  };
}

describe('the words of all documents', () => {
  it('are read in steps, and then nothing is left to do', async () => {
    const { library, vocabulary, stemsNear } = await withVocabulary();
    await using _library = library;
    let steps = 0;
    while (vocabulary.readAhead()) steps += 1;
    expect(steps).toBe(26);
    expect(stemsNear('wvaes')).toEqual(['wave']);
    expect(vocabulary.readAhead()).toBe(false);
  });

  it('are joined by those of a document that comes, counted by chunk', async () => {
    const { library, vocabulary, update, stemsNear } = await withVocabulary();
    await using _library = library;
    expect(stemsNear('pelicna')).toEqual([]);
    await library.add(library.file('bird.txt', 'A pelican, and another pelican, on a boat.'));
    update();
    expect(stemsNear('pelicna')).toEqual(['pelican']);
    const [found] = vocabulary.near('baot', 1);
    expect(found).toMatchObject({ stem: 'boat', chunks: vocabulary.chunksWith('boat') });
    while (vocabulary.readAhead());
    expect(vocabulary.near('pelicna', 1)[0]!.chunks).toBe(1);
  });

  it('have no form left when their document is gone', async () => {
    const { library, vocabulary, update } = await withVocabulary();
    await using _library = library;
    const [id] = await library.add(library.file('bird.txt', 'A pelican on a boat.'));
    update();
    expect(vocabulary.near('pelicna', 1)).toHaveLength(1);
    await library.documents.handlers['document.remove']({ id: id! }, unaborted);
    update();
    await expect.poll(() => vocabulary.form('pelican', 'pelicna')).toBeNull();
    expect(vocabulary.chunksWith('pelican')).toBe(0);
  });
});
