import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../support/build.ts';
import { run } from './run.ts';

const folder = mkdtempSync(join(tmpdir(), 'bittern-cli-'));
const data = join(folder, 'data');
const guide = join(root, 'resources/sample/a-field-guide-to-bitterns.pdf');
const notes = join(folder, 'notes');

beforeAll(() => {
  mkdirSync(notes);
  writeFileSync(join(notes, 'eels.md'), '# Eels\n\nThe eel came up the ditch at dusk, silver below.\n');
  writeFileSync(join(notes, 'reeds.txt'), 'Reeds are cut in winter.\r\n\r\nThatchers buy them.\r\n');
  writeFileSync(join(folder, 'empty.txt'), '');
  writeFileSync(join(folder, 'not-a.pdf'), `%PDF-1.7\n${'x'.repeat(300)}`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('bittern import', () => {
  it('prints a line a file, folders opened', async () => {
    const { code, lines, stderr } = await run(data, ['import', guide, notes, '--json']);
    // A slow machine makes it tell how far it is, too.
    expect([code, stderr.includes('bittern:')]).toEqual([0, false]);
    expect(lines().map((line) => Object.keys(line))).toEqual(
      Array(3).fill(['file', 'status', 'documentId', 'pages', 'words', 'chunks', 'ms', 'error']),
    );
    const found = lines().map(({ file, status, pages }) => [file, status, pages]);
    expect(found[0]).toEqual([guide, 'ready', 4]);
    expect(found.slice(1).sort()).toEqual([
      [join(notes, 'eels.md'), 'ready', 1],
      [join(notes, 'reeds.txt'), 'ready', 1],
    ]);
    expect(lines()[0]?.words).toBeGreaterThan(900);
  });

  it('says what is wrong with a file, goes on with the next, and leaves with 2', async () => {
    const files = [
      join(folder, 'empty.txt'),
      join(folder, 'not-a.pdf'),
      join(folder, 'gone.pdf'),
      join(notes, 'eels.md'),
    ];
    const { code, lines } = await run(data, ['--json', 'import', ...files]);
    expect(code).toBe(2);
    expect(lines().map(({ file, status }) => [file, status])).toEqual([
      [files[0], 'failed'],
      [files[1], 'failed'],
      [files[2], 'failed'],
      [files[3], 'ready'],
    ]);
    for (const { error } of lines().slice(0, 3)) expect(error).toMatch(/^[A-Z“"].{15,}\.$/);
  });

  it('prints words for people without --json', async () => {
    const { stdout } = await run(data, ['import', join(notes, 'eels.md'), '--data', join(folder, 'other')]);
    expect(stdout).toMatch(/eels\.md: 1 page, \d+ words, 1 chunk, \d+ ms, doc_\w+\n$/);
  });
});

describe('bittern text and search', () => {
  const idOf = async (file: string): Promise<string> =>
    String((await run(data, ['import', file, '--json'])).lines()[0]?.documentId);

  it('give the same text: a passage is what stands between its offsets', async () => {
    const id = await idOf(guide);
    const { stdout: text } = await run(data, ['text', id]);
    expect(text.split('\f')).toHaveLength(4);
    const { lines, code } = await run(data, [
      'search',
      'How many eggs does she lay?',
      '--json',
      '--limit',
      '3',
    ]);
    expect(code).toBe(0);
    const [best] = lines();
    expect(Object.keys(best ?? {})).toEqual([
      'documentId',
      'file',
      'page',
      'start',
      'end',
      'text',
      'tokens',
      'score',
    ]);
    expect(best).toMatchObject({ documentId: id, file: 'a-field-guide-to-bitterns.pdf', page: 3 });
    expect(best?.text).toContain('four to six olive-brown eggs');
    for (const line of lines().filter(({ documentId }) => documentId === id))
      expect(text.slice(Number(line.start), Number(line.end))).toBe(line.text);
  });

  it('say what they looked for in the place of a misspelt word', async () => {
    await idOf(guide);
    const { stdout, stderr } = await run(data, ['search', 'olvie brown', '--limit', '1']);
    expect(stdout).toContain('four to six olive-brown eggs');
    expect(stderr).toContain('Also looked for: olive');
  });

  it('print stored text and nothing else', async () => {
    const id = await idOf(join(notes, 'reeds.txt'));
    const { stdout } = await run(data, ['text', id]);
    expect(stdout.trimEnd()).toBe('Reeds are cut in winter.\n\nThatchers buy them.');
  });

  it('keep to documents, budgets and limits', async () => {
    const { lines } = await run(data, ['search', 'reeds', '--document', 'reeds.txt', '--json']);
    expect(new Set(lines().map(({ file }) => file))).toEqual(new Set(['reeds.txt']));
    const budget = (await run(data, ['search', 'bittern reeds', '--budget', '300', '--json'])).lines();
    expect(budget.reduce((sum, { tokens }) => sum + Number(tokens), 0)).toBeLessThanOrEqual(300);
  });

  it('answer many questions, one line each', async () => {
    const file = join(folder, 'queries.jsonl');
    const id = await idOf(guide);
    const queries = [
      { id: 'a', query: 'What do bitterns eat?' },
      { id: 'b', query: 'dusk', documents: ['eels.md'] },
      { id: 3, query: 'wings', documents: [id] },
    ];
    writeFileSync(file, queries.map((query) => JSON.stringify(query)).join('\n'));
    const { lines } = await run(data, ['search', '--queries', file, '--limit', '2']);
    expect(lines().map((line) => [line.id, typeof line.ms])).toEqual([
      ['a', 'number'],
      ['b', 'number'],
      [3, 'number'],
    ]);
    expect(lines()[1]?.passages).toMatchObject([{ file: 'eels.md', page: 1 }]);
  });

  it('find a document by the hash of its bytes', async () => {
    const { createHash } = await import('node:crypto');
    const hash = createHash('sha256')
      .update(readFileSync(join(notes, 'eels.md')))
      .digest('hex');
    const { code, lines } = await run(data, ['search', 'dusk', '--document', hash, '--json']);
    expect(code).toBe(0);
    expect(lines()[0]).toMatchObject({ file: 'eels.md' });
  });

  it.each([
    [['text', 'doc_000000000000'], 2],
    [['text', '../../etc/passwd'], 2],
    [['search', 'x', '--document', 'nowhere.pdf'], 2],
    [['search', '   '], 2],
  ])('refuse with a sentence: %j', async (commandLine, expected) => {
    const { code, stdout, stderr } = await run(data, commandLine);
    expect([code, stdout]).toEqual([expected, '']);
    expect(stderr).toMatch(/^bittern: [A-Z].*\n$/);
  });
});

describe('bittern ask without a model', () => {
  it('answers with passages and their sources', async () => {
    const { code, stdout, stderr } = await run(data, [
      'ask',
      'How far does the boom carry?',
      '--file',
      guide,
    ]);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain('five kilometres');
    expect(stdout).toMatch(/\nSources:\n\[1\] a-field-guide-to-bitterns\.pdf, page 2\n/);
  });

  it('gives the events of the answer as JSON', async () => {
    const { lines } = await run(data, ['ask', 'What colour are the eggs?', '--json']);
    expect(lines().at(-1)).toMatchObject({
      type: 'done',
      message: { status: 'done', answer: { by: 'passages' } },
    });
  });

  it('does not answer from half of the files', async () => {
    const { code, stdout, stderr } = await run(data, [
      'ask',
      'x?',
      '--file',
      guide,
      join(folder, 'empty.txt'),
    ]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('empty.txt');
  });
});

describe('a command that is stopped', () => {
  it('leaves with 130 and its data folder free', async () => {
    const stop = new AbortController();
    stop.abort();
    expect((await run(data, ['import', guide], stop.signal)).code).toBe(130);
    expect((await run(data, ['models'])).code).toBe(0);
  });
});
