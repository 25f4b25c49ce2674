/** When a process that keeps dying may be started again. */
export interface RestartLimits {
  /** Deaths within `windowMs` after which it is not started again by itself. */
  deaths: number;
  windowMs: number;
  /** First wait; doubled with every death in the window. */
  firstDelayMs: number;
}

/** Counts deaths. Old ones are forgotten, so a process that dies once a day is always started again. */
export class RestartPolicy {
  readonly #limits: RestartLimits;
  readonly #now: () => number;
  #deaths: number[] = [];

  constructor(
    limits: RestartLimits = { deaths: 3, windowMs: 60_000, firstDelayMs: 250 },
    now: () => number = Date.now,
  ) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Notes a death. Returns the milliseconds to wait before starting again, or null when it should stay down. */
  died(): number | null {
    const now = this.#now();
    this.#deaths = [...this.#deaths.filter((at) => now - at < this.#limits.windowMs), now];
    if (this.#deaths.length >= this.#limits.deaths) return null;
    return this.#limits.firstDelayMs * 2 ** (this.#deaths.length - 1);
  }

  /** Forgets everything, as when the person asks to try again. */
  reset(): void {
    this.#deaths = [];
  }
}
