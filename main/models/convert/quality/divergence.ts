/** How far one model's predictions are from another's over the same text. */
export interface Divergence {
  /** Mean Kullback-Leibler divergence of the next token's distribution, in nats: what is lost by believing the second. */
  readonly mean: number;
  /** Its standard error over the positions. */
  readonly error: number;
  /** Share of positions at which both find the same token most probable. */
  readonly sameTop: number;
}

/** Σ p · (log p − log q), for logarithms of probabilities. Source: Kullback and Leibler, 1951. */
export function kullbackLeibler(
  expected: Float32Array | Float64Array,
  got: Float32Array | Float64Array,
): number {
  let sum = 0;
  for (let index = 0; index < expected.length; index++) {
    const log = expected[index]!;
    sum += Math.exp(log) * (log - got[index]!);
  }
  return sum;
}

function indexOfLargest(values: Float32Array | Float64Array): number {
  let best = 0;
  for (let index = 1; index < values.length; index++) if (values[index]! > values[best]!) best = index;
  return best;
}

/** Collects the divergence position by position. */
export class DivergenceMeter {
  readonly #values: number[] = [];
  #same = 0;

  add(expected: Float32Array | Float64Array, got: Float32Array | Float64Array): void {
    this.#values.push(kullbackLeibler(expected, got));
    if (indexOfLargest(expected) === indexOfLargest(got)) this.#same += 1;
  }

  get result(): Divergence {
    const count = this.#values.length;
    const mean = this.#values.reduce((sum, value) => sum + value, 0) / count;
    const variance =
      this.#values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, count - 1);
    return { mean, error: Math.sqrt(variance / count), sameTop: this.#same / count };
  }
}
