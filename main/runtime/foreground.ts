import type { ReadAheads } from './read-aheads.ts';
import type { Rest } from './rest.ts';

/** What somebody waits for. While it goes on, what is read ahead stops, and the clocks for saving and unloading stand still. */
export class Foreground {
  readonly #readAheads: ReadAheads;
  readonly #rest: Rest;
  readonly #onChange: () => void;
  #answers = 0;

  constructor(readAheads: ReadAheads, rest: Rest, onChange: () => void) {
    this.#readAheads = readAheads;
    this.#rest = rest;
    this.#onChange = onChange;
  }

  get isAnswering(): boolean {
    return this.#answers > 0;
  }

  /** Work begins; call the result when it is over. `besideReading`: what is read ahead may go on. */
  begin({ besideReading = false } = {}): () => void {
    const release = besideReading ? () => {} : this.#readAheads.hold();
    this.#rest.busy();
    return () => {
      release();
      this.#rest.idle();
    };
  }

  /** The same for an answer, which the window is told of. */
  beginAnswer(): () => void {
    const end = this.begin();
    this.#answers += 1;
    this.#onChange();
    return () => {
      this.#answers -= 1;
      end();
      this.#onChange();
    };
  }

  async during<T>(work: () => Promise<T>): Promise<T> {
    const end = this.begin();
    try {
      return await work();
    } finally {
      end();
    }
  }
}
