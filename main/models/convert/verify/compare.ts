import type { Recipe } from '../../../../preload/contract/index.ts';

/** How far two sets of logarithms of probabilities are apart, relative to how far the expected ones spread: 0 is equal, about 1.4 unrelated. */
export function relativeDistance(got: readonly Float64Array[], expected: readonly Float64Array[]): number {
  let differences = 0;
  let squares = 0;
  for (const [index, values] of expected.entries()) {
    const a = centred(got[index]!);
    const b = centred(values);
    for (let i = 0; i < b.length; i++) {
      differences += (a[i]! - b[i]!) ** 2;
      squares += b[i]! ** 2;
    }
  }
  return squares > 0 ? Math.sqrt(differences / squares) : Number.POSITIVE_INFINITY;
}

/** Below this, a logarithm of a probability says nothing: float32 has no such numbers left. */
const floor = -80;

/** Natural logarithms of the probabilities that logits stand for. */
export function logProbabilities(logits: Float64Array): Float64Array {
  let largest = Number.NEGATIVE_INFINITY;
  for (const value of logits) largest = Math.max(largest, value);
  let sum = 0;
  for (const value of logits) sum += Math.exp(value - largest);
  const total = largest + Math.log(sum);
  return logits.map((value) => Math.max(floor, value - total));
}

/** Logits mean the same whatever is added to all of them. */
function centred(values: Float64Array): Float64Array {
  let mean = 0;
  for (const value of values) mean += value / values.length;
  return values.map((value) => value - mean);
}

/**
 * Largest distance from the checkpoint’s own logits that rounding the weights to a recipe explains, several times what was
 * measured on weights with outliers. A wrongly placed tensor gives about 1.
 */
export const roundingLimits: Readonly<Record<Recipe, number>> = {
  F32: 0.05,
  F16: 0.05,
  Q8_0: 0.1,
  Q5_K: 0.3,
  Q4_K: 0.5,
  IQ4_NL: 0.5,
};

/**
 * Largest distance from the logits computed with the file’s own weights. Only the runtime’s rounding of what goes through the
 * network (8 bits) remains, so this finds what rounding of the weights would hide. `contribution` is how much the layers
 * change the logits at all: a fault in them shows against that, however large the embedding’s part is.
 */
export function arithmeticLimit(contribution: number): number {
  return Math.min(0.25, 0.03 + 0.4 * contribution);
}
