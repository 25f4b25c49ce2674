import type { Recipe } from '../../preload/contract/index.ts';
import type { Log } from '../log.ts';

/** What matrices are multiplied on: a processor, one with AMX (Intel's tiles of whole numbers), or a GPU. */
export type Processor = 'cpu' | 'cpu-amx' | 'gpu';

/**
 * The recipe of who never chose. On a CPU IQ4_NL, whose every matrix ggml repacks: the same size and decoding as Q4_K, and
 * documents are read faster. With AMX ggml has kernels for Q4_K and none for IQ4_NL, which turns the ratio around
 * (docs/performance.md has both). A GPU repacks nothing, so the more exact one.
 */
export const recommendedRecipes: Readonly<Record<Processor, Recipe>> = {
  cpu: 'IQ4_NL',
  'cpu-amx': 'Q4_K',
  gpu: 'Q4_K',
};

/** What models run on here, found out once, in the background; the CPU until then, and where it cannot be found out. */
export class ProcessorHere {
  known: Processor = 'cpu';
  readonly #ask: () => Promise<Processor>;
  readonly #changed: () => void;
  readonly #log: Log;
  #asked: Promise<void> | null = null;

  constructor(ask: () => Promise<Processor>, { changed, log }: { changed: () => void; log: Log }) {
    this.#ask = ask;
    this.#changed = changed;
    this.#log = log;
  }

  /** Resolves when it is known, or nothing can be known. */
  found(): Promise<void> {
    this.#asked ??= this.#find();
    return this.#asked;
  }

  async #find(): Promise<void> {
    try {
      const found = await this.#ask();
      if (found === this.known) return;
      this.known = found;
      this.#changed();
    } catch (error) {
      this.#log('warn', 'What models run on here could not be found out.', error);
    }
  }
}
