import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Recipe, recipe as recipes } from '../../../../preload/contract/index.ts';
import { type Checkpoint, openCheckpoint } from '../checkpoint/index.ts';
import {
  type QualityProgress,
  type QualityRequest,
  qualityFileName,
  type RecipeQuality,
} from '../interface.ts';
import { discardPartial } from '../quantize/partial.ts';
import { planConversion } from '../quantize/plan.ts';
import { writeModel } from '../quantize/write-model.ts';
import { TriedModel } from '../verify/tried-model.ts';
import { DivergenceMeter } from './divergence.ts';
import { qualityText } from './text.ts';

export interface QualityContext {
  readonly signal: AbortSignal;
  report(report: QualityProgress): void;
}

/** Predictions of F16 after every token of the text: 200 KB a token for the whole vocabulary. */
interface Predictions {
  tokens: number[];
  logs: Float32Array[];
}

/** Converts a checkpoint to one recipe, lets `use` have the file, and takes it away again. */
async function withModel(
  checkpoint: Checkpoint,
  recipe: Recipe,
  request: QualityRequest,
  { signal, report }: QualityContext,
  use: (path: string) => Promise<void>,
) {
  const output = join(request.scratch, qualityFileName(recipe));
  const started = performance.now();
  try {
    const written = await writeModel(planConversion(checkpoint, recipe, 'Quality'), {
      output,
      threads: request.threads,
      signal,
      onProgress: (progress) => report({ step: 'converting', recipe, progress }),
    });
    const conversionSeconds = (performance.now() - started) / 1000;
    await use(output);
    return { ...written, conversionSeconds };
  } finally {
    await discardPartial(output);
    await rm(output, { force: true });
  }
}

/** The model's predictions after every token of the text, with progress in tokens. */
async function* predictions(
  model: TriedModel,
  tokens: readonly number[],
  recipe: Recipe,
  { signal, report }: QualityContext,
): AsyncGenerator<Float64Array> {
  const started = performance.now();
  let done = 0;
  for await (const logs of model.everyLogProbabilities(tokens)) {
    signal.throwIfAborted();
    yield logs;
    done += 1;
    const rate = done / ((performance.now() - started) / 1000);
    const secondsLeft = (tokens.length - done) / rate;
    report({
      step: 'evaluating',
      recipe,
      progress: { done, total: tokens.length, unit: 'tokens', rate, secondsLeft },
    });
  }
}

/**
 * Measures what each recipe does to a checkpoint: the size of the file, the relative error of its tensors by kind, and how far its
 * predictions over a text diverge from those of the same checkpoint in F16. Yields a row a recipe as soon as it is known.
 */
export async function* measureQuality(
  request: QualityRequest,
  context: QualityContext,
): AsyncGenerator<RecipeQuality> {
  const checkpoint = await openCheckpoint(request.source);
  const contextTokens = Math.min(request.tokens + 8, checkpoint.config.positions);
  const load = (path: string) =>
    TriedModel.load(path, { threads: request.threads, contextTokens, signal: context.signal });

  const base: Predictions = { tokens: [], logs: [] };
  const exact = await withModel(checkpoint, 'F16', request, context, async (path) => {
    await using model = await load(path);
    base.tokens = model.tokenize(request.text ?? qualityText).slice(0, request.tokens);
    for await (const logs of predictions(model, base.tokens, 'F16', context))
      base.logs.push(Float32Array.from(logs));
  });
  yield {
    recipe: 'F16',
    bytes: exact.bytes,
    relativeErrors: exact.relativeErrors,
    divergence: { mean: 0, error: 0, sameTop: 1 },
    conversionSeconds: exact.conversionSeconds,
  };
  for (const recipe of recipes.options.filter((each) => each !== 'F16' && request.recipes.includes(each))) {
    const meter = new DivergenceMeter();
    const { bytes, relativeErrors, conversionSeconds } = await withModel(
      checkpoint,
      recipe,
      request,
      context,
      async (path) => {
        await using model = await load(path);
        let position = 0;
        for await (const logs of predictions(model, base.tokens, recipe, context))
          meter.add(base.logs[position++]!, logs);
      },
    );
    yield { recipe, bytes, relativeErrors, divergence: meter.result, conversionSeconds };
  }
}
