import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Progress } from '../../../preload/contract/index.ts';
import type { Log } from '../../log.ts';
import { type AskOptions, Child, type Fork } from '../../process/index.ts';
import {
  type CheckpointSummary,
  type ConversionReport,
  type ConversionRequest,
  type ConversionResult,
  converterInterface,
  type QualityProgress,
  type QualityRequest,
  qualityFileName,
  type RandomModelRequest,
  type RecipeQuality,
} from './interface.ts';

export { type GgufSummary, inspectGguf } from './gguf/inspect.ts';
export type {
  CheckpointSummary,
  ConversionReport,
  ConversionRequest,
  ConversionResult,
  ConversionStep,
  QualityProgress,
  QualityRequest,
  RandomModelRequest,
  RecipeQuality,
} from './interface.ts';

/** How to start the converter process. */
export interface ConverterHost {
  readonly fork: Fork;
  readonly log: Log;
}

/** The weights never enter V8's heap; what does is the vocabulary and the plan. */
const heapMebibytes = 512;

/** The longest silence of a converter that works: a slow disk may take its time to flush a gigabyte. */
const silenceMs = 10 * 60_000;

function startConverter({ fork, log }: ConverterHost): Child<typeof converterInterface> {
  return new Child(converterInterface, { name: 'converter', fork, log, heapMebibytes });
}

/** Opens a folder as a BTLM checkpoint, in a process of its own, and says what it is. Fails with a reason for people. */
export async function inspectCheckpoint(
  source: string,
  host: ConverterHost,
  options: AskOptions = {},
): Promise<CheckpointSummary> {
  await using child = startConverter(host);
  return await child.call('inspect', { source }, { deadlineMs: silenceMs, ...options });
}

export interface ConvertOptions extends ConverterHost {
  /** Aborting stops at once; what is finished is kept and used by the next conversion of the same to the same. */
  readonly signal?: AbortSignal;
  /** At least once a second. */
  readonly onProgress?: (report: ConversionReport) => void;
}

/**
 * Converts a checkpoint folder to a model file in a process of its own. A conversion that was interrupted, in whatever way, goes
 * on from the last finished tensor when it is asked for again; the bytes are the same. Fails with a `BitternError`.
 */
export async function convertCheckpoint(
  request: Pick<ConversionRequest, 'source' | 'output' | 'recipe'> & Partial<ConversionRequest>,
  options: ConvertOptions,
): Promise<ConversionResult> {
  await using child = startConverter(options);
  const whole = { name: null, threads: null, verify: true, ...request };
  const asked = { deadlineMs: silenceMs, ...(options.signal && { signal: options.signal }) };
  for await (const item of child.stream('convert', whole, asked)) {
    if (item.kind === 'result') return item;
    options.onProgress?.(item);
  }
  throw new Error('The conversion ended without a result.');
}

/** Takes files away at the end of a block: a process that is stopped on the way has no time to. */
function leavingNothing(paths: readonly string[]): AsyncDisposable {
  return {
    [Symbol.asyncDispose]: async () => {
      await Promise.all(paths.map((path) => rm(path, { force: true })));
    },
  };
}

export interface QualityOptions extends ConverterHost {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: QualityProgress) => void;
}

/**
 * Measures, in a process of its own, what recipes do to a checkpoint: a row a recipe as soon as it is known, F16 first, which the
 * others are measured against. Takes about as long as converting to every recipe. Fails with a `BitternError`.
 */
export async function* measureQuality(
  request: QualityRequest,
  options: QualityOptions,
): AsyncGenerator<RecipeQuality> {
  const made = [...request.recipes, 'F16'].map((recipe) => join(request.scratch, qualityFileName(recipe)));
  await using _ = leavingNothing(
    made.flatMap((path) => [path, ...['', '.journal', '.lock'].map((end) => `${path}.partial${end}`)]),
  );
  await using child = startConverter(options);
  const asked = { deadlineMs: silenceMs, ...(options.signal && { signal: options.signal }) };
  for await (const item of child.stream('quality', request, asked)) {
    if (item.kind === 'row') yield item.row;
    else options.onProgress?.(item.report);
  }
}

export interface RandomModelOptions extends ConverterHost {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Writes a model file of a true shape with random weights, for measuring speed and memory where no such model is at hand; it says
 * nothing sensible. 1.6 GB for BTLM in 4 bits, 4.2 GB for Llama 7B. Returns the file's size.
 */
export async function makeRandomModel(
  request: Pick<RandomModelRequest, 'output' | 'shape'> & Partial<RandomModelRequest>,
  options: RandomModelOptions,
): Promise<number> {
  await using _ = leavingNothing([`${request.output}.partial`]);
  await using child = startConverter(options);
  const whole = { recipe: 'IQ4_NL' as const, layers: null, ...request };
  const asked = { deadlineMs: silenceMs, ...(options.signal && { signal: options.signal }) };
  for await (const item of child.stream('random', whole, asked)) {
    if (item.kind === 'result') return item.bytes;
    options.onProgress?.(item.progress);
  }
  throw new Error('Writing the model ended without a result.');
}
