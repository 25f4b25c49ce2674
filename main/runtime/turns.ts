import { BitternError } from '../../preload/contract/index.ts';

/**
 * Lets one piece of work at a time use the model, in the order in which they asked. A context cannot do two things at once,
 * and a piece that was given up may still be inside llama.cpp for the rest of its batch.
 */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  /** Waits for the turn; call the result when done. Throws `cancelled` when the signal aborts while waiting. */
  async take(signal?: AbortSignal): Promise<() => void> {
    const before = this.#last;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last = before.then(() => promise);
    try {
      await (signal ? Promise.race([before, aborted(signal)]) : before);
      if (signal?.aborted) throw new BitternError('cancelled', 'Stopped.');
    } catch (error) {
      resolve();
      throw error;
    }
    return resolve;
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => reject(new BitternError('cancelled', 'Stopped.'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
}
