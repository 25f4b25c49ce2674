import { availableParallelism } from 'node:os';
import { basename, resolve } from 'node:path';
import type { z } from 'zod';
import { recipe as recipes } from '../../../preload/contract/index.ts';
import { type Checkpoint, openCheckpoint } from './checkpoint/index.ts';
import { elementCount } from './checkpoint/tensor.ts';
import type {
  CheckpointSummary,
  ConversionRequest,
  ConversionResult,
  ConversionStep,
  conversionProgress,
} from './interface.ts';
import { planConversion } from './quantize/plan.ts';
import { writeModel } from './quantize/write-model.ts';
import { type Verification, verifyModel } from './verify/index.ts';

export type ConversionReport = z.infer<typeof conversionProgress>;

/** The name to give a model when nobody said one. */
function nameOf(checkpoint: Checkpoint): string {
  return checkpoint.config.name ?? basename(resolve(checkpoint.directory));
}

/** What a folder holds, and what it would become. */
export async function inspectCheckpoint(source: string): Promise<CheckpointSummary> {
  const checkpoint = await openCheckpoint(source);
  const { layers, width, positions } = checkpoint.config;
  return {
    name: nameOf(checkpoint),
    parameters: [...checkpoint.tensors.values()].reduce((sum, { shape }) => sum + elementCount(shape), 0),
    layers,
    width,
    contextTokens: positions,
    bytes: checkpoint.files.reduce((sum, file) => sum + file.bytes, 0),
    convertedBytes: Object.fromEntries(
      recipes.options.map((recipe) => [recipe, planConversion(checkpoint, recipe, '').fileBytes]),
    ),
  };
}

/** Converts a checkpoint in this process, with worker threads. Fails as the `convert` stream says. */
export async function convert(
  request: ConversionRequest,
  { signal, report }: { signal: AbortSignal; report: (report: ConversionReport) => void },
): Promise<ConversionResult> {
  const started = performance.now();
  const at = (step: ConversionStep) => report({ kind: 'progress', step, progress: null });
  at('reading');
  const checkpoint = await openCheckpoint(request.source);
  const name = request.name ?? nameOf(checkpoint);
  const plan = planConversion(checkpoint, request.recipe, name);
  const threads = request.threads ?? availableParallelism();
  let verification: Verification | null = null;
  const written = await writeModel(plan, {
    output: request.output,
    threads,
    signal,
    onProgress: (progress) => report({ kind: 'progress', step: 'converting', progress }),
    ...(request.verify && {
      check: async (file, path) => {
        at('checking');
        const again = setInterval(() => at('checking'), 500);
        verification = await verifyModel(plan, { file, path, threads, signal }).finally(() =>
          clearInterval(again),
        );
      },
    }),
  });
  return {
    kind: 'result',
    output: request.output,
    bytes: written.bytes,
    recipe: request.recipe,
    name,
    weightsDigest: written.digest,
    relativeErrors: written.relativeErrors,
    resumedTensors: written.resumedTensors,
    verification,
    seconds: (performance.now() - started) / 1000,
  };
}
