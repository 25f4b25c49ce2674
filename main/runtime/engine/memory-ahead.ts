import { usablePageBytes } from './large-pages.ts';
import { advice, largeMappings, type MemorySystem, type Range } from './memory-system.ts';

/** Weights, keys and values are as large as this; a buffer that is filled only in part is not. */
const leastBytes = 256 * 1024 ** 2;
/** Asked for in one go; some ten milliseconds of a core. */
const pieceBytes = 32 * 1024 ** 2;
/** Longer than this for a piece, and large pages are not to be had at once: the system moves other memory about to make room for them. */
const patienceMs = 50;
/** Cores that ask. The one that fills the memory waits for it anyway. */
const atOnce = 2;
/** Between two looks for new memory. */
const lookMs = 10;

/**
 * Has the system provide a model's memory while the model is being read into it. Untouched memory gets its pages one by one, each
 * with an exception of the processor's; that is half of the time in which a model is loaded and nearly all of the time
 * in which a context is made. Asked for in one go they cost a fraction, and another core does it. In large pages they cost less
 * again, and need not be moved there later (see LargePages). Only memory that is about to be filled from end to end is asked
 * for, so no more is taken than otherwise. On systems other than Linux it does nothing.
 */
export class MemoryAhead {
  readonly #system: MemorySystem;
  /** What was asked for, so that it is not asked for again. */
  #asked: Range[] = [];

  constructor(system: MemorySystem) {
    this.#system = system;
  }

  /** Does the work; looks for large new memory meanwhile, and has it provided. Calls `between` every few milliseconds. */
  async during<T>(work: () => Promise<T>, between = (): void => {}): Promise<T> {
    const maps = this.#system.maps();
    if (maps === null) return await work();
    // What the process has already is in use.
    this.#asked = largeMappings(maps, leastBytes);
    let going = true;
    const watched = work().finally(() => {
      going = false;
    });
    watched.catch(() => {});
    while (going) {
      between();
      const fresh = this.#fresh();
      if (fresh) await this.#provide(fresh, () => going, between);
      else
        await Promise.race([watched.catch(() => {}), new Promise((resolve) => setTimeout(resolve, lookMs))]);
    }
    return await watched;
  }

  /** New memory that was not asked for yet. Neighbouring mappings may have become one with what is known. */
  #fresh(): Range | null {
    for (const mapping of largeMappings(this.#system.maps(), leastBytes)) {
      const fresh = without(mapping, this.#asked).find(({ start, end }) => end - start >= leastBytes);
      if (fresh) return fresh;
    }
    return null;
  }

  /** From the end on: whoever fills the memory comes from its beginning. */
  async #provide(range: Range, wanted: () => boolean, between: () => void): Promise<void> {
    this.#asked.push(range);
    let end = range.end;
    let large = usablePageBytes(this.#system) !== null;
    const provide = async (): Promise<void> => {
      while (end > range.start && wanted()) {
        const start = Math.max(range.start, end - pieceBytes);
        const bytes = end - start;
        end = start;
        if (large) this.#system.advise(start, bytes, advice.hugepage);
        const began = this.#system.now();
        if (!(await this.#system.adviseAside(start, bytes, advice.populateWrite))) return;
        large &&= this.#system.now() - began < patienceMs;
        between();
      }
    };
    await Promise.all(Array.from({ length: atOnce }, provide));
  }
}

/** The parts of a range that none of the others covers. */
function without(range: Range, others: readonly Range[]): Range[] {
  let parts = [range];
  for (const other of others)
    parts = parts.flatMap(({ start, end }) => {
      if (other.end <= start || other.start >= end) return [{ start, end }];
      return [
        { start, end: other.start },
        { start: other.end, end },
      ].filter((part) => part.end > part.start);
    });
  return parts;
}
