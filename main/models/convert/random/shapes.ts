import type { Recipe } from '../../../../preload/contract/index.ts';
import type { BtlmConfig } from '../btlm/config.ts';
import { mapTensors } from '../btlm/mapping.ts';
import { btlmMetadata } from '../btlm/metadata.ts';
import { storedType } from '../btlm/recipes.ts';
import type { Metadata, MetadataValue, TensorShape } from '../gguf/layout.ts';
import type { GgmlType } from '../gguf/types.ts';
import type { RandomShape } from '../interface.ts';
import { shapeOf } from '../quantize/plan.ts';
import { gpt2Vocabulary } from './vocabulary.ts';

/** A model file's header and tensors, without numbers. */
export interface ModelShape {
  readonly metadata: Metadata;
  readonly tensors: readonly TensorShape[];
}

/** BTLM-3B-8K as published. */
export const btlm3b: BtlmConfig = {
  name: 'BTLM-3B-8K',
  layers: 32,
  heads: 32,
  width: 2560,
  innerWidth: 6826,
  positions: 8192,
  vocabulary: 50_257,
  epsilon: 1e-5,
  embeddingScale: 14.6,
  outputScale: 2.22 * 0.1,
  tied: true,
};

/** A BTLM of any size in any recipe. */
export function btlmShape(recipe: Recipe, config: BtlmConfig = btlm3b): ModelShape {
  const { tokens, merges } = gpt2Vocabulary(config.vocabulary);
  const vocabulary = { tokens, merges, endOfText: config.vocabulary - 1 };
  const name = 'Random BTLM';
  return {
    metadata: btlmMetadata({ config, vocabulary, recipe, name, digest: '' }),
    tensors: mapTensors(config).map((tensor) => shapeOf(tensor, storedType(recipe, tensor))),
  };
}

const llama7b = {
  layers: 32,
  heads: 32,
  width: 4096,
  innerWidth: 11_008,
  positions: 4096,
  vocabulary: 32_000,
};

/** Layers that get the finer type in llama.cpp's mixtures: the first and last eighth, and every third between. */
function isFine(layer: number, layers: number): boolean {
  const eighth = Math.floor(layers / 8);
  return layer < eighth || layer >= Math.floor((7 * layers) / 8) || (layer - eighth) % 3 === 2;
}

/** The shape of Llama 7B in the mixture Q4_K_M, what people mostly run: the yardstick for the time BTLM takes. */
export function llamaShape(size = llama7b): ModelShape {
  const { layers, heads, width, innerWidth, positions, vocabulary } = size;
  const { tokens, merges } = gpt2Vocabulary(vocabulary);
  const integer = (value: number): MetadataValue => ({ type: 'uint32', value });
  const text = (value: string): MetadataValue => ({ type: 'string', value });
  const metadata = new Map<string, MetadataValue>([
    ['general.architecture', text('llama')],
    ['general.name', text('Random Llama')],
    ['general.file_type', integer(15)],
    ['general.quantization_version', integer(2)],
    ['llama.context_length', integer(positions)],
    ['llama.embedding_length', integer(width)],
    ['llama.feed_forward_length', integer(innerWidth)],
    ['llama.block_count', integer(layers)],
    ['llama.attention.head_count', integer(heads)],
    ['llama.attention.head_count_kv', integer(heads)],
    ['llama.attention.layer_norm_rms_epsilon', { type: 'float32', value: 1e-5 }],
    ['llama.rope.dimension_count', integer(width / heads)],
    ['llama.vocab_size', integer(vocabulary)],
    ['tokenizer.ggml.model', text('gpt2')],
    ['tokenizer.ggml.pre', text('gpt-2')],
    ['tokenizer.ggml.tokens', { type: 'array', of: 'string', values: tokens }],
    ['tokenizer.ggml.token_type', { type: 'array', of: 'int32', values: tokens.map(() => 1) }],
    ['tokenizer.ggml.merges', { type: 'array', of: 'string', values: merges }],
    ['tokenizer.ggml.bos_token_id', integer(vocabulary - 1)],
    ['tokenizer.ggml.eos_token_id', integer(vocabulary - 1)],
    ['tokenizer.ggml.add_bos_token', { type: 'bool', value: false }],
  ]);
  const matrix = (name: string, type: GgmlType, from: number, to: number): TensorShape => ({
    name: `${name}.weight`,
    type,
    shape: [from, to],
  });
  const norm = (name: string): TensorShape => ({ name: `${name}.weight`, type: 'F32', shape: [width] });
  const layer = (_: unknown, index: number): TensorShape[] => {
    const blk = `blk.${index}`;
    const fine = isFine(index, layers) ? 'Q6_K' : 'Q4_K';
    return [
      norm(`${blk}.attn_norm`),
      matrix(`${blk}.attn_q`, 'Q4_K', width, width),
      matrix(`${blk}.attn_k`, 'Q4_K', width, width),
      matrix(`${blk}.attn_v`, fine, width, width),
      matrix(`${blk}.attn_output`, 'Q4_K', width, width),
      norm(`${blk}.ffn_norm`),
      matrix(`${blk}.ffn_gate`, 'Q4_K', width, innerWidth),
      matrix(`${blk}.ffn_up`, 'Q4_K', width, innerWidth),
      matrix(`${blk}.ffn_down`, fine, innerWidth, width),
    ];
  };
  return {
    metadata,
    tensors: [
      matrix('token_embd', 'Q4_K', width, vocabulary),
      norm('output_norm'),
      matrix('output', 'Q6_K', width, vocabulary),
      ...Array.from({ length: layers }, layer).flat(),
    ],
  };
}

/** A shape by its name, with so many layers. */
export function shapeNamed(name: RandomShape, recipe: Recipe, layers: number): ModelShape {
  return name === 'btlm' ? btlmShape(recipe, { ...btlm3b, layers }) : llamaShape({ ...llama7b, layers });
}
