import { closeSync, openSync, writeSync } from 'node:fs';
import {
  layOutGguf,
  type Metadata,
  type MetadataValue,
  type TensorShape,
} from '../../main/models/convert/gguf/layout.ts';

const width = 64;
const inner = 128;
const layers = 2;
const context = 64;
const special = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];

/** A small embedding model of BERT's shape with random weights, as a model file: whole words and single letters are its tokens. */
export function makeSmallBert(path: string, words: readonly string[]): void {
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  // llama.cpp marks the beginning of a word instead of its continuations.
  const tokens = [
    ...special,
    ...words.map((word) => `▁${word}`),
    ...letters.map((letter) => `▁${letter}`),
    ...letters,
  ];
  const uint = (value: number): MetadataValue => ({ type: 'uint32', value });
  const text = (value: string): MetadataValue => ({ type: 'string', value });
  const metadata: Metadata = new Map<string, MetadataValue>([
    ['general.architecture', text('bert')],
    ['general.name', text('Small BERT')],
    ['bert.context_length', uint(context)],
    ['bert.embedding_length', uint(width)],
    ['bert.feed_forward_length', uint(inner)],
    ['bert.block_count', uint(layers)],
    ['bert.attention.head_count', uint(4)],
    ['bert.attention.layer_norm_epsilon', { type: 'float32', value: 1e-12 }],
    ['bert.attention.causal', { type: 'bool', value: false }],
    ['bert.pooling_type', uint(1)],
    ['tokenizer.ggml.model', text('bert')],
    ['tokenizer.ggml.tokens', { type: 'array', of: 'string', values: tokens }],
    [
      'tokenizer.ggml.token_type',
      { type: 'array', of: 'int32', values: tokens.map((_, id) => (id < special.length ? 3 : 1)) },
    ],
    ['tokenizer.ggml.token_type_count', uint(2)],
    ['tokenizer.ggml.padding_token_id', uint(0)],
    ['tokenizer.ggml.unknown_token_id', uint(1)],
    ['tokenizer.ggml.cls_token_id', uint(2)],
    ['tokenizer.ggml.bos_token_id', uint(2)],
    ['tokenizer.ggml.eos_token_id', uint(3)],
    ['tokenizer.ggml.seperator_token_id', uint(3)],
    ['tokenizer.ggml.mask_token_id', uint(4)],
  ]);
  const tensor = (name: string, ...shape: number[]): TensorShape => ({ name, type: 'F32', shape });
  const linear = (name: string, from: number, to: number): TensorShape[] => [
    tensor(`${name}.weight`, from, to),
    tensor(`${name}.bias`, to),
  ];
  const norm = (name: string): TensorShape[] => [
    tensor(`${name}.weight`, width),
    tensor(`${name}.bias`, width),
  ];
  const tensors = [
    tensor('token_embd.weight', width, tokens.length),
    tensor('position_embd.weight', width, context),
    tensor('token_types.weight', width, 2),
    ...norm('token_embd_norm'),
    ...Array.from({ length: layers }, (_, layer) => `blk.${layer}.`).flatMap((block) => [
      ...['q', 'k', 'v', 'output'].flatMap((part) => linear(`${block}attn_${part}`, width, width)),
      ...norm(`${block}attn_output_norm`),
      ...linear(`${block}ffn_up`, width, inner),
      ...linear(`${block}ffn_down`, inner, width),
      ...norm(`${block}layer_output_norm`),
    ]),
  ];
  const { header, places } = layOutGguf(metadata, tensors);
  const random = mulberry32(3);
  const file = openSync(path, 'w');
  try {
    writeSync(file, header, 0, header.length, 0);
    for (const [index, { name, shape }] of tensors.entries()) {
      const isNorm = name.includes('norm');
      const count = shape.reduce((product, length) => product * length, 1);
      const numbers = Float32Array.from({ length: count }, () =>
        isNorm ? (name.endsWith('weight') ? 1 : 0) : (random() - 0.5) * 0.5,
      );
      const bytes = Buffer.from(numbers.buffer);
      writeSync(file, bytes, 0, bytes.length, places[index]!.offset);
    }
  } finally {
    closeSync(file);
  }
}

/** Tommy Ettinger's mulberry32: a small generator of numbers from 0 to 1, the same ones every time. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
