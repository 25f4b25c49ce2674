import { readFileSync } from 'node:fs';

/** `madvise(2)`: this memory may be put into large pages; do so now, copying what is there (Linux 6.1). */
const advice = { hugepage: 14, collapse: 25 } as const;
const settings = '/sys/kernel/mm/transparent_hugepage';
/** Weights and keys and values are far larger; what is smaller is not read often enough to matter. */
const leastBytes = 64 * 1024 ** 2;
/** A large page on processors with small pages of 4 KiB; some have far larger ones, which are not worth the copying. */
const mostPageBytes = 32 * 1024 ** 2;
/** Pieces in a row that the system may refuse, for want of memory in one piece, before it is left in peace. */
const patience = 16;

/** What is asked of the system; given in tests. */
export interface MemorySystem {
  /** Bytes of a large page; null where there are none to be had. */
  readonly pageBytes: number | null;
  /** `/proc/self/maps`. */
  maps(): string;
  /** `madvise(2)`; true when it was done. */
  advise(address: number, bytes: number, advice: number): boolean;
  now(): number;
}

/**
 * Moves the model into large pages while it is used. Every token reads all weights; in pages of 4 KiB a third of that time can go
 * into finding out where the pages are, which is most of all so on virtual machines. Linux gives large pages only to who asks, and
 * ggml does not. Moving copies, so it is done a moment at a time, where nobody waits or little is lost: see `work`. Elsewhere
 * than on Linux, and where the system's owner switched large pages off, it does nothing.
 */
export class LargePages {
  readonly #system: MemorySystem;
  /** Addresses of pages still to be moved; the next one is last. */
  #pages: number[] = [];
  #refused = 0;

  constructor(system: MemorySystem) {
    this.#system = system;
  }

  /** For this process. */
  static async here(): Promise<LargePages> {
    return new LargePages(await systemHere());
  }

  /** Whether anything is left to be moved. */
  get isWanted(): boolean {
    return this.#pages.length > 0;
  }

  /** Finds what has to be moved. To be called whenever large memory was taken: what lies in large pages already costs nothing. */
  survey(): void {
    const { pageBytes } = this.#system;
    this.#pages = [];
    this.#refused = 0;
    if (pageBytes === null || pageBytes > mostPageBytes) return;
    for (const { start, end } of largeMappings(this.#system.maps())) {
      if (!this.#system.advise(start, end - start, advice.hugepage)) return;
      for (let at = Math.ceil(start / pageBytes) * pageBytes; at + pageBytes <= end; at += pageBytes)
        this.#pages.push(at);
    }
    // Linux hands out addresses from above, so what lies highest was taken first: the weights, which every token reads.
    this.#pages.sort((a, b) => a - b);
  }

  /** Moves as many pages as it can in about so many milliseconds, one at least. */
  work(ms: number): void {
    const { pageBytes } = this.#system;
    const until = this.#system.now() + ms;
    while (pageBytes !== null && this.#pages.length > 0) {
      const moved = this.#system.advise(this.#pages.pop()!, pageBytes, advice.collapse);
      this.#refused = moved ? 0 : this.#refused + 1;
      if (this.#refused >= patience) this.#pages = [];
      if (this.#system.now() >= until) return;
    }
  }
}

/** Mappings of a process's own memory, without a file, that are worth it. Addresses in bytes. */
function largeMappings(maps: string): { start: number; end: number }[] {
  return [...maps.matchAll(/^([0-9a-f]+)-([0-9a-f]+) rw-p 0+ 00:00 0\s*$/gm)]
    .map(([, start, end]) => ({ start: Number.parseInt(start!, 16), end: Number.parseInt(end!, 16) }))
    .filter(({ start, end }) => end - start >= leastBytes);
}

async function systemHere(): Promise<MemorySystem> {
  const pageBytes = pageBytesHere();
  const advise = pageBytes === null ? null : await madvise();
  return {
    pageBytes: advise && pageBytes,
    maps: () => readFileSync('/proc/self/maps', 'utf8'),
    advise: advise ?? (() => false),
    now: () => performance.now(),
  };
}

function pageBytesHere(): number | null {
  if (process.platform !== 'linux') return null;
  try {
    if (readFileSync(`${settings}/enabled`, 'utf8').includes('[never]')) return null;
    return Number(readFileSync(`${settings}/hpage_pmd_size`, 'utf8')) || null;
  } catch {
    // A kernel without large pages has no such files.
    return null;
  }
}

async function madvise(): Promise<MemorySystem['advise'] | null> {
  try {
    const { default: koffi } = await import('koffi');
    // A null path is the process itself, which has the C library in it, whatever that is called here.
    const call = koffi.load(null).func('int madvise(uintptr_t address, size_t length, int advice)');
    return (address, bytes, kind) => call(address, bytes, kind) === 0;
  } catch {
    // A system whose C library cannot be reached like this: the model runs as well in small pages, only slower.
    return null;
  }
}
