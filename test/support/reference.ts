import type { BtlmConfig } from '../../main/models/convert/btlm/config.ts';
import type { Weights } from './checkpoint/weights.ts';

/**
 * BTLM's forward pass in plain loops, from the checkpoint's own tensors: what the runtime's probabilities are checked against.
 * Written from the published architecture, not from the converter: pre-norm layers, one matrix for query, key and value,
 * attention scores divided by the head size, ALiBi, SwiGLU, and muP's two scales.
 */
export class ReferenceBtlm {
  readonly #config: BtlmConfig;
  readonly #weights: Weights;

  constructor(config: BtlmConfig, weights: Weights) {
    this.#config = config;
    this.#weights = weights;
  }

  #numbers(name: string): Float32Array {
    return this.#weights.get(name)!.numbers;
  }

  /** `x · W + b` with a matrix stored `[in, out]`. */
  #linear(name: string, x: Float64Array): Float64Array {
    const matrix = this.#numbers(`${name}.weight`);
    const y = Float64Array.from(this.#numbers(`${name}.bias`));
    for (let i = 0; i < x.length; i++) {
      const row = i * y.length;
      for (let j = 0; j < y.length; j++) y[j]! += x[i]! * matrix[row + j]!;
    }
    return y;
  }

  #norm(name: string, x: Float64Array): Float64Array {
    const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
    const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
    const gain = this.#numbers(`${name}.weight`);
    const bias = this.#numbers(`${name}.bias`);
    const scale = 1 / Math.sqrt(variance + this.#config.epsilon);
    return x.map((value, index) => (value - mean) * scale * gain[index]! + bias[index]!);
  }

  /** Attention of the last of `queries` over all positions up to it. `qkv` holds query, key and value of every position. */
  #attend(qkv: readonly Float64Array[], position: number): Float64Array {
    const { heads, width } = this.#config;
    const size = width / heads;
    const slopes = alibiSlopes(heads);
    const out = new Float64Array(width);
    for (let head = 0; head < heads; head++) {
      const at = head * size;
      const scores: number[] = [];
      for (let other = 0; other <= position; other++) {
        let dot = 0;
        for (let i = 0; i < size; i++) dot += qkv[position]![at + i]! * qkv[other]![width + at + i]!;
        scores.push(dot / size - slopes[head]! * (position - other));
      }
      const shares = softmax(scores);
      for (let other = 0; other <= position; other++)
        for (let i = 0; i < size; i++) out[at + i]! += shares[other]! * qkv[other]![2 * width + at + i]!;
    }
    return out;
  }

  /** Probabilities of the token after each of the positions asked for. */
  probabilities(
    tokens: readonly number[],
    positions: readonly number[] = [tokens.length - 1],
  ): Float64Array[] {
    const { layers, width, embeddingScale, outputScale, vocabulary } = this.#config;
    const embedding = this.#numbers('transformer.wte.weight');
    const x = tokens.map((token) =>
      Float64Array.from(
        embedding.subarray(token * width, (token + 1) * width),
        (value) => value * embeddingScale,
      ),
    );
    for (let layer = 0; layer < layers; layer++) {
      const h = `transformer.h.${layer}`;
      const qkv = x.map((vector) => this.#linear(`${h}.attn.c_attn`, this.#norm(`${h}.ln_1`, vector)));
      for (const [position, vector] of x.entries()) {
        add(vector, this.#linear(`${h}.attn.c_proj`, this.#attend(qkv, position)));
        const inner = this.#norm(`${h}.ln_2`, vector);
        const up = this.#linear(`${h}.mlp.c_fc`, inner);
        const gate = this.#linear(`${h}.mlp.c_fc2`, inner);
        const active = up.map((value, index) => value * silu(gate[index]!));
        add(vector, this.#linear(`${h}.mlp.c_proj`, active));
      }
    }
    const output = this.#numbers('lm_head.weight');
    return positions.map((position) => {
      const last = this.#norm('transformer.ln_f', x[position]!);
      const logits = Array.from({ length: vocabulary }, (_, token) => {
        let dot = 0;
        for (let i = 0; i < width; i++) dot += last[i]! * output[token * width + i]!;
        return dot * outputScale;
      });
      return softmax(logits);
    });
  }
}

function add(target: Float64Array, addend: Float64Array): void {
  for (let index = 0; index < target.length; index++) target[index]! += addend[index]!;
}

function silu(value: number): number {
  return value / (1 + Math.exp(-value));
}

function softmax(values: readonly number[]): Float64Array {
  const largest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const powers = Float64Array.from(values, (value) => Math.exp(value - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

/**
 * How much each head's score falls per position of distance: 2^(-8/n), its square and so on for n heads, n a power of two; for
 * other numbers the next lower power's slopes, then every second one of twice that (“Train Short, Test Long”, 2021).
 */
export function alibiSlopes(heads: number): number[] {
  const power = 2 ** Math.floor(Math.log2(heads));
  const first = Array.from({ length: power }, (_, index) => 2 ** ((-8 * (index + 1)) / power));
  const rest = Array.from({ length: heads - power }, (_, index) => 2 ** ((-4 * (2 * index + 1)) / power));
  return [...first, ...rest];
}

/** Token ids by probability, the most probable first. */
export function topTokens(
  probabilities: Float64Array,
  count: number,
): { token: number; probability: number }[] {
  return [...probabilities]
    .map((probability, token) => ({ token, probability }))
    .toSorted((a, b) => b.probability - a.probability)
    .slice(0, count);
}
