import type { BtlmConfig } from '../../../main/models/convert/btlm/config.ts';
import { checkpointShapes } from '../../../main/models/convert/btlm/tensors.ts';
import { Random } from '../../../main/models/convert/random/numbers.ts';

/** A model's numbers by the checkpoint's names, row by row, before rounding to the stored type. */
export type Weights = Map<string, { readonly shape: readonly number[]; readonly numbers: Float32Array }>;

/**
 * How far numbers of a tensor spread, chosen so that everything shows in the outcome: scores large enough that attention
 * chooses, layers that add as much as the embedding holds, logits that differ, biases and norms that are not 0 and 1.
 */
function spreadOf(
  name: string,
  shape: readonly number[],
  width: number,
): { deviation: number; mean: number } {
  if (/\.ln_(1|2|f)\.weight$/.test(name)) return { deviation: 0.1, mean: 1 };
  if (name.endsWith('.bias')) return { deviation: 0.1, mean: 0 };
  if (name === 'transformer.wte.weight' || name === 'lm_head.weight')
    return { deviation: 4 / Math.sqrt(width), mean: 0 };
  const gain = name.endsWith('c_attn.weight') ? 3 : name.endsWith('c_proj.weight') ? 4 : 1;
  return { deviation: gain / Math.sqrt(shape[0]!), mean: 0 };
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
    const { deviation, mean } = spreadOf(name, shape, config.width);
    const count = shape.reduce((product, length) => product * length, 1);
    weights.set(name, { shape, numbers: random.weights(count, deviation, mean) });
  }
  return weights;
}
