import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openCheckpoint } from '../../../main/models/convert/checkpoint/index.ts';
import { planConversion } from '../../../main/models/convert/quantize/plan.ts';
import { writeModel } from '../../../main/models/convert/quantize/write-model.ts';
import type { Recipe } from '../../../preload/contract/index.ts';
import { makeSmallBtlm, type SmallBtlmOptions } from './index.ts';

/** Converts a checkpoint folder in this process. */
export async function convertHere(
  directory: string,
  output: string,
  recipe: Recipe,
  name = 'Small BTLM',
): Promise<void> {
  const plan = planConversion(await openCheckpoint(directory), recipe, name);
  await writeModel(plan, {
    output,
    threads: 0,
    signal: new AbortController().signal,
    onProgress: () => {},
  });
}

/**
 * Makes a small BTLM as a model file that the runtime loads. With `speech` it answers with plain words; a vocabulary of 50257
 * is the default here, because prompts are tokenized with it.
 */
export async function makeSmallGguf(
  path: string,
  { recipe = 'F16', name, ...options }: SmallBtlmOptions & { recipe?: Recipe; name?: string } = {},
): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'btlm-'));
  try {
    makeSmallBtlm(directory, { vocabulary: 50_257, ...options });
    await convertHere(directory, path, recipe, name);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
