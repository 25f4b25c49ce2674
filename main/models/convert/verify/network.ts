import type { BtlmConfig } from '../btlm/config.ts';

/**
 * A BTLM to compute with, wherever its numbers are. Tensors go by the checkpoint's names, and mean what they mean there:
 * `linear` is `x · W + b` with the checkpoint's W of shape `[in, out]`, without muP's factors.
 */
export interface Network {
  readonly config: BtlmConfig;
  /** The row of a token in `transformer.wte.weight`. */
  embedding(token: number): Float64Array;
  vector(name: string): Float64Array;
  linear(name: string, inputs: readonly Float64Array[]): Promise<Float64Array[]>;
  /** Products of each input with every row of the output matrix. */
  output(inputs: readonly Float64Array[]): Promise<Float64Array[]>;
}

function normalise(network: Network, name: string, input: Float64Array): Float64Array {
  const gain = network.vector(`${name}.weight`);
  const bias = network.vector(`${name}.bias`);
  let mean = 0;
  for (const value of input) mean += value / input.length;
  let variance = 0;
  for (const value of input) variance += (value - mean) ** 2 / input.length;
  const scale = 1 / Math.sqrt(variance + network.config.epsilon);
  return input.map((value, index) => (value - mean) * scale * gain[index]! + bias[index]!);
}

/**
 * ALiBi's slope of a head among a power of two of them, or of the nearest power and the rest in between. Source: “Train
 * Short, Test Long: Attention with Linear Biases”, 2021, and its reference code.
 */
export function alibiSlope(head: number, heads: number): number {
  const power = 2 ** Math.floor(Math.log2(heads));
  return head < power ? 2 ** ((-8 * (head + 1)) / power) : 2 ** ((-4 * (2 * (head - power) + 1)) / power);
}

function attend({ heads, width }: BtlmConfig, qkv: readonly Float64Array[], position: number): Float64Array {
  const size = width / heads;
  const result = new Float64Array(width);
  for (let head = 0; head < heads; head++) {
    const query = qkv[position]!.subarray(head * size, (head + 1) * size);
    const weights = qkv.slice(0, position + 1).map((other, index) => {
      const key = other.subarray(width + head * size, width + (head + 1) * size);
      const dot = query.reduce((sum, value, i) => sum + value * key[i]!, 0);
      return Math.exp(dot / size - alibiSlope(head, heads) * (position - index));
    });
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (const [index, weight] of weights.entries()) {
      const value = qkv[index]!.subarray(2 * width + head * size, 2 * width + (head + 1) * size);
      for (let i = 0; i < size; i++) result[head * size + i]! += (weight / total) * value[i]!;
    }
  }
  return result;
}

const silu = (value: number): number => value / (1 + Math.exp(-value));

const sumOf = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, index) => value + b[index]!);

async function layer(
  network: Network,
  index: number,
  inputs: readonly Float64Array[],
): Promise<Float64Array[]> {
  const h = `transformer.h.${index}`;
  const qkv = await network.linear(
    `${h}.attn.c_attn`,
    inputs.map((input) => normalise(network, `${h}.ln_1`, input)),
  );
  const attended = qkv.map((_, position) => attend(network.config, qkv, position));
  const projected = await network.linear(`${h}.attn.c_proj`, attended);
  const middle = inputs.map((input, position) => sumOf(input, projected[position]!));
  const normed = middle.map((input) => normalise(network, `${h}.ln_2`, input));
  const up = await network.linear(`${h}.mlp.c_fc`, normed);
  const gate = await network.linear(`${h}.mlp.c_fc2`, normed);
  const active = up.map((values, position) => values.map((value, i) => value * silu(gate[position]![i]!)));
  const down = await network.linear(`${h}.mlp.c_proj`, active);
  return middle.map((input, position) => sumOf(input, down[position]!));
}

/**
 * The logits after each of `positions`, computed with the first `layers` layers and then the final norm and the output matrix,
 * as a model with so few layers would: pre-norm, scores divided by the head size, ALiBi, SwiGLU, muP's two factors.
 */
export async function computeLogits(
  network: Network,
  tokens: readonly number[],
  layers: number,
  positions: readonly number[],
): Promise<Float64Array[]> {
  const { embeddingScale, outputScale } = network.config;
  let states: Float64Array[] = tokens.map((token) =>
    network.embedding(token).map((value) => value * embeddingScale),
  );
  for (let index = 0; index < layers; index++) states = await layer(network, index, states);
  const finals = positions.map((position) => normalise(network, 'transformer.ln_f', states[position]!));
  const products = await network.output(finals);
  return products.map((logits) => logits.map((value) => value * outputScale));
}
