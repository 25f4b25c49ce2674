/** Lets one at a time through, in the order they came. */
export class Turn {
  #last: Promise<void> = Promise.resolve();

  /** Resolves when it is the caller's turn; dispose of what it gives to let the next one through. Rejects when the signal aborts first. */
  async take(signal: AbortSignal): Promise<Disposable> {
    let free = () => {};
    const before = this.#last;
    this.#last = new Promise((resolve) => {
      free = resolve;
    });
    try {
      await Promise.race([before, aborted(signal)]);
    } catch (thrown) {
      // The one behind still waits for the one before.
      void before.then(free);
      throw thrown;
    }
    return { [Symbol.dispose]: free };
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
