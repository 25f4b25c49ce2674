import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BtlmConfig, parseBtlmConfig } from '../../../main/models/convert/btlm/config.ts';
import type { ScalarType } from '../../../main/models/convert/checkpoint/tensor.ts';
import { gpt2Vocabulary } from '../../../main/models/convert/random/vocabulary.ts';
import { pickleStateDict } from './pickle-writer.ts';
import { type EncodedTensor, writeSafetensors } from './safetensors-writer.ts';
import { encodeScalars } from './scalars.ts';
import { makeSpeak, type Speech } from './speech.ts';
import { randomWeights, type Weights } from './weights.ts';
import { ZipWriter } from './zip-writer.ts';

export interface SmallBtlmOptions {
  /** Default 2. */
  layers?: number;
  /** Heads of 80; the width is 80 times this. Default 2. For rows that 256 divides take 16. */
  heads?: number;
  /** Default 218: like 6826 twice an odd number, which no block format divides. */
  innerWidth?: number;
  /** Default 512, which is fast; 50257 is GPT-2's whole vocabulary. */
  vocabulary?: number;
  /** Longest context in tokens. Default 8192. */
  positions?: number;
  seed?: number;
  /** How the weights are stored. Default bfloat16, as published. */
  type?: ScalarType;
  /** The form of the weight files. Default one `pytorch_model.bin`. */
  form?: 'bin' | 'bin-sharded' | 'safetensors' | 'safetensors-sharded';
  /** Make it say words or a text, one certain token after the other, and whether it then ends its answer (else it goes round). */
  speech?: Speech;
  /** Changes keys of config.json; undefined removes one. */
  config?: Record<string, unknown>;
  /** Changes the weights before they are written: spoil one, leave one out, add one. */
  change?: (weights: Weights) => void;
}

/** A checkpoint that was written. `weights` are the numbers before rounding to the stored type. */
export interface SmallBtlm {
  readonly directory: string;
  readonly config: BtlmConfig;
  readonly weights: Weights;
}

/** The published `config.json`, with other sizes. */
export function configJson(options: SmallBtlmOptions): Record<string, unknown> {
  const heads = options.heads ?? 2;
  return {
    model_type: 'btlm',
    architectures: ['BTLMLMHeadModel'],
    n_layer: options.layers ?? 2,
    n_head: heads,
    n_embd: heads * 80,
    n_inner: options.innerWidth ?? 218,
    n_positions: options.positions ?? 8192,
    vocab_size: options.vocabulary ?? 512,
    layer_norm_epsilon: 1e-5,
    activation_function: 'swiglu',
    position_embedding_type: 'alibi',
    mup_embeddings_scale: 14.6,
    mup_output_alpha: 2.22,
    mup_width_scale: 0.1,
    mup_scale_qk_dot_by_d: true,
    torch_dtype: { BF16: 'bfloat16', F16: 'float16', F32: 'float32' }[options.type ?? 'BF16'],
    bos_token_id: (options.vocabulary ?? 512) - 1,
    eos_token_id: (options.vocabulary ?? 512) - 1,
    ...options.config,
  };
}

/** Writes one `pytorch_model.bin`; tensors that share their numbers share a storage, as PyTorch does it. */
export function writeTorchFile(path: string, tensors: readonly EncodedTensor[]): void {
  const storages = [...new Set(tensors.map((tensor) => tensor.bytes))];
  using zip = new ZipWriter(path);
  const pickle = pickleStateDict(
    tensors.map(({ name, type, shape, bytes }) => ({
      name,
      type,
      shape,
      storage: String(storages.indexOf(bytes)),
      storageCount: shape.reduce((product, length) => product * length, 1),
    })),
  );
  zip.add('archive/data.pkl', [pickle]);
  zip.add('archive/byteorder', [Buffer.from('little')]);
  for (const [index, bytes] of storages.entries()) zip.add(`archive/data/${index}`, [bytes]);
  zip.add('archive/version', [Buffer.from('3\n')]);
  zip.finish();
}

function writeWeights(
  directory: string,
  form: NonNullable<SmallBtlmOptions['form']>,
  tensors: EncodedTensor[],
): void {
  const [stem, extension, write] = form.startsWith('bin')
    ? (['pytorch_model', 'bin', writeTorchFile] as const)
    : (['model', 'safetensors', writeSafetensors] as const);
  if (!form.endsWith('-sharded')) {
    write(join(directory, `${stem}.${extension}`), tensors);
    return;
  }
  const middle = Math.ceil(tensors.length / 2);
  const shards = [tensors.slice(0, middle), tensors.slice(middle)];
  const map: Record<string, string> = {};
  shards.forEach((shard, index) => {
    const name = `${stem}-0000${index + 1}-of-00002.${extension}`;
    for (const tensor of shard) map[tensor.name] = name;
    write(join(directory, name), shard);
  });
  const index = { metadata: { total_size: 0 }, weight_map: map };
  writeFileSync(join(directory, `${stem}.${extension}.index.json`), JSON.stringify(index));
}

/**
 * Writes a small BTLM checkpoint as the hub has it (config.json, vocab.json, merges.txt, weights): the true architecture
 * with head size 80, ALiBi, SwiGLU and biases everywhere, and seeded random weights.
 */
export function makeSmallBtlm(directory: string, options: SmallBtlmOptions = {}): SmallBtlm {
  mkdirSync(directory, { recursive: true });
  const json = configJson(options);
  const shape = configJson({ ...options, config: {} });
  const config = parseBtlmConfig(JSON.stringify(shape));
  const vocabulary = gpt2Vocabulary(config.vocabulary);
  const seed = options.seed ?? 1;
  const weights = randomWeights(config, seed);
  if (options.speech) makeSpeak(weights, config, vocabulary.tokens, options.speech, seed);
  options.change?.(weights);
  writeFileSync(join(directory, 'config.json'), JSON.stringify(json, null, 2));
  writeFileSync(join(directory, 'vocab.json'), vocabulary.vocabJson);
  writeFileSync(join(directory, 'merges.txt'), vocabulary.mergesText);
  const type = options.type ?? 'BF16';
  const encoded = new Map<Float32Array, Buffer>();
  const tensors = [...weights].map(([name, { shape, numbers }]) => {
    const bytes = encoded.get(numbers) ?? encodeScalars(type, numbers);
    encoded.set(numbers, bytes);
    return { name, type, shape, bytes };
  });
  writeWeights(directory, options.form ?? 'bin', tensors);
  return { directory, config, weights };
}
