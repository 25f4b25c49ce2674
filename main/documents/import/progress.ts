import type { Progress } from '../../../preload/contract/index.ts';

/** What is known of a reading under way. */
export interface ReadingAmount {
  done: number;
  total: number | null;
  unit: 'bytes' | 'pages';
}

/** Speed is said after this many milliseconds; before, it would jump about. */
const settleMs = 1000;

/** Turns amounts into progress with rate and time left. One per reading: documents are read at a steady pace. */
export class ReadingProgress {
  readonly #startedAt = performance.now();
  #amount: ReadingAmount | null = null;

  report(amount: ReadingAmount): void {
    this.#amount = amount;
  }

  get progress(): Progress | null {
    if (!this.#amount) return null;
    const { done, total, unit } = this.#amount;
    const elapsed = performance.now() - this.#startedAt;
    const rate = elapsed > settleMs && done > 0 ? (done / elapsed) * 1000 : null;
    const secondsLeft = rate !== null && total !== null ? Math.max(0, total - done) / rate : null;
    return { done, total, unit, rate, secondsLeft };
  }
}
