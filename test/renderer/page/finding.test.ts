import { describe, expect, it } from 'vitest';
import {
  type Found,
  findAll,
  findPattern,
  findThroughout,
  foundAtMost,
} from '../../../renderer/page/finding.ts';

const find = (text: string, query: string) =>
  findAll(text, findPattern(query)!, 0).map(({ start, end }) => text.slice(start, end));

async function findIn(
  text: string,
  query: string,
  pieceLength: number,
  signal = new AbortController().signal,
) {
  let last: readonly Found[] = [];
  let searched = 0;
  await findThroughout(
    text.length,
    query,
    async (start, end) => text.slice(start, end),
    (found, upTo) => {
      last = found;
      searched = upTo;
    },
    signal,
    pieceLength,
  );
  return { found: last, searched };
}

describe('finding words', () => {
  it('does not mind case', () => {
    expect(find('Bittern, BITTERN, bittern', 'bittern')).toHaveLength(3);
    expect(find('ÉTANG étang', 'Étang')).toHaveLength(2);
  });

  it('finds words over line breaks', () => {
    expect(find('the reed\n   base', 'reed base')).toEqual(['reed\n   base']);
  });

  it('takes signs for themselves', () => {
    expect(find('costs $5.00 (five)', '$5.00 (five)')).toHaveLength(1);
    expect(find('a.c abc', 'a.c')).toEqual(['a.c']);
    expect(find('2019-2024', '2019-2024')).toHaveLength(1);
  });

  it('finds nothing for nothing', () => {
    expect(findPattern('   ')).toBeNull();
  });
});

describe('searching a long text piece by piece', () => {
  const text = `${'x'.repeat(990)} reed base ${'y'.repeat(2000)} reed base`;

  it('finds what lies over the edge of two pieces, once', async () => {
    for (const pieceLength of [995, 1000, 700, 5000]) {
      const { found, searched } = await findIn(text, 'reed base', pieceLength);
      expect(found.map(({ start }) => start)).toEqual([991, 3002]);
      expect(searched).toBe(text.length);
    }
  });

  it('stops when it was stopped', async () => {
    const controller = new AbortController();
    controller.abort();
    expect((await findIn(text, 'reed', 500, controller.signal)).found).toEqual([]);
  });

  it('collects no more places than can be stepped through', async () => {
    const { found } = await findIn('a '.repeat(10_000), 'a', 1500);
    expect(found).toHaveLength(foundAtMost);
  });
});
