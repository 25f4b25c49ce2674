import type { BtlmConfig } from '../../../main/models/convert/btlm/config.ts';
import { checkpointShapes } from '../../../main/models/convert/btlm/tensors.ts';
import { Random } from './random.ts';

/** A model's numbers by the checkpoint's names, row by row, before rounding to the stored type. */
export type Weights = Map<string, { readonly shape: readonly number[]; readonly numbers: Float32Array }>;

/**
 * How far numbers of a tensor spread. Linear layers keep the size of what goes through them, so that attention and
 * feed-forward both matter to the outcome; biases and norms differ from 0 and 1, so that leaving them out shows.
 */
function spreadOf(name: string, shape: readonly number[]): { deviation: number; mean: number } {
  if (/\.ln_(1|2|f)\.weight$/.test(name)) return { deviation: 0.1, mean: 1 };
  if (name.endsWith('.bias')) return { deviation: 0.1, mean: 0 };
  if (name === 'transformer.wte.weight' || name === 'lm_head.weight') return { deviation: 0.07, mean: 0 };
  return { deviation: 0.8 / Math.sqrt(shape[0]!), mean: 0 };
}

/** Seeded random weights of the true architecture; the output matrix is the embedding where the two are tied. */
export function randomWeights(config: BtlmConfig, seed: number): Weights {
  const random = new Random(seed);
  const weights: Weights = new Map();
  for (const [name, shape] of checkpointShapes(config)) {
    if (name === 'lm_head.weight' && config.tied) {
      weights.set(name, weights.get('transformer.wte.weight')!);
      continue;
    }
    const { deviation, mean } = spreadOf(name, shape);
    const count = shape.reduce((product, length) => product * length, 1);
    weights.set(name, { shape, numbers: random.weights(count, deviation, mean) });
  }
  return weights;
}
