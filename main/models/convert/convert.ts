import { availableParallelism } from 'node:os';
import { basename, resolve } from 'node:path';
import { type Progress, recipe as recipes } from '../../../preload/contract/index.ts';
import { type Checkpoint, openCheckpoint } from './checkpoint/index.ts';
import { elementCount } from './checkpoint/tensor.ts';
import type {
  CheckpointSummary,
  ConversionReport,
  ConversionRequest,
  ConversionResult,
  ConversionStep,
} from './interface.ts';
import { planConversion } from './quantize/plan.ts';
import { writeModel } from './quantize/write-model.ts';
import { type Verification, verifyModel } from './verify/index.ts';

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
    // An output matrix that is the embedding counts once.
    parameters: [...checkpoint.tensors.values()]
      .filter(({ name }) => !(checkpoint.config.tied && name === 'lm_head.weight'))
      .reduce((sum, { shape }) => sum + elementCount(shape), 0),
    layers,
    width,
    contextTokens: positions,
    bytes: checkpoint.files.reduce((sum, file) => sum + file.bytes, 0),
    convertedBytes: Object.fromEntries(
      recipes.options.map((recipe) => [recipe, planConversion(checkpoint, recipe, '').fileBytes]),
    ),
  };
}

/** The longest a step stays silent: what takes its time without counting says at least that it goes on. */
const heartbeatMs = 500;

/** Reports that are repeated until the next one comes. */
class Heartbeat implements Disposable {
  readonly #report: (report: ConversionReport) => void;
  #last: ConversionReport = { kind: 'progress', step: 'reading', progress: null };
  readonly #timer = setInterval(() => this.#report(this.#last), heartbeatMs);

  constructor(report: (report: ConversionReport) => void) {
    this.#report = report;
  }

  say(step: ConversionStep, progress: Progress | null): void {
    this.#last = { kind: 'progress', step, progress };
    this.#report(this.#last);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

/** Converts a checkpoint in this process, with worker threads. Fails as the `convert` stream says. */
export async function convert(
  request: ConversionRequest,
  { signal, report }: { signal: AbortSignal; report: (report: ConversionReport) => void },
): Promise<ConversionResult> {
  const started = performance.now();
  using heartbeat = new Heartbeat(report);
  heartbeat.say('reading', null);
  const checkpoint = await openCheckpoint(request.source);
  const name = request.name ?? nameOf(checkpoint);
  const plan = planConversion(checkpoint, request.recipe, name);
  const threads = request.threads ?? availableParallelism();
  let verification: Verification | null = null;
  const written = await writeModel(plan, {
    output: request.output,
    threads,
    signal,
    onProgress: (progress) => heartbeat.say('converting', progress),
    onWait: () => heartbeat.say('waiting', null),
    ...(request.verify && {
      check: async (file, path) => {
        heartbeat.say('checking', null);
        verification = await verifyModel(plan, { file, path, threads, signal });
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
