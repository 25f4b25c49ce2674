/** How many steps are watched before anything is concluded from them. */
const window = 6;
/** Slower than the best it has done by this factor: something else wants the cores. */
const suspicious = 3;
/** A context that fills makes every step slower, bit by bit: what counts as the best follows by this much a window. */
const drift = 1.05;
/** Another number of threads must be this much faster to be taken, and may be this much slower to be taken back to all. */
const clearlyFaster = 0.8;
/** Milliseconds of work after which a trial is repeated at the earliest; each that fails doubles them, up to the last. */
const retry = { first: 3000, last: 30_000 } as const;
/** The same after a crowded beginning, which is judged from a moment. */
const soonMs = 500;
/** A trial ends as soon as this many of its steps were this much slower: it would only cost more. */
const hopeless = { steps: 2, factor: 2 } as const;

/**
 * Chooses with how many threads the model works. ggml's threads wait for each other many times a step, and they wait by
 * spinning: when another program holds one of the cores, all of them stand still for as long as the system lets it. One thread
 * fewer is then several times as fast. Alone on the machine all threads are best, and are used.
 */
export class ThreadCount {
  readonly #most: number;
  #threads: number;
  /** Milliseconds a token in the last few steps. */
  #recent: number[] = [];
  /** The best median with all threads, lately. */
  #best = Number.POSITIVE_INFINITY;
  /** A trial: what is compared with, and where to go back to. */
  #trial: { from: number; median: number } | null = null;
  #untilRetry = 0;
  #retryAfter: number = retry.first;

  /** @param crowded whether others were using the cores when it began: then it begins with half the threads */
  constructor(most: number, crowded: boolean) {
    this.#most = Math.max(1, most);
    this.#threads = this.#most;
    if (!crowded) return;
    this.#threads = Math.max(1, this.#most >> 1);
    this.#untilRetry = soonMs;
  }

  get threads(): number {
    return this.#threads;
  }

  /** Notes a step's tokens and milliseconds; returns how many threads the next one gets. */
  took(tokens: number, ms: number): number {
    if (this.#most === 1) return 1;
    this.#recent.push(ms / tokens);
    this.#untilRetry -= ms;
    if (this.#recent.length < window && !this.#isHopeless()) return this.#threads;
    const median = [...this.#recent].sort((a, b) => a - b)[this.#recent.length >> 1]!;
    this.#recent = [];
    if (this.#trial) this.#conclude(this.#trial, median);
    else this.#consider(median);
    return this.#threads;
  }

  #consider(median: number): void {
    const all = this.#threads === this.#most;
    const suspect = all && median > suspicious * this.#best;
    if (all) this.#best = Math.min(this.#best * drift, median);
    if (this.#untilRetry > 0) return;
    if (!all) this.#try(this.#most, median);
    else if (suspect) this.#try(Math.max(1, this.#most >> 1), median);
  }

  #conclude({ from, median: before }: { from: number; median: number }, median: number): void {
    this.#trial = null;
    const wanted = this.#threads === this.#most ? before * 1.05 : before * clearlyFaster;
    const failed = median > wanted;
    if (failed) this.#threads = from;
    this.#retryAfter = failed ? Math.min(retry.last, this.#retryAfter * 2) : retry.first;
    this.#untilRetry = this.#retryAfter;
  }

  #isHopeless(): boolean {
    const { steps, factor } = hopeless;
    if (!this.#trial || this.#recent.length < steps) return false;
    const limit = this.#trial.median * factor;
    return this.#recent.every((ms) => ms > limit);
  }

  #try(threads: number, median: number): void {
    if (threads === this.#threads) return;
    this.#trial = { from: this.#threads, median };
    this.#threads = threads;
  }
}
