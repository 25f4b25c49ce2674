import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { MappedFile } from '../../../main/runtime/engine/mapped-file.ts';
import { advice, type MemorySystem, memorySystemHere } from '../../../main/runtime/engine/memory-system.ts';
import type { LeftInFile } from '../../../main/runtime/interface.ts';

const mebibyte = 1024 ** 2;
const base = 0x7000_0000_0000;
const folder = mkdtempSync(join(tmpdir(), 'bittern-mapped-'));
const path = join(folder, 'a model.gguf');
writeFileSync(path, Buffer.alloc(96 * mebibyte, 7));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A line of `/proc/self/maps` for `bytes` of the file from `offset` on, in mebibytes. */
function line(at: number, bytes: number, offset: number, file = path): string {
  const hex = (mebibytes: number) => (mebibytes * mebibyte).toString(16);
  const start = base + at * mebibyte;
  return `${start.toString(16)}-${(start + bytes * mebibyte).toString(16)} r--s ${hex(offset)} fe:00 1234     ${file}`;
}

/** A system with these mappings, and what was given back, in mebibytes from the first address on. */
function system(change: Partial<MemorySystem> = {}) {
  const maps: string[] = [];
  const returned: [number, number][] = [];
  const counts = { unmapped: 0 };
  const memory: MemorySystem = {
    pageBytes: null,
    maps: () => maps.join('\n'),
    advise: (address, bytes, kind) => {
      expect(kind).toBe(advice.dontNeed);
      returned.push([(address - base) / mebibyte, bytes / mebibyte]);
      return true;
    },
    adviseAside: async () => true,
    mapFile: () => {
      maps.push(line(1000, 96, 0));
      const unmap = () => {
        counts.unmapped += 1;
        maps.splice(maps.indexOf(line(1000, 96, 0)), 1);
      };
      return { start: base + 1000 * mebibyte, end: base + 1096 * mebibyte, unmap };
    },
    now: () => performance.now(),
    ...change,
  };
  return { memory, maps, returned, counts };
}

/** What stays in the file, in mebibytes. */
function left(start: number, end: number, lookedUpStart: number, lookedUpEnd: number): LeftInFile {
  return {
    start: start * mebibyte,
    end: end * mebibyte,
    lookedUp: { start: lookedUpStart * mebibyte, end: lookedUpEnd * mebibyte },
    neighbours: 0,
  };
}

describe('a model file that is mapped', () => {
  it('gives back, while the model is loaded, only what is certain to stay the file’s', () => {
    const { memory, maps, returned } = system();
    const file = MappedFile.of(memory, path, left(10, 80, 4, 10))!;
    file.release();
    expect(returned).toEqual([]);
    maps.push(line(0, 96, 0), line(200, 96, 0, '/models/another.gguf'));
    file.release();
    // llama.cpp unmaps both ends, and something else comes to lie there.
    maps[0] = line(12, 60, 12);
    file.release();
    expect(returned).toEqual([
      [10, 70],
      [10, 70],
    ]);
  });

  it('gives back everything once the model is loaded, later only what is looked up', () => {
    const { memory, maps, returned } = system();
    const file = MappedFile.of(memory, path, left(10, 80, 4, 10))!;
    maps.push(line(4, 76, 4));
    file.settle();
    maps.length = 0;
    file.release();
    file.release();
    expect(returned).toEqual([
      [10, 70],
      [4, 6],
      [4, 6],
    ]);
  });

  it('is read a piece at a time, and no further when that is cancelled', async () => {
    const controller = new AbortController();
    const { memory, maps, counts } = system();
    const file = MappedFile.of(memory, path, left(0, 0, 0, 0))!;
    const fractions: number[] = [];
    for await (const fraction of file.read(controller.signal)) fractions.push(Math.round(fraction * 3));
    expect(fractions).toEqual([1, 2, 3]);
    const cancelled = async () => {
      for await (const _ of file.read(controller.signal)) controller.abort();
    };
    await expect(cancelled()).rejects.toThrow('Stopped.');
    expect(maps).toEqual([]);
    expect(counts.unmapped).toBe(3);
  });

  it('is left to llama.cpp to read where the system does not read ahead', async () => {
    const { memory } = system({ adviseAside: async () => false });
    const file = MappedFile.of(memory, path, left(0, 0, 0, 0))!;
    for await (const _ of file.read(new AbortController().signal)) expect.unreachable();
  });

  it('is not mapped where that cannot be done, or the system calls it by another name', () => {
    const unable = system({ mapFile: () => null });
    expect(MappedFile.of(unable.memory, path, left(0, 0, 0, 0))).toBeNull();
    const renaming = system({ maps: () => line(1000, 96, 0, '/mnt/elsewhere/a model.gguf') });
    expect(MappedFile.of(renaming.memory, path, left(0, 0, 0, 0))).toBeNull();
    expect(renaming.counts.unmapped).toBe(1);
  });

  it('takes no memory of this process on Linux after it was given back', async ({ skip }) => {
    const memory = await memorySystemHere();
    const mapped = memory.mapFile(path);
    if (!mapped) return skip();
    const fileMebibytes = () =>
      Number(/RssFile:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))![1]) / 1024;
    const before = fileMebibytes();
    const { start, end, unmap } = mapped;
    if (!(await memory.adviseAside(start, end - start, advice.populateRead))) return skip();
    expect(fileMebibytes() - before).toBeGreaterThan(80);
    MappedFile.of(memory, path, left(0, 96, 0, 8))!.release();
    expect(fileMebibytes() - before).toBeLessThan(16);
    unmap();
  });
});
