import { readFileSync } from 'node:fs';

/** `madvise(2)`: this memory may be put into large pages; do so now, copying what is there (Linux 6.1); give it its pages now (Linux 5.14). */
export const advice = { hugepage: 14, populateWrite: 23, collapse: 25 } as const;
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

/** For this process. */
export async function memorySystemHere(): Promise<MemorySystem> {
  const madvise = process.platform === 'linux' ? await bindMadvise() : null;
  return {
    pageBytes: madvise && pageBytesHere(),
    maps: () => (madvise ? readFileSync('/proc/self/maps', 'utf8') : null),
    advise: (address, bytes, kind) => madvise?.(address, bytes, kind) === 0,
    adviseAside: async (address, bytes, kind) =>
      madvise !== null &&
      (await new Promise<boolean>((resolve) => {
        madvise.async(address, bytes, kind, (error: unknown, result: number) =>
          resolve(!error && result === 0),
        );
      })),
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

async function bindMadvise() {
  try {
    const { default: koffi } = await import('koffi');
    // A null path is the process itself, which has the C library in it, whatever that is called here.
    return koffi.load(null).func('int madvise(uintptr_t address, size_t length, int advice)');
  } catch {
    // A system whose C library cannot be reached like this: the model runs as well without, only slower.
    return null;
  }
}
