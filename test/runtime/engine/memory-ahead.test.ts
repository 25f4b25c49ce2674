import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { MemoryAhead } from '../../../main/runtime/engine/memory-ahead.ts';
import { type MemorySystem, memorySystemHere } from '../../../main/runtime/engine/memory-system.ts';

const mebibyte = 1024 ** 2;
const populateWrite = 23;

function mapping(start: number, bytes: number, rest = 'rw-p 00000000 00:00 0 '): string {
  return `${start.toString(16)}-${(start + bytes).toString(16)} ${rest}`;
}

/** A system with these mappings, and what it was asked to provide. */
function system(maps: string[], provides = true) {
  const asked: { start: number; end: number }[] = [];
  const memory: MemorySystem = {
    pageBytes: null,
    maps: () => maps.join('\n'),
    advise: () => true,
    adviseAside: async (start, bytes, advice) => {
      expect(advice).toBe(populateWrite);
      asked.push({ start, end: start + bytes });
      await setTimeout(1);
      return provides;
    },
    mapFile: () => null,
    now: () => performance.now(),
  };
  const bytes = () => asked.reduce((sum, { start, end }) => sum + end - start, 0);
  return { memory, asked, bytes };
}

/** Work during which a mapping appears. */
async function taking(maps: string[], ...lines: string[]): Promise<string> {
  await setTimeout(20);
  maps.push(...lines);
  await setTimeout(200);
  return 'done';
}

describe('memory for a model', () => {
  it('is provided while the model is read, from the end on, each part once', async () => {
    const start = 0x7000_0000_0000;
    const maps: string[] = [];
    const { memory, asked, bytes } = system(maps);
    const work = () => taking(maps, mapping(start, 1000 * mebibyte));
    expect(await new MemoryAhead(memory).during(work)).toBe('done');
    expect(asked[0]!.end).toBe(start + 1000 * mebibyte);
    expect(bytes()).toBe(1000 * mebibyte);
    expect(Math.min(...asked.map((range) => range.start))).toBe(start);
  });

  it('is not asked for again where it was there before, even when new memory has joined it', async () => {
    const start = 0x7000_0000_0000;
    const maps = [mapping(start + 512 * mebibyte, 512 * mebibyte)];
    const { memory, asked, bytes } = system(maps);
    await new MemoryAhead(memory).during(async () => {
      await setTimeout(20);
      maps[0] = mapping(start, 1024 * mebibyte);
      await setTimeout(200);
    });
    expect(bytes()).toBe(512 * mebibyte);
    expect(Math.max(...asked.map((range) => range.end))).toBe(start + 512 * mebibyte);
  });

  it('is not asked for where files, small buffers or other people’s memory lie', async () => {
    const maps: string[] = [];
    const { memory, asked } = system(maps);
    await new MemoryAhead(memory).during(() =>
      taking(
        maps,
        mapping(0x5000_0000_0000, 512 * mebibyte, 'r--p 00000000 fe:00 1234 /models/a.gguf'),
        mapping(0x5100_0000_0000, 512 * mebibyte, '---p 00000000 00:00 0 '),
        mapping(0x5200_0000_0000, 255 * mebibyte),
      ),
    );
    expect(asked).toEqual([]);
  });

  it('is left to the system where that refuses, or the work is done', async () => {
    const maps: string[] = [];
    const refusing = system(maps, false);
    await new MemoryAhead(refusing.memory).during(() =>
      taking(maps, mapping(0x7000_0000_0000, 4096 * mebibyte)),
    );
    expect(refusing.asked).toHaveLength(2);

    const huge = system([]);
    huge.memory.maps = () => mapping(0x7000_0000_0000, 2 ** 40);
    const failing = new MemoryAhead(huge.memory).during(async () => {
      await setTimeout(20);
      throw new Error('The file is damaged.');
    });
    await expect(failing).rejects.toThrow('damaged');
  });

  it('is asked for in large pages, until those take their time', async () => {
    const maps: string[] = [];
    const { memory, asked } = system(maps);
    const large: number[] = [];
    let now = 0;
    const slow: MemorySystem = {
      ...memory,
      pageBytes: 2 * mebibyte,
      advise: (start) => large.push(start) > 0,
      adviseAside: async (start, bytes, advice) => {
        now += large.length > 4 ? 1000 : 10;
        return await memory.adviseAside(start, bytes, advice);
      },
      now: () => now,
    };
    let between = 0;
    const work = () => taking(maps, mapping(0x7000_0000_0000, 512 * mebibyte));
    await new MemoryAhead(slow).during(work, () => void between++);
    expect(asked).toHaveLength(16);
    expect(large.length).toBeGreaterThan(4);
    expect(large.length).toBeLessThan(8);
    expect(between).toBeGreaterThan(16);
  });

  it('is this process’s own on Linux, and nothing in it changes', async ({ skip }) => {
    const memory = await memorySystemHere();
    if (memory.maps() === null) skip();
    const buffer = await new MemoryAhead(memory).during(async () => {
      // Filled with zeros without being touched: the system would provide it only now.
      const fresh = new Uint8Array(300 * mebibyte);
      fresh[0] = 7;
      await setTimeout(300);
      return fresh;
    });
    expect(buffer[0]).toBe(7);
    expect(buffer[buffer.length - 1]).toBe(0);
    expect(process.memoryUsage.rss()).toBeGreaterThan(250 * mebibyte);
  });
});
