/** What a runner reports: how much of how much is done, in which unit. */
export interface Amount {
  done: number;
  /** Null while unknown. */
  total: number | null;
  unit: 'bytes' | 'pages' | 'tokens' | 'files' | 'chunks' | 'tensors';
}

/** Seconds after which a measurement has lost 63 % of its weight: steady enough to read, quick enough to follow a network. */
const memorySeconds = 6;
/** Nothing is claimed before this much was watched. */
const settleSeconds = 1;

/**
 * A smoothed rate, as an exponentially weighted mean whose weights follow elapsed time, so that it does not matter how
 * often somebody reports. Starts anew when the amount goes back, or counts something else.
 */
export class RateMeter {
  #last: (Amount & { at: number }) | null = null;
  #startedAt = 0;
  /** Decayed units and decayed seconds; their quotient is the rate. */
  #units = 0;
  #seconds = 0;

  /** Takes a report; `at` is in milliseconds. Returns units a second and the seconds left, null while not known. */
  measure(amount: Amount, at: number): { rate: number | null; secondsLeft: number | null } {
    const last = this.#last;
    this.#last = { ...amount, at };
    const goesOn =
      last &&
      amount.unit === last.unit &&
      amount.total === last.total &&
      amount.done >= last.done &&
      at >= last.at;
    if (!goesOn) {
      this.#startedAt = at;
      this.#units = 0;
      this.#seconds = 0;
      return { rate: null, secondsLeft: null };
    }
    const elapsed = (at - last.at) / 1000;
    const kept = Math.exp(-elapsed / memorySeconds);
    this.#units = this.#units * kept + (amount.done - last.done);
    this.#seconds = this.#seconds * kept + elapsed;
    if (at - this.#startedAt < settleSeconds * 1000 || this.#seconds === 0)
      return { rate: null, secondsLeft: null };
    const rate = this.#units / this.#seconds;
    const left = amount.total === null ? null : Math.max(0, amount.total - amount.done);
    return {
      rate,
      secondsLeft: left === null || (rate === 0 && left > 0) ? null : left === 0 ? 0 : left / rate,
    };
  }
}
