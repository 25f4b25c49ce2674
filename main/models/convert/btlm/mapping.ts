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
 * So many layers lie whole at the beginning of the file, one behind the other, so that its beginning is a model of two layers: a
 * conversion is tried with them.
 */
export const wholeLayers = 2;

/**
 * The tensors of llama.cpp's `jais` architecture, which is BTLM's network, in the order in which they are stored. What is used as
 * it lies in the file comes first: embedding, output matrix, and all vectors but those of the layers that lie whole. The matrices,
 * which ggml packs anew, are one piece behind it. A program that maps the file into memory then keeps little beside what it
 * uses: the system maps in pieces of up to half a megabyte. One vector is last, since llama.cpp unmaps what comes after
 * the last that it uses, and what was packed could no longer be given back safely.
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
  const layers = Array.from({ length: config.layers }, (_, layer) => mapLayer(config, layer));
  const whole = layers.slice(0, wholeLayers).map((layer) => [...vectors(layer), ...matrices(layer)]);
  const rest = layers.slice(wholeLayers).flat();
  return [
    table('token_embd.weight', 'token_embd', embedding, config.embeddingScale),
    table('output.weight', 'output', config.tied ? embedding : 'lm_head.weight', config.outputScale),
    vector('output_norm.weight', 'transformer.ln_f.weight', width),
    vector('output_norm.bias', 'transformer.ln_f.bias', width),
    ...whole.flat(),
    ...vectors(rest).slice(0, -1),
    ...matrices(rest),
    ...vectors(rest).slice(-1),
  ];
}

function vectors(tensors: readonly MappedTensor[]): MappedTensor[] {
  return tensors.filter(({ kind }) => kind === 'vector');
}

function matrices(tensors: readonly MappedTensor[]): MappedTensor[] {
  return tensors.filter(({ kind }) => kind !== 'vector');
}
