import { advice, largeMappings, type MemorySystem } from './memory-system.ts';

/** Weights and keys and values are far larger; what is smaller is not read often enough to matter. */
const leastBytes = 64 * 1024 ** 2;
/** A large page on processors with small pages of 4 KiB; some have far larger ones, which are not worth the copying. */
const mostPageBytes = 32 * 1024 ** 2;
/** Pieces in a row that the system may refuse, for want of memory in one piece, before it is left in peace. */
const patience = 16;

/** Bytes of a large page, null where there are none or only ones too large. */
export function usablePageBytes({ pageBytes }: MemorySystem): number | null {
  return pageBytes !== null && pageBytes <= mostPageBytes ? pageBytes : null;
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

  /** Whether anything is left to be moved. */
  get isWanted(): boolean {
    return this.#pages.length > 0;
  }

  /** Finds what has to be moved. To be called whenever large memory was taken: what lies in large pages already costs nothing. */
  survey(): void {
    const pageBytes = usablePageBytes(this.#system);
    this.#pages = [];
    this.#refused = 0;
    if (pageBytes === null) return;
    for (const { start, end } of largeMappings(this.#system.maps(), leastBytes)) {
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
