import { z } from 'zod';
import { BitternError } from '../../../../preload/contract/index.ts';

/** What decides the shape and the arithmetic of a BTLM, read from `config.json`. */
export interface BtlmConfig {
  /** For people: the checkpoint's `_name_or_path`, or null. */
  readonly name: string | null;
  readonly layers: number;
  readonly heads: number;
  /** Length of a token's vector. */
  readonly width: number;
  /** Width of the feed-forward layer. */
  readonly innerWidth: number;
  /** Longest context it was trained for, in tokens. */
  readonly positions: number;
  readonly vocabulary: number;
  readonly epsilon: number;
  /** muP: what the token embedding is multiplied with. */
  readonly embeddingScale: number;
  /** muP: what the output logits are multiplied with (`mup_output_alpha × mup_width_scale`). */
  readonly outputScale: number;
  /** True when the output matrix is the token embedding. */
  readonly tied: boolean;
}

const count = z.number().int().positive().max(1_000_000);
const scale = z.number().positive().finite();

const configFile = z.looseObject({
  model_type: z.string().optional(),
  architectures: z.array(z.string()).nullish(),
  _name_or_path: z.string().nullish(),
  n_layer: count.max(1024),
  n_head: count.max(1024),
  n_embd: count,
  n_inner: count.nullish(),
  n_positions: count.max(1 << 24),
  vocab_size: count,
  layer_norm_epsilon: scale,
  activation_function: z.string(),
  position_embedding_type: z.string(),
  mup_embeddings_scale: scale.optional(),
  embeddings_scale: scale.optional(),
  mup_output_alpha: scale.optional(),
  mup_width_scale: scale.optional(),
  width_scale: scale.optional(),
  output_logits_scale: scale.optional(),
  mup_scale_qk_dot_by_d: z.boolean().optional(),
  scale_qk_dot_by_d: z.boolean().optional(),
  scale_attn_by_inverse_layer_idx: z.boolean().optional(),
  scale_attn_weights: z.boolean().optional(),
  alibi_scaling: z.looseObject({ factor: z.number().nullish(), train_seq_len: count.nullish() }).nullish(),
  tie_word_embeddings: z.boolean().optional(),
});

function refuse(sentence: string): never {
  throw new BitternError('unreadable', sentence);
}

/** `output_logits_scale` of older files is the product that newer ones give in two parts. */
function outputScale(file: z.infer<typeof configFile>): number {
  const widthScale = file.mup_width_scale ?? file.width_scale;
  if (file.mup_output_alpha !== undefined && widthScale !== undefined)
    return file.mup_output_alpha * widthScale;
  return file.output_logits_scale ?? 1;
}

/**
 * How far positions go before ALiBi is stretched. A fixed factor stretches it from the first token on, which llama.cpp
 * cannot; a training length does so only beyond that length, which then is the longest context.
 */
function unstretchedPositions({
  alibi_scaling: scaling,
  n_positions: positions,
}: z.infer<typeof configFile>): number {
  if (!scaling || scaling.factor === 1) return positions;
  if (scaling.factor !== undefined && scaling.factor !== null)
    refuse('This checkpoint stretches its positions by a factor (alibi_scaling), which Bittern cannot run.');
  return Math.min(positions, scaling.train_seq_len ?? positions);
}

function refuseOtherModels(parsed: unknown): void {
  const type = (parsed as { model_type?: unknown } | null)?.model_type;
  if (typeof type !== 'string')
    refuse('This folder’s config.json names no model type. Bittern converts BTLM checkpoints only.');
  if (type !== 'btlm')
    refuse(`This is a “${String(type).slice(0, 60)}” model. Bittern converts BTLM checkpoints only.`);
  const { position_embedding_type: positions, activation_function: activation } = parsed as Record<
    string,
    unknown
  >;
  if (positions !== 'alibi')
    refuse(
      `This checkpoint says it is BTLM but has ${positions === 'learned' || positions === undefined ? 'learned' : `“${String(positions).slice(0, 40)}”`} positions ` +
        'instead of ALiBi, like Cerebras-GPT. Bittern converts BTLM checkpoints only.',
    );
  if (activation !== 'swiglu')
    refuse(
      `This checkpoint says it is BTLM but its activation is “${String(activation).slice(0, 40)}” instead of SwiGLU. ` +
        'Bittern converts BTLM checkpoints only.',
    );
}

/**
 * Reads the text of a `config.json`. Accepts the older key names (`embeddings_scale`, `output_logits_scale`, `width_scale`,
 * `scale_qk_dot_by_d`) of some forks. Fails with `unreadable` and the reason for anything that is not BTLM, Cerebras-GPT with
 * muP among them, which carries the same model type.
 */
export function parseBtlmConfig(text: string): BtlmConfig {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    refuse('The checkpoint’s config.json is not valid JSON. Download it again.');
  }
  refuseOtherModels(parsed);
  const result = configFile.safeParse(parsed);
  if (!result.success) {
    const issue = result.error.issues[0];
    return refuse(
      `The checkpoint’s config.json cannot be used: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}.`,
    );
  }
  const file = result.data;
  if (file.n_embd % file.n_head !== 0)
    refuse(`The width ${file.n_embd} of this checkpoint does not divide into ${file.n_head} heads.`);
  if (!(file.mup_scale_qk_dot_by_d ?? file.scale_qk_dot_by_d ?? false))
    refuse(
      'This checkpoint scales attention by the square root of the head size; BTLM scales by the head size. Bittern converts BTLM checkpoints only.',
    );
  if (file.scale_attn_by_inverse_layer_idx || file.scale_attn_weights === false)
    refuse('This checkpoint changes how attention is scaled, which BTLM does not. It cannot be converted.');
  return {
    name: file._name_or_path?.split('/').pop() || null,
    layers: file.n_layer,
    heads: file.n_head,
    width: file.n_embd,
    innerWidth: file.n_inner ?? 4 * file.n_embd,
    positions: unstretchedPositions(file),
    vocabulary: file.vocab_size,
    epsilon: file.layer_norm_epsilon,
    embeddingScale: file.mup_embeddings_scale ?? file.embeddings_scale ?? 1,
    outputScale: outputScale(file),
    tied: file.tie_word_embeddings ?? true,
  };
}
