import { realpathSync } from 'node:fs';
import { BitternError } from '../../../preload/contract/index.ts';
import type { LeftInFile } from '../interface.ts';
import { advice, type MemorySystem, mappingsOf, type Range } from './memory-system.ts';

/** Read in one go; some milliseconds where the system has the file in memory already. */
const pieceBytes = 32 * 1024 ** 2;
/** The largest small page of any processor. */
const alignment = 64 * 1024;

/**
 * A model's file while it is mapped into memory, on Linux. llama.cpp packs the matrices from where they lie, into memory of their own,
 * and goes on using the rest of the file in place: vectors, the output matrix, and the rows of the embedding that are looked
 * up. What was only looked at still counts as memory of the process until it is given back, which loses nothing: it stays
 * in the system's cache of files.
 */
export class MappedFile {
  readonly #system: MemorySystem;
  readonly #path: string;
  readonly #left: LeftInFile;
  #ranges: readonly Range[] = [];

  private constructor(system: MemorySystem, path: string, left: LeftInFile) {
    this.#system = system;
    this.#path = path;
    this.#left = left;
  }

  /**
   * Null where the file cannot be mapped, or would not be found again among the mappings: what cannot be given back would count a
   * second time.
   */
  static of(system: MemorySystem, path: string, left: LeftInFile): MappedFile | null {
    const real = realpathSync(path);
    const mapped = system.mapFile(real);
    if (!mapped) return null;
    try {
      const isFound = mappingsOf(system.maps(), real).some(
        ({ start, end }) => start <= mapped.start && mapped.start < end,
      );
      return isFound ? new MappedFile(system, real, left) : null;
    } finally {
      mapped.unmap();
    }
  }

  /**
   * Has the system read the file, and says which fraction of it is read. llama.cpp would do so itself, all at once and without a
   * word. Throws `cancelled` between two pieces when the signal aborts.
   */
  async *read(signal: AbortSignal): AsyncGenerator<number, void, undefined> {
    const mapped = this.#system.mapFile(this.#path);
    if (!mapped) return;
    const { start, end, unmap } = mapped;
    try {
      for (let at = start; at < end; at += pieceBytes) {
        if (signal.aborted) throw new BitternError('cancelled', 'Stopped.');
        const bytes = Math.min(pieceBytes, end - at);
        if (!(await this.#system.adviseAside(at, bytes, advice.populateRead))) return;
        this.#system.advise(at, bytes, advice.dontNeed);
        yield (at + bytes - start) / (end - start);
      }
    } finally {
      unmap();
    }
  }

  /** Gives back the memory of what was looked at: while the model is loaded of everything, later of the rows that were looked up. */
  release(): void {
    // Only what stays the file's while the model is loaded: what llama.cpp may unmap meanwhile could become anything.
    if (this.#ranges.length === 0) this.#ranges = this.#mapped(this.#left);
    for (const { start, end } of this.#ranges) this.#system.advise(start, end - start, advice.dontNeed);
  }

  /** To be called when the model is loaded. */
  settle(): void {
    this.release();
    this.#ranges = this.#mapped(this.#left.lookedUp);
  }

  #mapped(part: Range): Range[] {
    return mappingsOf(this.#system.maps(), this.#path)
      .map(({ start, end, offset }) => ({
        start: Math.ceil(Math.max(start, start + part.start - offset) / alignment) * alignment,
        end: Math.floor(Math.min(end, start + part.end - offset) / alignment) * alignment,
      }))
      .filter(({ start, end }) => end > start);
  }
}
