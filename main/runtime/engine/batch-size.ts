/** About as long may work go on, in milliseconds, after it was given up: it can stop only between two batches. */
export const batchMs = {
  /** Somebody waits for the answer, and larger batches are read sooner. Who cancels is told at once. */
  forAnswer: 2000,
  /** Nobody waits for what is read ahead, and a question may come that is about something else. */
  ahead: 1000,
} as const;
/**
 * Every batch reads all weights from memory once, which for few tokens takes as long as multiplying them: with fewer than
 * these a slow machine would only become slower.
 */
const step = 32;

/**
 * Chooses how many prompt tokens are evaluated at a time: as many as this machine does within a moment, so that the next
 * request does not wait long for what was given up, and no more than the context was made for.
 */
export class BatchSize {
  readonly #most: number;
  readonly #batchMs: number;
  #tokenMs: number | null;

  /**
   * @param most tokens that the context was made for
   * @param atMostMs what a batch may take, see `batchMs`
   * @param expectedTokenMs what a token took last time, when known
   */
  constructor(most: number, atMostMs: number, expectedTokenMs: number | null) {
    this.#most = Math.max(1, most);
    this.#batchMs = atMostMs;
    this.#tokenMs = expectedTokenMs;
  }

  /** Milliseconds a prompt token takes at present; null before the first batch. */
  get tokenMs(): number | null {
    return this.#tokenMs;
  }

  next(): number {
    if (this.#tokenMs === null) return Math.min(this.#most, step);
    const fitting = Math.floor(this.#batchMs / this.#tokenMs / step) * step;
    return Math.min(this.#most, Math.max(step, fitting));
  }

  /** Notes how long a batch took. Short batches say little: they are dominated by what every batch costs. */
  took(tokens: number, ms: number): void {
    if (tokens < Math.min(step, this.#most)) return;
    const now = ms / tokens;
    this.#tokenMs = this.#tokenMs === null ? now : 0.6 * now + 0.4 * this.#tokenMs;
  }
}
