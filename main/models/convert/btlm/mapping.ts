import type { BtlmConfig } from './config.ts';

/** What a tensor is for; recipes choose the stored type by it, reports group by it. */
export type TensorKind =
  | 'token_embd'
  | 'output'
  | 'attn_qkv'
  | 'attn_output'
  | 'ffn_up'
  | 'ffn_gate'
  | 'ffn_down'
  | 'vector';

/** One tensor of the GGUF, and how its numbers come from the checkpoint's tensor `source`. */
export interface MappedTensor {
  readonly name: string;
  readonly kind: TensorKind;
  readonly source: string;
  /** Numbers of the source's first and second dimension; a vector is one row. */
  readonly sourceRows: number;
  readonly sourceColumns: number;
  /** GPT-2's `Conv1D` keeps `[in, out]`; ggml multiplies rows of length `in`. */
  readonly transposed: boolean;
  /** Rows and row length in the GGUF, padded with zeros beyond the source's. */
  readonly rows: number;
  readonly columns: number;
  /** What every number is multiplied with, in float32: muP folded into the weights. */
  readonly factor: number;
}

/** The widest quantization block: rows that it divides can be stored in every format. */
const widestBlock = 256;

/**
 * The feed-forward width with padding: 6826 becomes 6912. Exact, since silu(0)·0 = 0; without it the rows of `ffn_down` are
 * divided by no 4-bit block format.
 */
export function paddedInnerWidth(config: BtlmConfig): number {
  return Math.ceil(config.innerWidth / widestBlock) * widestBlock;
}

function vector(name: string, source: string, length: number, padded = length): MappedTensor {
  return {
    name,
    kind: 'vector',
    source,
    sourceRows: 1,
    sourceColumns: length,
    transposed: false,
    rows: 1,
    columns: padded,
    factor: 1,
  };
}

function linear(
  name: string,
  kind: TensorKind,
  source: string,
  [from, to]: readonly [number, number],
  [paddedFrom, paddedTo]: readonly [number, number] = [from, to],
): MappedTensor[] {
  return [
    {
      name: `${name}.weight`,
      kind,
      source: `${source}.weight`,
      sourceRows: from,
      sourceColumns: to,
      transposed: true,
      rows: paddedTo,
      columns: paddedFrom,
      factor: 1,
    },
    vector(`${name}.bias`, `${source}.bias`, to, paddedTo),
  ];
}

function mapLayer(config: BtlmConfig, layer: number): MappedTensor[] {
  const { width, innerWidth } = config;
  const inner = paddedInnerWidth(config);
  const blk = `blk.${layer}`;
  const h = `transformer.h.${layer}`;
  return [
    vector(`${blk}.attn_norm.weight`, `${h}.ln_1.weight`, width),
    vector(`${blk}.attn_norm.bias`, `${h}.ln_1.bias`, width),
    ...linear(`${blk}.attn_qkv`, 'attn_qkv', `${h}.attn.c_attn`, [width, 3 * width]),
    ...linear(`${blk}.attn_output`, 'attn_output', `${h}.attn.c_proj`, [width, width]),
    vector(`${blk}.ffn_norm.weight`, `${h}.ln_2.weight`, width),
    vector(`${blk}.ffn_norm.bias`, `${h}.ln_2.bias`, width),
    ...linear(`${blk}.ffn_up`, 'ffn_up', `${h}.mlp.c_fc`, [width, innerWidth], [width, inner]),
    ...linear(`${blk}.ffn_gate`, 'ffn_gate', `${h}.mlp.c_fc2`, [width, innerWidth], [width, inner]),
    ...linear(`${blk}.ffn_down`, 'ffn_down', `${h}.mlp.c_proj`, [innerWidth, width], [inner, width]),
  ];
}

/**
 * The tensors of llama.cpp's `jais` architecture, which is BTLM's network, in the order in which they are stored: what every
 * layer needs first, then the layers, so that the beginning of the file is a whole model of fewer layers.
 * muP is folded in: `token_embd = wte × embeddingScale`, `output = wte × outputScale`.
 */
export function mapTensors(config: BtlmConfig): MappedTensor[] {
  const { width, vocabulary } = config;
  const table = (name: string, kind: TensorKind, source: string, factor: number): MappedTensor => ({
    name,
    kind,
    source,
    sourceRows: vocabulary,
    sourceColumns: width,
    transposed: false,
    rows: vocabulary,
    columns: width,
    factor,
  });
  const embedding = 'transformer.wte.weight';
  return [
    table('token_embd.weight', 'token_embd', embedding, config.embeddingScale),
    vector('output_norm.weight', 'transformer.ln_f.weight', width),
    vector('output_norm.bias', 'transformer.ln_f.bias', width),
    table('output.weight', 'output', config.tied ? embedding : 'lm_head.weight', config.outputScale),
    ...Array.from({ length: config.layers }, (_, layer) => mapLayer(config, layer)).flat(),
  ];
}
