/** Seconds any file may take, and seconds more for each megabyte of it: several times what the slowest kinds were measured to need. */
const baseSeconds = 50;
const secondsAMegabyte = 2;
const maximumSeconds = 60 * 60;

/** Milliseconds that reading a file of this size may take. */
export function timeLimitMs(bytes: number): number {
  return 1000 * Math.min(maximumSeconds, baseSeconds + (bytes / 1e6) * secondsAMegabyte);
}

/**
 * Measures how long a reader has been kept waiting in all. Time that the reader itself takes between two items does not
 * count: a file is not slow because the disk that its text goes to is.
 */
export class Stopwatch {
  #limitMs: number;
  #spentMs = 0;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** Allows so many milliseconds more. */
  grant(ms: number): void {
    this.#limitMs += ms;
  }

  /** Milliseconds waited so far. */
  get spentMs(): number {
    return this.#spentMs;
  }

  /** Waits for `work`; resolves to null when the limit is reached first. */
  async within<T>(work: Promise<T>): Promise<T | null> {
    const start = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), Math.max(0, this.#limitMs - this.#spentMs));
    });
    try {
      return await Promise.race([work, limit]);
    } finally {
      clearTimeout(timer);
      this.#spentMs += performance.now() - start;
    }
  }
}
