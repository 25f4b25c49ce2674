import type { BtlmConfig } from './config.ts';

/** The names of a BTLM checkpoint's tensors and the shapes they must have (GPT-2's `Conv1D` stores `[in, out]`). */
export function checkpointShapes(config: BtlmConfig): ReadonlyMap<string, readonly number[]> {
  const { width, innerWidth, vocabulary } = config;
  const shapes = new Map<string, readonly number[]>();
  shapes.set('transformer.wte.weight', [vocabulary, width]);
  for (let layer = 0; layer < config.layers; layer++) {
    const h = `transformer.h.${layer}`;
    for (const norm of ['ln_1', 'ln_2']) {
      shapes.set(`${h}.${norm}.weight`, [width]);
      shapes.set(`${h}.${norm}.bias`, [width]);
    }
    const linear = (name: string, from: number, to: number): void => {
      shapes.set(`${h}.${name}.weight`, [from, to]);
      shapes.set(`${h}.${name}.bias`, [to]);
    };
    linear('attn.c_attn', width, 3 * width);
    linear('attn.c_proj', width, width);
    linear('mlp.c_fc', width, innerWidth);
    linear('mlp.c_fc2', width, innerWidth);
    linear('mlp.c_proj', innerWidth, width);
  }
  shapes.set('transformer.ln_f.weight', [width]);
  shapes.set('transformer.ln_f.bias', [width]);
  shapes.set('lm_head.weight', [vocabulary, width]);
  return shapes;
}

/** Tensors that may be left out of a checkpoint: the output matrix is the embedding where the two are tied. */
export function mayBeMissing(config: BtlmConfig, name: string): boolean {
  return config.tied && name === 'lm_head.weight';
}

/** Tensors that say nothing new: the ALiBi slopes follow from the number of heads. */
export function isDerivable(name: string): boolean {
  return name === 'transformer.relative_pe.slopes';
}
