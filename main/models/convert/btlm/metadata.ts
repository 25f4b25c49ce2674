import type { Recipe } from '../../../../preload/contract/index.ts';
import type { Metadata, MetadataValue } from '../gguf/layout.ts';
import type { BtlmConfig } from './config.ts';
import { paddedInnerWidth } from './mapping.ts';
import { recipeFileType } from './recipes.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Where the file keeps the digest of its weights, so that two models of one shape are told apart by their headers. */
export const digestKey = 'bittern.weights_digest';

/** ALiBi's steepest slope is 2^-8 to the power 1/heads; llama.cpp takes the exponent. */
const alibiMaximumBias = 8;

/** Token types of llama.cpp (`enum llama_token_type`). */
const tokenTypes = { normal: 1, control: 3 } as const;

const text = (value: string): MetadataValue => ({ type: 'string', value });
const integer = (value: number): MetadataValue => ({ type: 'uint32', value });
const real = (value: number): MetadataValue => ({ type: 'float32', value });

export interface MetadataOptions {
  readonly config: BtlmConfig;
  readonly vocabulary: Vocabulary;
  readonly recipe: Recipe;
  /** The model's name for people. */
  readonly name: string;
  /** 64 hexadecimal digits; zeros until the weights are written. */
  readonly digest: string;
  /** Fewer layers than the configuration has, for checking the beginning of a file. */
  readonly layers?: number;
}

/** The metadata that makes llama.cpp run BTLM as `jais`, with the GPT-2 tokenizer. */
export function btlmMetadata({
  config,
  vocabulary,
  recipe,
  name,
  digest,
  layers,
}: MetadataOptions): Metadata {
  const end = vocabulary.endOfText;
  return new Map<string, MetadataValue>([
    ['general.architecture', text('jais')],
    ['general.name', text(name)],
    ['general.basename', text('BTLM')],
    ['general.license', text('apache-2.0')],
    ['general.file_type', integer(recipeFileType(recipe))],
    ['general.quantization_version', integer(2)],
    ['jais.context_length', integer(config.positions)],
    ['jais.embedding_length', integer(config.width)],
    ['jais.feed_forward_length', integer(paddedInnerWidth(config))],
    ['jais.block_count', integer(layers ?? config.layers)],
    ['jais.attention.head_count', integer(config.heads)],
    ['jais.attention.layer_norm_epsilon', real(config.epsilon)],
    ['jais.attention.max_alibi_bias', real(alibiMaximumBias)],
    ['tokenizer.ggml.model', text('gpt2')],
    ['tokenizer.ggml.pre', text('gpt-2')],
    ['tokenizer.ggml.tokens', { type: 'array', of: 'string', values: vocabulary.tokens }],
    [
      'tokenizer.ggml.token_type',
      {
        type: 'array',
        of: 'int32',
        values: vocabulary.tokens.map((_, id) => (id === end ? tokenTypes.control : tokenTypes.normal)),
      },
    ],
    ['tokenizer.ggml.merges', { type: 'array', of: 'string', values: vocabulary.merges }],
    ['tokenizer.ggml.bos_token_id', integer(end)],
    ['tokenizer.ggml.eos_token_id', integer(end)],
    ['tokenizer.ggml.add_bos_token', { type: 'bool', value: false }],
    [digestKey, text(digest)],
  ]);
}
