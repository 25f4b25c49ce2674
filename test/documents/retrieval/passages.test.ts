import { describe, expect, it } from 'vitest';
import type { Passage } from '../../../preload/contract/index.ts';
import { openLibrary, type TestLibrary } from '../../support/library.ts';

/** A paragraph of about 160 tokens, of words of its own. */
const paragraph = (number: number, sentence: string): string =>
  `${sentence} ${Array.from({ length: 12 }, (_, n) => `Line ${number}.${n} keeps the ledger of barrel ${number * 31 + n} in order.`).join(' ')}`;

async function withNotes(sentences: readonly string[]): Promise<{ library: TestLibrary; text: string }> {
  const library = await openLibrary();
  await library.add(
    library.file('notes.txt', sentences.map((sentence, index) => paragraph(index, sentence)).join('\n\n')),
  );
  const [document] = (await library.documents.retrieval.search({ query: 'ledger', limit: 1 })).passages;
  return { library, text: library.documents.textOf(document!.documentId) };
}

const holds = (passage: Passage, ...parts: string[]): boolean =>
  parts.every((part) => passage.text.includes(part));

const sentences = [
  'The harbour was built of oak.',
  'Nobody came in spring.',
  'A heron was seen by the warden at dawn.',
  'The warden followed the heron until dusk.',
  'Rain fell for a week.',
  'The mill stood still.',
];
const query = 'When was the heron seen by the warden?';

describe('passages', () => {
  it('that follow each other and rank close together are one', async () => {
    const { library, text } = await withNotes(sentences);
    await using _library = library;
    const { passages } = await library.documents.retrieval.search({ query });
    expect(holds(passages[0]!, sentences[2]!, sentences[3]!)).toBe(true);
    for (const { start, end, text: own } of passages) expect(text.slice(start, end)).toBe(own);
    const places = passages.toSorted((a, b) => a.start - b.start);
    for (const [index, place] of places.slice(1).entries())
      expect(place.start).toBeGreaterThanOrEqual(places[index]!.end);
  });

  it('do not go over the end of a page for a neighbour', async () => {
    await using library = await openLibrary();
    // Long enough for a passage each.
    const pages = sentences.map(
      (sentence, index) => `${paragraph(index, sentence)}\n\n${paragraph(index + 20, '')}`,
    );
    await library.add(library.file('pages.txt', pages.join('\f')));
    const { passages } = await library.documents.retrieval.search({ query });
    expect(
      passages
        .slice(0, 2)
        .map(({ page, lastPage }) => [page, lastPage])
        .sort(),
    ).toEqual([
      [3, 3],
      [4, 4],
    ]);
  });

  it('keep to a budget when they are joined', async () => {
    const { library } = await withNotes(sentences);
    await using _library = library;
    for (const budget of [60, 200, 260, 400, 700]) {
      const { passages } = await library.documents.retrieval.search({ query, budget, fill: true });
      expect(passages.length).toBeGreaterThan(0);
      expect(passages.reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThanOrEqual(budget);
    }
  });

  it('fill a budget with what stands around them, where that is asked for', async () => {
    const { library, text } = await withNotes(sentences);
    await using _library = library;
    const lengthOf = (passages: Passage[]): number =>
      passages.reduce((sum, { start, end }) => sum + end - start, 0);
    const search = library.documents.retrieval.search;
    const bare = await search({ query: 'harbour oak', budget: 6000 });
    expect(lengthOf(bare.passages)).toBeLessThan(text.length / 2);
    const filled = await search({ query: 'harbour oak', budget: 6000, fill: true });
    expect(filled.passages[0]!.text).toContain(sentences[0]!);
    expect(lengthOf(filled.passages)).toBeGreaterThan(text.length * 0.95);
    expect(await search({ query: 'zeppelin', budget: 6000, fill: true })).toMatchObject({ passages: [] });
  });

  it('for which there was no room are told when asked for', async () => {
    const { library } = await withNotes(sentences);
    await using _library = library;
    const request = { query: 'ledger of the barrel', budget: 300 };
    expect((await library.documents.retrieval.search(request)).leftOut).toEqual([]);
    const { leftOut } = await library.documents.retrieval.search({ ...request, leftOut: true });
    expect(leftOut.length).toBeGreaterThan(0);
  });

  it('answer questions about the document by how a sentence speaks', async () => {
    const aim = 'In this paper we describe how herons winter.';
    const { library } = await withNotes([...sentences, aim]);
    await using _library = library;
    const { passages } = await library.documents.retrieval.search({
      query: 'What is the aim of the study?',
      documentIds: [(await library.documents.retrieval.search({ query: 'harbour' })).passages[0]!.documentId],
    });
    expect(passages[0]!.text).toContain(aim);
  });
});
