import { resolve } from 'node:path';
import type { Command } from 'commander';
import { bytesText, durationText, type Recipe, recipe } from '../../../preload/contract/index.ts';
import { silentLog } from '../../log.ts';
import {
  type ConversionResult,
  type ConversionStep,
  convertCheckpoint,
  recommendedRecipes,
} from '../../models/index.ts';
import { nodeFork } from '../../process/index.ts';
import { integer, oneOf } from '../arguments.ts';
import { type Context, optionsOf } from '../context.ts';

interface ConvertOptions {
  type: Recipe;
  threads?: number;
  verify: boolean;
  json?: boolean;
}

const steps: Record<ConversionStep, string> = {
  reading: 'Reading the checkpoint…',
  waiting: 'Waiting for another conversion of the same to end…',
  converting: 'Converting:',
  checking: 'Checking the converted model…',
};

export function addConvert(program: Command, context: Context): void {
  program
    .command('convert')
    .description('a Hugging Face folder of BTLM to a GGUF file; goes on where an interrupted run stopped')
    .argument('<checkpoint>', 'the folder with config.json and the weights')
    .argument('<out.gguf>', 'the file to write')
    .option(
      '--type <recipe>',
      `how the matrices are stored: ${recipe.options.join(', ')}; ${recommendedRecipes.gpu} suits a GPU, or a processor with AMX`,
      oneOf(recipe.options),
      recommendedRecipes.cpu,
    )
    .option('--threads <n>', 'without it, as many as there are processor cores', integer(1, 256))
    .option('--no-verify', 'do not compare the result with the checkpoint')
    .action(async (checkpoint: string, file: string, _options, command: Command) => {
      const options = optionsOf<ConvertOptions>(command);
      const { output, signal } = context;
      const result = await convertCheckpoint(
        {
          source: resolve(checkpoint),
          output: resolve(file),
          recipe: options.type,
          threads: options.threads ?? null,
          verify: options.verify,
        },
        {
          fork: nodeFork,
          log: silentLog,
          signal,
          onProgress: ({ step, progress }) => output.status(steps[step], progress),
        },
      );
      if (options.json) await output.json(result);
      else await output.line(describe(result));
    });
}

function describe({ output, bytes, recipe: stored, seconds, resumedTensors }: ConversionResult): string {
  const resumed = resumedTensors > 0 ? `, ${resumedTensors} tensors kept from an earlier run` : '';
  return `${output}: ${stored}, ${bytesText(bytes)}, in ${durationText(seconds)}${resumed}`;
}
