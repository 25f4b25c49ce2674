import { mkdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { BitternError, bytesText, recipe } from '../../../preload/contract/index.ts';
import type { App } from '../../app.ts';
import { asTable, type BenchLine, type BenchOptions, runBench } from '../../bench/index.ts';
import { measureQuality, type RecipeQuality } from '../../models/index.ts';
import { nodeFork } from '../../process/index.ts';
import { integer } from '../arguments.ts';
import { type Context, optionsOf, withApp } from '../context.ts';
import { measureFinding, measureTimes } from './bench-retrieval.ts';

interface Options {
  model?: string;
  /** False: `--no-against`. */
  against?: string | false;
  context?: number;
  prompt?: number;
  generate?: number;
  runs?: number;
  quality?: string;
  retrieval?: string[];
  chunks?: number;
  json?: boolean;
}

export function addBench(program: Command, context: Context): void {
  program
    .command('bench')
    .description('speed and memory here, against a bare loop and another model; ten minutes or more')
    .option('--model <gguf>', 'without it, a random model of BTLM’s shape is made')
    .option('--against <gguf>', 'without it, a random model of Llama 7B’s shape is made')
    .option('--no-against', 'compare with no other model')
    .option('--context <n>', 'largest context to fill', integer(512, 8192))
    .option('--prompt <n>', 'length of a prompt to read, beside 512', integer(1, 8192))
    .option('--generate <n>', 'tokens to write for a figure', integer(1, 1024))
    .option('--runs <n>', 'how often each figure is taken', integer(1, 20))
    .option('--quality <checkpoint>', 'instead: what each recipe does to a checkpoint')
    .option(
      '--retrieval <questions...>',
      'instead: how many answers are found for questions with known answers, see docs/retrieval.md',
    )
    .option(
      '--chunks <n>',
      'with --retrieval, instead: how long a search of so many chunks takes',
      integer(1, 10_000_000),
    )
    .action(async (_options, command: Command) => {
      const options = optionsOf<Options>(command);
      if (options.chunks !== undefined && !options.retrieval)
        throw new BitternError('bad-input', '--chunks goes with --retrieval and a file of questions.');
      if (
        options.quality !== undefined &&
        (options.model !== undefined || typeof options.against === 'string')
      )
        throw new BitternError(
          'bad-input',
          '--quality measures a checkpoint; it does not go with --model or --against.',
        );
      if (options.retrieval && options.chunks !== undefined)
        return await measureTimes(options.retrieval, options.chunks, options, context);
      if (options.retrieval) return await measureFinding(options.retrieval, options, context);
      return await withApp(context, options, (app) =>
        options.quality === undefined
          ? measureSpeed(app, options, context)
          : measureRecipes(app, options.quality, options, context),
      );
    });
}

/** What all measurements get: the person's settings, and a folder for large files. */
function host(
  app: App,
  { signal }: Context,
): Pick<BenchOptions, 'fork' | 'log' | 'scratch'> & { signal: AbortSignal } {
  return { fork: nodeFork, log: app.log, scratch: join(app.dataDirectory, 'bench'), signal };
}

async function measureSpeed(app: App, options: Options, context: Context): Promise<void> {
  const { output } = context;
  const lines: BenchLine[] = [];
  // What is printed waits for its reader; the measurement does not.
  let printed = Promise.resolve();
  const onLine = (line: BenchLine): void => {
    if (line.type === 'step') output.status(line.text, line.progress);
    else {
      lines.push(line);
      if (options.json) printed = printed.then(() => output.json(line));
    }
  };
  const against = options.against === false ? null : options.against && resolve(options.against);
  await runBench(
    {
      ...host(app, context),
      settings: app.settings.get(),
      ...(options.model !== undefined && { model: resolve(options.model) }),
      ...(against !== undefined && { against }),
      ...(options.context !== undefined && { contextTokens: options.context }),
      ...(options.prompt !== undefined && { promptTokens: options.prompt }),
      ...(options.generate !== undefined && { generateTokens: options.generate }),
      ...(options.runs !== undefined && { runs: options.runs }),
    },
    onLine,
  );
  await printed;
  if (!options.json) await output.line(asTable(lines));
}

async function measureRecipes(
  app: App,
  checkpoint: string,
  options: Options,
  context: Context,
): Promise<void> {
  const { output } = context;
  // F16, which the others are measured against, comes by itself.
  const recipes = recipe.options.filter((name) => name !== 'F16' && name !== 'F32');
  const request = {
    source: resolve(checkpoint),
    recipes,
    text: null,
    tokens: 256,
    threads: availableParallelism(),
  };
  const { scratch, ...rest } = host(app, context);
  mkdirSync(scratch, { recursive: true });
  const rows = measureQuality(
    { ...request, scratch },
    {
      ...rest,
      onProgress: ({ step, recipe: name, progress }) => output.status(`${name}: ${step}`, progress),
    },
  );
  if (!options.json)
    await output.line(
      '| recipe | size | relative error by kind | divergence from F16 | same next token |\n|---|---:|---|---:|---:|',
    );
  for await (const row of rows) {
    if (options.json) await output.json(row);
    else await output.line(describe(row));
  }
}

function describe({ recipe: name, bytes, relativeErrors, divergence }: RecipeQuality): string {
  const errors = Object.entries(relativeErrors).map(([kind, error]) => `${kind} ${(error ?? 0).toFixed(4)}`);
  const same = `${(divergence.sameTop * 100).toFixed(1)} %`;
  return `| ${name} | ${bytesText(bytes)} | ${errors.join(', ')} | ${divergence.mean.toFixed(5)} ± ${divergence.error.toFixed(5)} | ${same} |`;
}
