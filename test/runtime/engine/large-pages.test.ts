import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LargePages } from '../../../main/runtime/engine/large-pages.ts';
import { type MemorySystem, memorySystemHere } from '../../../main/runtime/engine/memory-system.ts';

const mebibyte = 1024 ** 2;
const pageBytes = 2 * mebibyte;
const collapse = 25;

/** A mapping as `/proc/self/maps` writes it. */
function mapping(start: number, bytes: number, rest = 'rw-p 00000000 00:00 0 '): string {
  return `${start.toString(16)}-${(start + bytes).toString(16)} ${rest}`;
}

/** A system in which moving a page takes ten milliseconds. */
function system(
  maps: string[],
  change: Partial<MemorySystem> & { refuses?: (address: number) => boolean } = {},
) {
  const moved: number[] = [];
  let now = 0;
  const pages = new LargePages({
    pageBytes,
    maps: () => maps.join('\n'),
    advise: (address, _bytes, advice) => {
      if (advice !== collapse) return true;
      now += 10;
      if (change.refuses?.(address)) return false;
      moved.push(address);
      return true;
    },
    adviseAside: async () => true,
    mapFile: () => null,
    now: () => now,
    ...change,
  });
  return { pages, moved };
}

describe('moving a model into large pages', () => {
  it('takes a moment’s worth at a time, what was allocated first before the rest', () => {
    const low = 0x7000_0000_0000;
    const high = 0x7f00_0000_0000;
    const { pages, moved } = system([mapping(low, 64 * mebibyte), mapping(high, 64 * mebibyte)]);
    pages.survey();
    pages.work(30);
    expect(moved).toEqual([high + 62 * mebibyte, high + 60 * mebibyte, high + 58 * mebibyte]);
    expect(pages.isWanted).toBe(true);
    pages.work(60_000);
    expect(moved).toHaveLength(64);
    expect(moved.at(-1)).toBe(low);
    expect(pages.isWanted).toBe(false);
  });

  it('leaves files, small mappings and what is not whole alone', () => {
    const start = 0x7000_0010_0000;
    const { pages, moved } = system([
      mapping(0x5000_0000_0000, 512 * mebibyte, 'r--p 00000000 fe:00 1234 /models/a.gguf'),
      mapping(0x5100_0000_0000, 512 * mebibyte, '---p 00000000 00:00 0 '),
      mapping(0x5200_0000_0000, 63 * mebibyte),
      mapping(start, 64 * mebibyte),
    ]);
    pages.survey();
    pages.work(60_000);
    expect(moved).toHaveLength(31);
    expect(Math.min(...moved)).toBe(start + mebibyte);
    expect(Math.max(...moved) + pageBytes).toBe(start + 63 * mebibyte);
  });

  it('passes over what the system refuses, and leaves it in peace when it refuses everything', () => {
    const start = 0x7000_0000_0000;
    const some = system([mapping(start, 64 * mebibyte)], {
      refuses: (address) => address % (4 * mebibyte) === 0,
    });
    some.pages.survey();
    some.pages.work(60_000);
    expect(some.moved).toHaveLength(16);

    let asked = 0;
    const none = system([mapping(start, 1024 * mebibyte)], { refuses: () => ++asked > 0 });
    none.pages.survey();
    none.pages.work(60_000);
    expect(asked).toBe(16);
    expect(none.pages.isWanted).toBe(false);
  });

  it('wants nothing where there are no large pages, or only gigantic ones', () => {
    for (const other of [null, 512 * mebibyte]) {
      const { pages } = system([mapping(0x7000_0000_0000, 2048 * mebibyte)], { pageBytes: other });
      pages.survey();
      expect(pages.isWanted).toBe(false);
      pages.work(10);
    }
  });

  it('moves this process’s own memory on Linux and changes nothing in it', async ({ skip }) => {
    const pages = new LargePages(await memorySystemHere());
    const memory = Buffer.alloc(256 * mebibyte, 7);
    pages.survey();
    // A system without large pages, or a test process whose memory is not laid out like this.
    if (!pages.isWanted) skip();
    const before = inLargePages();
    pages.work(60_000);
    expect(pages.isWanted).toBe(false);
    // What the system refuses to everybody is no fault of ours: an old kernel, memory in too small pieces.
    if (inLargePages() > before) expect(inLargePages() - before).toBeGreaterThan(100 * mebibyte);
    expect(memory.every((byte) => byte === 7)).toBe(true);
  });
});

/** Bytes of this process in large pages. */
function inLargePages(): number {
  const line = /^AnonHugePages:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/smaps_rollup', 'utf8'));
  return Number(line?.[1] ?? 0) * 1024;
}
