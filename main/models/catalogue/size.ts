import type { Recipe } from '../../../preload/contract/index.ts';

/** The shape of BTLM-3B-8K as published, with the feed-forward width padded as the conversion pads it. */
const shape = { layers: 32, width: 2560, inner: 6912, vocabulary: 50_257 } as const;

/** Bits that a weight takes in ggml's block formats, scales included: matrices, then embedding and output. */
const bits: Record<Recipe, { matrix: number; ends: number }> = {
  IQ4_NL: { matrix: 4.5, ends: 6.5625 },
  Q4_K: { matrix: 4.5, ends: 6.5625 },
  Q5_K: { matrix: 5.5, ends: 6.5625 },
  Q8_0: { matrix: 8.5, ends: 8.5 },
  F16: { matrix: 16, ends: 16 },
  F32: { matrix: 32, ends: 32 },
};

/** Vocabulary, merges and tensor directory in the file's header. */
const headerBytes = 2_000_000;

/** Bytes on disk of BTLM-3B-8K in a recipe, and of its weights in memory. Counted from the shape; within 0.5 % of the file. */
export function installedBytes(recipe: Recipe): number {
  const { layers, width, inner, vocabulary } = shape;
  const matrices = layers * width * (3 * width + width + 3 * inner);
  // Two norms, and the biases of qkv, attention output, up, gate and down, as float32.
  const vectors = layers * (4 * width + 3 * width + width + 2 * inner + width) + 2 * width;
  const { matrix, ends } = bits[recipe];
  return Math.round((matrices * matrix + 2 * vocabulary * width * ends + vectors * 32) / 8) + headerBytes;
}

/** Keys and values of one token in 16 bits: 2 × 32 layers × 2560 × 2 bytes. */
const cacheBytesPerToken = 2 * shape.layers * shape.width * 2;
/** Measured on the CPU beside weights and cache: buffers of the graph, the process itself, and a little more for every token. */
const scratch = { base: 140_000_000, perToken: 2400 };

/** Memory of the running model with a context of so many tokens. */
export function memoryBytes(recipe: Recipe, contextTokens: number): number {
  return installedBytes(recipe) + scratch.base + contextTokens * (cacheBytesPerToken + scratch.perToken);
}
