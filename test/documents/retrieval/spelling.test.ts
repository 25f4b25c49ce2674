import { describe, expect, it } from 'vitest';
import { openLibrary, type TestLibrary } from '../../support/library.ts';

const texts = {
  'manual.txt': `The weight limit of the trailer is 750 kilograms. Part AB1234 is the coupling, part ABC is its cover.

Accommodation costs are paid by the driver. The commission decides about the limitation of speed.`,
  'history.txt': `Pythagoras was born on Samos. The theorem of Pythagoras is about triangles with a right angle.

Reykjavík is the capital of Iceland. El señor de la mañana llegó temprano.`,
  'handbuch.txt': `Das Gewicht ist auf dem Schild angegeben. Der Anhänger hat zwei Achsen, die Bremse sitzt an der hinteren Achse.

重量制限は七百五十キロです。`,
};

async function withTexts(): Promise<{
  library: TestLibrary;
  ask(
    query: string,
    documentIds?: string[],
    context?: string[],
  ): Promise<{ text: string; instead: string[] }>;
  ids: Record<keyof typeof texts, string>;
}> {
  const library = await openLibrary();
  const ids: Record<string, string> = {};
  for (const [name, text] of Object.entries(texts))
    [ids[name]] = (await library.add(library.file(name, text))) as [string];
  return {
    library,
    ids: ids as Record<keyof typeof texts, string>,
    async ask(query, documentIds = [], context = []) {
      const { passages, alsoLookedFor } = await library.documents.retrieval.search({
        query,
        documentIds,
        context,
      });
      const [best] = passages;
      const { highlight, start, text } = best ?? { highlight: null, start: 0, text: '' };
      return {
        text: highlight ? text.slice(highlight.start - start, highlight.end - start) : '',
        instead: alsoLookedFor,
      };
    },
  };
}

describe('a misspelt word', () => {
  it('finds what was meant, and the sentence with it is marked', async () => {
    const { library, ask } = await withTexts();
    await using _library = library;
    for (const [query, meant, sentence] of [
      ['wieght of the bumper', 'weight', 'The weight limit of the trailer is 750 kilograms.'],
      ['acommodation', 'Accommodation', 'Accommodation costs are paid by the driver.'],
      ['when was Pitagoras born', 'Pythagoras', 'Pythagoras was born on Samos.'],
      ['ptyhagoras', 'Pythagoras', ''],
      ['ythagoras', 'Pythagoras', ''],
      ['limitatoin', 'limitation', 'The commission decides about the limitation of speed.'],
      ['commissoin', 'commission', 'The commission decides about the limitation of speed.'],
      ['WIEGHT', 'weight', 'The weight limit of the trailer is 750 kilograms.'],
    ] as const) {
      const found = await ask(query);
      expect(found.instead, query).toEqual([meant]);
      expect(found.text, query).toContain(sentence);
    }
  });

  it('is found in languages with accents, with or without them', async () => {
    const { library, ask } = await withTexts();
    await using _library = library;
    expect((await ask('Reykjawik')).instead).toEqual(['Reykjavík']);
    expect((await ask('Reykjavíkk')).instead).toEqual(['Reykjavík']);
    expect((await ask('qué dijo el señoor')).instead).toEqual(['señor']);
    expect((await ask('Wo sitzt die Brehmse')).text).toContain('Bremse');
  });

  it('may be two words without the space, or a compound that stands nowhere as one', async () => {
    const { library, ask } = await withTexts();
    await using _library = library;
    expect((await ask('weightlimit')).instead).toEqual(['weight', 'limit']);
    expect((await ask('Wie hoch ist das Anhängergewicht?')).instead).toEqual(['Anhänger', 'Gewicht']);
  });

  it('of an earlier question is put right in the one that leans on it', async () => {
    const { library, ask } = await withTexts();
    await using _library = library;
    expect((await ask('and when was he born?', [], ['Tell me about Pitagoras'])).instead).toEqual([
      'Pythagoras',
    ]);
  });

  it('is looked up among the documents that are searched', async () => {
    const { library, ask, ids } = await withTexts();
    await using _library = library;
    expect((await ask('wieght', [ids['manual.txt']])).instead).toEqual(['weight']);
    expect((await ask('wieght', [ids['history.txt']])).instead).toEqual([]);
  });

  it('is put right with the words of documents that came since', async () => {
    const { library, ask } = await withTexts();
    await using _library = library;
    expect((await ask('hydrualic')).instead).toEqual([]);
    await library.add(library.file('pump.txt', 'The hydraulic pump stands in the cellar.'));
    expect((await ask('hydrualic')).instead).toEqual(['hydraulic']);
  });

  it('also finds documents in the library’s list', async () => {
    const { library, ids } = await withTexts();
    await using _library = library;
    const list = library.documents.handlers['document.list'];
    const { documents, found, alsoLookedFor } = await list(
      { query: 'Pitagoras' },
      { signal: new AbortController().signal },
    );
    expect(documents.map(({ id }) => id)).toEqual([ids['history.txt']]);
    expect(found).toHaveLength(1);
    expect(alsoLookedFor).toEqual(['Pythagoras']);
  });
});

describe('nothing is put in the place of', () => {
  it.each([
    ['a word that stands in the documents', 'trailer coupling'],
    ['a number', '751 kilograms'],
    ['a part number', 'part AB1235'],
    ['an acronym', 'part ABD'],
    ['a short word', 'teh'],
    ['a common word that is only missing here', 'the thrower trader'],
    ['what stands in quotation marks', '"wieght limit"'],
    ['Chinese and Japanese', '重里制限'],
    ['a word that is like none', 'xylophonist'],
    ['a form of a common word', 'trailing of brakers'],
    ['a name that only looks like another word', 'where did Traler and Anglen live'],
    ['a compound of which the documents have other stems', 'costered'],
  ])('%s', async (_, query) => {
    const { library, ask } = await withTexts();
    await using _library = library;
    expect((await ask(query)).instead).toEqual([]);
  });

  it('a word of a document’s name', async () => {
    const { library, ask } = await withTexts();
    await using _library = library;
    await library.add(library.file('Trialer.txt', 'A film about herons.'));
    expect((await ask('trialer')).instead).toEqual([]);
  });

  it('a word that another document has', async () => {
    const { library, ask, ids } = await withTexts();
    await using _library = library;
    await library.add(library.file('zoo.txt', 'The weightt is a rare animal. It is no weight.'));
    expect((await ask('weightt', [ids['manual.txt']])).instead).toEqual([]);
  });
});

it('words that stand in the documents count more than those put in the place of others', async () => {
  await using library = await openLibrary();
  await library.add(
    library.file(
      'a.txt',
      'The heron sleeps in the reeds near water.\n\nThe heorn is a made-up animal of the reeds.',
    ),
  );
  const { passages, alsoLookedFor } = await library.documents.retrieval.search({ query: 'heorn' });
  expect(alsoLookedFor).toEqual([]);
  const { highlight, start, text } = passages[0]!;
  expect(text.slice(highlight!.start - start, highlight!.end - start)).toContain('heorn');
});
