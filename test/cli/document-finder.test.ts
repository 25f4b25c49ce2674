import { describe, expect, it } from 'vitest';
import { documentFinder } from '../../main/cli/document-finder.ts';
import type { Handlers } from '../../main/handlers.ts';

const library = [
  { id: 'doc_aaaaaaaaaaaa', fileName: 'reeds.pdf', hash: 'a'.repeat(64) },
  { id: 'doc_bbbbbbbbbbbb', fileName: 'reeds.pdf', hash: 'b'.repeat(64) },
  { id: 'doc_cccccccccccc', fileName: 'eels.txt', hash: 'c'.repeat(64) },
];

function finder(): { find: ReturnType<typeof documentFinder>; lists: () => number } {
  let lists = 0;
  const handlers = {
    'document.list': () => {
      lists += 1;
      return { documents: library, tags: [] };
    },
    'document.get': ({ id }: { id: string }) => library.find((document) => document.id === id),
  } as unknown as Handlers;
  return { find: documentFinder({ handlers }, new AbortController().signal), lists: () => lists };
}

describe('documents', () => {
  it('are found by identifier without looking', async () => {
    const { find, lists } = finder();
    expect(await find(['doc_zzzzzzzzzzzz'])).toEqual(['doc_zzzzzzzzzzzz']);
    expect(lists()).toBe(0);
  });

  it('are found by file name, all of that name', async () => {
    const { find } = finder();
    expect(await find(['reeds.pdf'])).toEqual(['doc_aaaaaaaaaaaa', 'doc_bbbbbbbbbbbb']);
    expect(await find(['marsh/eels.txt'])).toEqual(['doc_cccccccccccc']);
    expect(await find(['eels'])).toEqual(['doc_cccccccccccc']);
  });

  it('are found by the hash of their bytes', async () => {
    expect(await finder().find(['B'.repeat(64)])).toEqual(['doc_bbbbbbbbbbbb']);
  });

  it('come once, and the library is read once', async () => {
    const { find, lists } = finder();
    expect(await find(['eels.txt', 'doc_cccccccccccc', 'eels.txt'])).toEqual(['doc_cccccccccccc']);
    await find(['reeds.pdf']);
    expect(lists()).toBe(1);
  });

  it('that nobody imported are named', async () => {
    await expect(finder().find(['heron.pdf'])).rejects.toThrow('There is no document "heron.pdf".');
  });
});
