import { z } from 'zod';
import { progress, recipe } from '../../../preload/contract/index.ts';

/**
 * What the converter process answers. It is the only place where checkpoints are opened and ggml's quantizer is called. It
 * holds no state between requests; a conversion that was cut off goes on where it was when it is asked for again.
 */

export const conversionRequest = z.strictObject({
  /** The checkpoint's folder. */
  source: z.string(),
  /** The model file to make. While it is being made it is called `<output>.partial`. */
  output: z.string(),
  recipe,
  /** The model's name for people; null takes the checkpoint's. */
  name: z.string().max(200).nullable(),
  /** Worker threads; null takes as many as the machine has processors. */
  threads: z.number().int().min(1).max(256).nullable(),
  /** Try the result in the runtime before it gets its name. */
  verify: z.boolean(),
});
export type ConversionRequest = z.infer<typeof conversionRequest>;

/** What came of a conversion. */
export const conversionResult = z.strictObject({
  kind: z.literal('result'),
  output: z.string(),
  bytes: z.number(),
  recipe,
  name: z.string(),
  /** SHA-256 over the checksums of all weights, in hexadecimal; stands in the file's metadata. */
  weightsDigest: z.string(),
  /** By kind of tensor: relative root-mean-square error of the stored weights. */
  relativeErrors: z.record(z.string(), z.number()),
  /** Tensors that an interrupted run had already made. */
  resumedTensors: z.number().int(),
  /** Distances found by the check (see `verify/`), null when it was not asked for. */
  verification: z
    .strictObject({ fromCheckpoint: z.number(), fromFile: z.number(), contribution: z.number() })
    .nullable(),
  seconds: z.number(),
});
export type ConversionResult = z.infer<typeof conversionResult>;

/** Steps of a conversion, in order; it waits when another process makes the same file. */
export const conversionStep = z.enum(['reading', 'waiting', 'converting', 'checking']);
export type ConversionStep = z.infer<typeof conversionStep>;

export const conversionProgress = z.strictObject({
  kind: z.literal('progress'),
  step: conversionStep,
  /** In bytes of the checkpoint; null while nothing can be counted. */
  progress: progress.nullable(),
});

export type ConversionReport = z.infer<typeof conversionProgress>;

export const conversionItem = z.discriminatedUnion('kind', [conversionProgress, conversionResult]);
export type ConversionItem = z.infer<typeof conversionItem>;

/** What a checkpoint folder holds, before it is converted. */
export const checkpointSummary = z.strictObject({
  /** The checkpoint's own name, or its folder's. */
  name: z.string(),
  parameters: z.number(),
  layers: z.number().int(),
  width: z.number().int(),
  contextTokens: z.number().int(),
  /** Of the weight files. */
  bytes: z.number(),
  /** By recipe: bytes of the model file it would become. */
  convertedBytes: z.record(z.string(), z.number()),
});
export type CheckpointSummary = z.infer<typeof checkpointSummary>;

export const qualityRequest = z.strictObject({
  source: z.string(),
  /** Recipes to measure; F16 is what they are measured against and is made in any case. */
  recipes: z.array(recipe),
  /** Text to predict; null takes a few paragraphs of English that come with Bittern. */
  text: z.string().nullable(),
  /** At most this many tokens of it. */
  tokens: z.number().int().min(1).max(8192),
  /** A folder for one converted file at a time; it needs room for the largest, F16. */
  scratch: z.string(),
  threads: z.number().int().min(1).max(256),
});
export type QualityRequest = z.infer<typeof qualityRequest>;

/** What a measured model is called while it lies in the scratch folder. */
export function qualityFileName(recipe: string): string {
  return `bittern-quality-${recipe}.gguf`;
}

/** What one recipe does to a checkpoint. */
export const recipeQuality = z.strictObject({
  recipe,
  bytes: z.number(),
  /** Relative root-mean-square error of the stored weights, by kind of tensor. */
  relativeErrors: z.record(z.string(), z.number()),
  /**
   * Of the next token's distribution from that of F16: mean Kullback-Leibler divergence in nats, its standard error, and
   * the share of positions at which both find the same token most probable.
   */
  divergence: z.strictObject({ mean: z.number(), error: z.number(), sameTop: z.number() }),
  conversionSeconds: z.number(),
});
export type RecipeQuality = z.infer<typeof recipeQuality>;

export const qualityProgress = z.strictObject({
  step: z.enum(['converting', 'evaluating']),
  recipe,
  /** Bytes of the checkpoint, then tokens of the text. */
  progress: progress.nullable(),
});
export type QualityProgress = z.infer<typeof qualityProgress>;

export const qualityItem = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('progress'), report: qualityProgress }),
  z.strictObject({ kind: z.literal('row'), row: recipeQuality }),
]);
export type QualityItem = z.infer<typeof qualityItem>;

/** Shapes of models with random weights, for measuring speed and memory. */
export const randomShape = z.enum(['btlm', 'llama-7b']);
export type RandomShape = z.infer<typeof randomShape>;

export const randomModelRequest = z.strictObject({
  output: z.string(),
  shape: randomShape,
  /** For `btlm`; the other is Q4_K_M, as people have it. */
  recipe,
  /** Fewer layers than the shape has, for a quick look; null takes all. */
  layers: z.number().int().min(1).max(32).nullable(),
});
export type RandomModelRequest = z.infer<typeof randomModelRequest>;

export const randomModelItem = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('progress'), progress }),
  z.strictObject({ kind: z.literal('result'), bytes: z.number() }),
]);
export type RandomModelItem = z.infer<typeof randomModelItem>;

export const converterInterface = {
  calls: {
    /** Opens a folder as a BTLM checkpoint; fails as a conversion would before it reads a weight. */
    inspect: { input: z.strictObject({ source: z.string() }), output: checkpointSummary },
  },
  streams: {
    /**
     * Converts a checkpoint: progress at least once a second, then the result. Fails with `unreadable` (not a BTLM checkpoint,
     * damaged, refused), `not-found`, `bad-input` (the output cannot be written), `no-room`, `busy`.
     */
    convert: { input: conversionRequest, item: conversionItem },
    /** Measures what recipes do to a checkpoint: a row a recipe, F16 first. Fails as `convert` does. */
    quality: { input: qualityRequest, item: qualityItem },
    /** Writes a model of a true shape with random weights: progress, then the file's size. */
    random: { input: randomModelRequest, item: randomModelItem },
  },
} as const;
