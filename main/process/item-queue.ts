import type { BitternError } from '../../preload/contract/index.ts';
import { flow } from './messages.ts';

/** Items between a sender and one reader: keeps order, and tells the sender how many were read. */
export class ItemQueue<T> implements AsyncIterable<T> {
  readonly #items: T[] = [];
  readonly #acknowledge: (count: number) => void;
  #ended: { error: BitternError | null } | null = null;
  #wake: (() => void) | null = null;
  #read = 0;

  constructor(acknowledge: (count: number) => void) {
    this.#acknowledge = acknowledge;
  }

  push(item: T): void {
    this.#items.push(item);
    this.#wake?.();
  }

  /** No more items. What was pushed before is still read; then the reader's loop ends, or throws the error. */
  end(error: BitternError | null): void {
    this.#ended ??= { error };
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      while (this.#items.length > 0) {
        yield this.#items.shift() as T;
        this.#read += 1;
        if (this.#read >= flow.acknowledgeEvery) {
          this.#acknowledge(this.#read);
          this.#read = 0;
        }
      }
      if (this.#ended) {
        if (this.#ended.error) throw this.#ended.error;
        return;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#wake = null;
    }
  }
}
