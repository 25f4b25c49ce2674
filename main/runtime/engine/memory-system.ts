import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';

/**
 * `madvise(2)`: this memory is not needed for now; it may be put into large pages; do so now, copying what is there (Linux 6.1); give
 * it its pages now, to be read or to be written (Linux 5.14).
 */
export const advice = {
  dontNeed: 4,
  hugepage: 14,
  populateRead: 22,
  populateWrite: 23,
  collapse: 25,
} as const;
const settings = '/sys/kernel/mm/transparent_hugepage';

/** What is asked of the system about this process's memory; given in tests. */
export interface MemorySystem {
  /** Bytes of a large page; null where there are none to be had. */
  readonly pageBytes: number | null;
  /** `/proc/self/maps`; null elsewhere than on Linux. */
  maps(): string | null;
  /** `madvise(2)`; true when it was done. */
  advise(address: number, bytes: number, advice: number): boolean;
  /** The same in another thread. */
  adviseAside(address: number, bytes: number, advice: number): Promise<boolean>;
  /** Maps a file to be read; null where that cannot be done. */
  mapFile(path: string): (Range & { unmap(): void }) | null;
  now(): number;
}

/** Addresses in bytes, the end excluded. */
export interface Range {
  start: number;
  end: number;
}

/** Mappings of the process's own memory, without a file, of at least so many bytes. */
export function largeMappings(maps: string | null, leastBytes: number): Range[] {
  return [...(maps ?? '').matchAll(/^([0-9a-f]+)-([0-9a-f]+) rw-p 0+ 00:00 0\s*$/gm)]
    .map(([, start, end]) => ({ start: Number.parseInt(start!, 16), end: Number.parseInt(end!, 16) }))
    .filter(({ start, end }) => end - start >= leastBytes);
}

/** Where a file is mapped to be read, in bytes, and from which offset in it on. */
export function mappingsOf(maps: string | null, path: string): (Range & { offset: number })[] {
  return [
    ...(maps ?? '').matchAll(/^([0-9a-f]+)-([0-9a-f]+) r--[sp] ([0-9a-f]+) [0-9a-f]+:[0-9a-f]+ \d+ +(.+)$/gm),
  ]
    .filter((line) => line[4] === path)
    .map((line) => line.slice(1, 4).map((digits) => Number.parseInt(digits, 16)))
    .map(([start, end, offset]) => ({ start: start!, end: end!, offset: offset! }));
}

/** For this process. */
export async function memorySystemHere(): Promise<MemorySystem> {
  const library = process.platform === 'linux' ? await bindLibrary() : null;
  return {
    pageBytes: library && pageBytesHere(),
    maps: () => (library ? readFileSync('/proc/self/maps', 'utf8') : null),
    advise: (address, bytes, kind) => library?.madvise(address, bytes, kind) === 0,
    adviseAside: async (address, bytes, kind) =>
      library !== null &&
      (await new Promise<boolean>((resolve) => {
        library.madvise.async(address, bytes, kind, (error: unknown, result: number) =>
          resolve(!error && result === 0),
        );
      })),
    mapFile: (path) => library && mapFile(library, path),
    now: () => performance.now(),
  };
}

function pageBytesHere(): number | null {
  try {
    if (readFileSync(`${settings}/enabled`, 'utf8').includes('[never]')) return null;
    return Number(readFileSync(`${settings}/hpage_pmd_size`, 'utf8')) || null;
  } catch {
    // A kernel without large pages has no such files.
    return null;
  }
}

const toRead = 1;
const shared = 1;

function mapFile({ mmap, munmap }: CLibrary, path: string): ReturnType<MemorySystem['mapFile']> {
  const file = openSync(path, 'r');
  try {
    const bytes = fstatSync(file).size;
    const start = mmap(0, bytes, toRead, shared, file, 0);
    // The largest address stands for a failure.
    if (start > Number.MAX_SAFE_INTEGER) return null;
    return { start, end: start + bytes, unmap: () => void munmap(start, bytes) };
  } finally {
    closeSync(file);
  }
}

type CLibrary = NonNullable<Awaited<ReturnType<typeof bindLibrary>>>;

async function bindLibrary() {
  try {
    const { default: koffi } = await import('koffi');
    // A null path is the process itself, which has the C library in it, whatever that is called here.
    const c = koffi.load(null);
    return {
      madvise: c.func('int madvise(uintptr_t address, size_t length, int advice)'),
      mmap: c.func(
        'uintptr_t mmap(uintptr_t address, size_t length, int access, int flags, int file, int64_t offset)',
      ),
      munmap: c.func('int munmap(uintptr_t address, size_t length)'),
    };
  } catch {
    // A system whose C library cannot be reached like this: the model runs as well without, only slower.
    return null;
  }
}
