import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { madeDocuments } from '../../main/bench/retrieval/made-documents.ts';
import { placesIn } from '../../main/bench/retrieval/places.ts';
import { PlainSearch, wordChunks } from '../../main/bench/retrieval/plain-search.ts';
import { readQuestionSet } from '../../main/bench/retrieval/question-set.ts';
import { RecallCounter } from '../../main/bench/retrieval/recall.ts';
import { openConnection } from '../../main/store/connection.ts';
import { run } from '../cli/run.ts';

const folder = mkdtempSync(join(tmpdir(), 'bittern-retrieval-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const written = (name: string, value: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
};

describe('a question set', () => {
  it('is read with offsets of code points, in composed characters', () => {
    // A character beyond 16 bits, and an é in two parts.
    const text = 'A 𝒷 cafe\u0301 by the river.';
    const start = [...text].join('').indexOf('river') - 1;
    const { documents, questions } = readQuestionSet(
      written('offsets.json', {
        documents: [{ id: 'one', text }],
        questions: [{ doc_id: 'one', question: 'Where?', spans: [{ text: 'river', start, end: start + 5 }] }],
      }),
    );
    const [span] = questions[0]!.spans;
    expect(documents[0]!.text.slice(span!.start, span!.end)).toBe('river');
    expect(documents[0]!.text).toContain('café');
  });

  it.each([
    ['no JSON', 'hello', /cannot be read as JSON/],
    ['without questions', { documents: [{ id: 'a', text: 'b' }], questions: [] }, /questions/],
    [
      'about a document that is not there',
      { documents: [{ id: 'a', text: 'b' }], questions: [{ doc_id: 'c', question: 'd', spans: [] }] },
      /about c, which is not there/,
    ],
  ])('is refused: %s', (name, value, message) => {
    expect(() => readQuestionSet(written(`${name}.json`, value))).toThrow(message);
  });
});

it('finds places again where white space has changed', () => {
  const place = placesIn('Two  words\n\n\nand more.', 'Two words\n\nand more.')!;
  expect([place(3), place(10), place(16)]).toEqual([3, 9, 14]);
  expect(placesIn('Two words', 'Too words')).toBeNull();
});

it('counts a hit only where a passage holds the whole answer in its document', () => {
  const counter = new RecallCounter();
  const asked = { question: '?', document: 1, spans: [{ start: 10, end: 20 }] };
  const passage = (document: number, start: number, end: number) => ({ document, start, end, tokens: 600 });
  counter.add(asked, [passage(0, 0, 99), passage(1, 0, 19), passage(1, 10, 20)]);
  counter.add(asked, [passage(1, 0, 99)]);
  counter.add(asked, []);
  expect(counter.recall).toEqual({
    questions: 3,
    at: [1 / 3, 2 / 3, 2 / 3, 2 / 3],
    within: [1 / 3, 2 / 3, 2 / 3],
  });
});

it('compares with SQLite’s own index over chunks of 200 words', () => {
  const text = Array.from({ length: 450 }, (_, n) => `word${n}`).join(' ');
  const chunks = wordChunks(text).map(({ start, end }) => text.slice(start, end).split(' '));
  expect(chunks.map((chunk) => [chunk[0], chunk.length])).toEqual([
    ['word0', 200],
    ['word170', 200],
    ['word340', 110],
  ]);
  const db = openConnection(join(folder, 'plain.db'));
  const plain = new PlainSearch(db, [{ text }, { text: 'Herons and bitterns fish in the reeds.' }]);
  expect(plain.search('What is a bittern?', null).map(({ document }) => document)).toEqual([1]);
  expect(plain.search('bittern', 0)).toEqual([]);
  expect(plain.search('word345 OR "', null).map(({ start }) => text.slice(start, start + 7))).toEqual([
    'word340',
    'word170',
  ]);
  db.close();
});

describe('bench --retrieval', () => {
  it('measures a question set and leaves nothing behind', async () => {
    const texts = ['The bittern booms at dusk.\n\n\nIt eats eels.', 'Tax is due in March.'];
    const file = written('set.json', {
      name: 'tiny',
      documents: texts.map((text, index) => ({ id: `d${index}`, text })),
      questions: [
        { doc_id: 'd0', question: 'What does it eat?', spans: [{ start: 38, end: 42 }] },
        { doc_id: 'd1', question: 'When is tax due?', spans: [{ start: 14, end: 19 }] },
      ],
    });
    const { code, lines } = await run(join(folder, 'data'), ['bench', '--json', '--retrieval', file]);
    expect(code).toBe(0);
    expect(lines()).toHaveLength(8);
    for (const line of lines()) expect(line).toMatchObject({ type: 'recall', set: 'tiny' });
    expect(lines().find((line) => line.method === 'words' && line.half === 'both')).toMatchObject({
      where: 'document',
      questions: 2,
      at: [1, 1, 1, 1],
    });
    expect(lines().find((line) => line.method === 'words' && line.half === 'second')).toMatchObject({
      questions: 1,
    });
    const { lines: found } = await run(join(folder, 'data'), ['search', '--json', 'tax']);
    expect(found()).toEqual([]);
  }, 60_000);
});

describe('bench --retrieval --chunks', () => {
  it('times the questions in a library made of the set’s sentences', async () => {
    const file = written('times.json', {
      name: 'tiny',
      documents: [{ id: 'd', text: 'The bittern booms at dusk in the reeds. It eats eels and frogs.' }],
      questions: [{ doc_id: 'd', question: 'What does it eat?', spans: [] }],
    });
    const { code, lines } = await run(join(folder, 'times'), [
      ...['bench', '--json', '--retrieval', file, '--chunks', '10'],
    ]);
    expect(code).toBe(0);
    expect(lines()[0]).toMatchObject({ type: 'latency', set: 'tiny', method: 'words', questions: 1 });
    expect(lines()[0]!.chunks).toBeGreaterThanOrEqual(10);
    expect(lines()[1] ?? { method: 'words and meaning' }).toMatchObject({ method: 'words and meaning' });
    const { lines: found } = await run(join(folder, 'times'), ['search', '--json', 'bittern']);
    expect(found()).toEqual([]);
  }, 120_000);

  it('is refused without questions', async () => {
    const { code, stderr } = await run(join(folder, 'times'), ['bench', '--chunks', '10']);
    expect(code).not.toBe(0);
    expect(stderr).toContain('--chunks goes with --retrieval');
  });
});

it('makes the same documents of a set’s sentences every time', () => {
  const texts = ['One sentence of some length. And another one of it!', 'A third, which stands elsewhere.'];
  const first = madeDocuments(texts).next().value!;
  expect(first).toBe(madeDocuments(texts).next().value);
  expect(first).toContain('A third, which stands elsewhere.');
  expect(first.length).toBeGreaterThan(100_000);
  expect(madeDocuments(['Short.']).next().value).toBeUndefined();
});
