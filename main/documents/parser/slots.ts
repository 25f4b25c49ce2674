import { BitternError } from '../../../preload/contract/errors.ts';

/** A fixed number of places; who finds none free waits in turn. */
export class Slots<T> {
  readonly #free: T[];
  readonly #waiting: ((slot: T) => void)[] = [];

  constructor(slots: readonly T[]) {
    this.#free = [...slots];
  }

  /** A free place, when there is one. Rejects with `cancelled` when the signal aborts first. */
  take(signal: AbortSignal | undefined): Promise<T> {
    if (signal?.aborted) return Promise.reject(new BitternError('cancelled', 'Stopped.'));
    const slot = this.#free.pop();
    if (slot !== undefined) return Promise.resolve(slot);
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const onAbort = (): void => {
      this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
      reject(new BitternError('cancelled', 'Stopped.'));
    };
    const waiter = (slot: T): void => {
      signal?.removeEventListener('abort', onAbort);
      resolve(slot);
    };
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#waiting.push(waiter);
    return promise;
  }

  give(slot: T): void {
    const waiter = this.#waiting.shift();
    if (waiter) waiter(slot);
    else this.#free.push(slot);
  }
}
