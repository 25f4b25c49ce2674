import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blocksOf, fileIn, read, temporaryFolder } from '../../../support/reading.ts';

const folder = temporaryFolder();
const blocks = async (source: string): Promise<[string, string][]> =>
  blocksOf(await read(fileIn(folder, 'a.md', source)));

describe('Markdown', () => {
  it('has headings of both kinds, with levels, and a title', async () => {
    const reading = await read(
      fileIn(folder, 'h.md', '# One\ntext\n\nTwo\n---\n\n### Three ###\n#No heading\n'),
    );
    expect(reading.head.title).toBe('One');
    expect(reading.parts[0]!.blocks.map((block) => [block.kind, block.level])).toEqual([
      ['heading', 1],
      ['paragraph', null],
      ['heading', 2],
      ['heading', 3],
      ['paragraph', null],
    ]);
  });

  it('takes its title from the front matter', async () => {
    const reading = await read(
      fileIn(folder, 'f.md', '---\ntitle: "The Report"\ndate: 2020\n---\n\n# Intro\n'),
    );
    expect(reading.head.title).toBe('The Report');
    expect(blocksOf(reading)[0]![0]).toBe('code');
  });

  it('keeps a list with its indented parts together', async () => {
    const list = '- one\n- two\n\n  more of two\n\n  ```\n  # not a heading\n  ```\n- three';
    expect(await blocks(`Before:\n${list}\n\nAfter.`)).toEqual([
      ['paragraph', 'Before:'],
      ['list', list],
      ['paragraph', 'After.'],
    ]);
  });

  it('knows tables and their header row', async () => {
    const reading = await read(
      fileIn(folder, 't.md', 'Intro\n| a | b |\n|---|:-:|\n| 1 | 2 |\n\nText | with a bar\n'),
    );
    expect(blocksOf(reading)).toEqual([
      ['paragraph', 'Intro'],
      ['table', '| a | b |\n|---|:-:|\n| 1 | 2 |'],
      ['paragraph', 'Text | with a bar'],
    ]);
    expect(reading.parts[0]!.blocks[1]!.header).toBe('| a | b |');
    const unnamed = await read(fileIn(folder, 'u.md', '|  |  |\n|--|--|\n| 1 | 2 |\n'));
    expect(unnamed.parts[0]!.blocks).toMatchObject([{ kind: 'table', start: 0 }]);
    expect(unnamed.parts[0]!.blocks[0]!.header).toBeUndefined();
  });

  it('does not look for structure inside code', async () => {
    expect(await blocks('~~~ sh\n# comment\n\n- item\n~~~\n\n    indented\n\ntext')).toEqual([
      ['code', '~~~ sh\n# comment\n\n- item\n~~~'],
      ['code', '    indented'],
      ['paragraph', 'text'],
    ]);
  });

  it('reads a fence that is never closed to the end', async () => {
    expect(await blocks('```\n# a\n\nb')).toEqual([['code', '```\n# a\n\nb']]);
  });

  it('loses no word of any text', async () => {
    const line = fc.constantFrom(
      '# h',
      '- i',
      '1. n',
      '| a | b |',
      '|---|---|',
      '```',
      '    c',
      '---',
      '===',
      '> q',
      '',
      ' ',
      'text',
      '<!--',
      '***',
    );
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 30 }), async (lines) => {
        const source = `start\n${lines.join('\n')}`;
        const { text } = await read(fileIn(folder, 'p.md', source));
        expect(text.split(/\s+/).filter(Boolean)).toEqual(source.split(/\s+/).filter(Boolean));
      }),
      { numRuns: 200 },
    );
  });

  it.each([
    ['nested emphasis', '*a **a '.repeat(60_000)],
    [
      'growing runs of backticks',
      Array.from({ length: 1500 }, (_, index) => `e${'`'.repeat(index)}`).join(''),
    ],
    ['unclosed brackets', '['.repeat(300_000)],
    ['nested quotes', `${'>'.repeat(100_000)} a`],
    ['empty cells', `${'|'.repeat(100_000)}\n${'|-'.repeat(50_000)}\n`],
  ])('reads %s in one go', async (_name, source) => {
    const { parts } = await read(fileIn(folder, 'bad.md', source));
    expect(parts.reduce((sum, part) => sum + part.text.trim().length, 0)).toBeGreaterThan(
      source.trim().length * 0.99,
    );
  });
});
