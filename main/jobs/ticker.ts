/** Calls through at once, then at most once per interval; the last call of a burst is never lost. */
export class Ticker {
  readonly #intervalMs: number;
  readonly #action: () => void;
  #lastAt = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | null = null;

  constructor(intervalMs: number, action: () => void) {
    this.#intervalMs = intervalMs;
    this.#action = action;
  }

  /** Something changed that may wait. */
  request(): void {
    if (this.#timer) return;
    const wait = this.#lastAt + this.#intervalMs - performance.now();
    if (wait <= 0) {
      this.now();
      return;
    }
    this.#timer = setTimeout(() => this.now(), wait);
    this.#timer.unref();
  }

  /** Something changed that may not wait; what was waiting goes with it. */
  now(): void {
    this.cancel();
    this.#lastAt = performance.now();
    this.#action();
  }

  cancel(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
