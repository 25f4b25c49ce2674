/** Seeded random numbers, so that a random model is the same on every machine. */
export class Random {
  #state: number;
  #spare: number | null = null;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Uniform in [0, 1): the mulberry32 generator. */
  uniform(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number in [0, limit). */
  below(limit: number): number {
    return Math.floor(this.uniform() * limit);
  }

  /** Normally distributed with mean 0 and variance 1 (Marsaglia's polar method). */
  normal(): number {
    if (this.#spare !== null) {
      const spare = this.#spare;
      this.#spare = null;
      return spare;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const s = u * u + v * v;
      if (s >= 1 || s === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(s)) / s);
      this.#spare = v * factor;
      return u * factor;
    }
  }

  /** Normal numbers of a standard deviation, 0.2 % of them eight times as large, as trained matrices have. */
  weights(count: number, deviation: number, mean = 0): Float32Array {
    const numbers = new Float32Array(count);
    for (let index = 0; index < count; index++) {
      const outlier = this.uniform() < 0.002 ? 8 : 1;
      numbers[index] = mean + this.normal() * deviation * outlier;
    }
    return numbers;
  }
}
