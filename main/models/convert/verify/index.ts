import type { FileHandle } from 'node:fs/promises';
import { BitternError } from '../../../../preload/contract/index.ts';
import { wholeLayers } from '../btlm/mapping.ts';
import { NumberReader } from '../checkpoint/numbers.ts';
import type { Plan } from '../quantize/plan.ts';
import { beginningHeader } from './beginning.ts';
import { checkpointNetwork } from './checkpoint-network.ts';
import { arithmeticLimit, logProbabilities, relativeDistance, roundingLimits } from './compare.ts';
import { computeLogits, type Network } from './network.ts';
import { storedNetwork } from './stored-network.ts';
import { TriedModel } from './tried-model.ts';

/** Length of the prompt, and the positions at which the next token's probabilities are compared. */
const promptTokens = 6;
const comparedPositions = [3, 5] as const;

/** What a check found. Distances are relative: 0 is equal, about 1.4 unrelated. */
export interface Verification {
  /** Of the runtime's probabilities from those of the checkpoint's own weights. */
  readonly fromCheckpoint: number;
  /** Of the runtime's probabilities from those computed with the file's weights. */
  readonly fromFile: number;
  /** How much the layers change the probabilities at all. */
  readonly contribution: number;
}

export interface VerifyOptions {
  /** The file under way, all tensors written. Its header is replaced. */
  readonly file: FileHandle;
  readonly path: string;
  readonly threads: number;
  readonly signal: AbortSignal;
}

/** Token ids all over the vocabulary, always the same. */
function fixedPrompt(vocabulary: number): number[] {
  return Array.from({ length: promptTokens }, (_, index) => (index * 7919 + 1013) % vocabulary);
}

/**
 * Checks a converted file before it gets its name: the runtime loads the file's beginning as a model of two layers, and its
 * probabilities for a fixed prompt must be those that the same layers give when they are computed here, twice. Once from the
 * checkpoint, within what rounding to the recipe explains. Once from the file's own weights, named as in the checkpoint, much
 * closer, so that rounding hides nothing: a matrix not transposed, gate and up exchanged, a factor left out. It costs a few
 * seconds, a few hundred megabytes and no copy of anything. Fails with `unreadable`.
 */
export async function verifyModel(plan: Plan, options: VerifyOptions): Promise<Verification> {
  const { config } = plan.checkpoint;
  // Two: attention and feed-forward both feed into something that comes after them.
  const layers = Math.min(wholeLayers, config.layers);
  const header = beginningHeader(plan, layers);
  await options.file.write(header, 0, header.length, 0);
  // llama.cpp wants every tensor whole, the padding behind the last one included.
  await options.file.truncate(plan.fileBytes);
  const prompt = fixedPrompt(config.vocabulary);
  const compute = async (network: Network, count: number): Promise<Float64Array[]> => {
    options.signal.throwIfAborted();
    return (await computeLogits(network, prompt, count, comparedPositions)).map(logProbabilities);
  };

  using reader = new NumberReader();
  const stored = storedNetwork(plan, options.file.fd);
  const expected = await compute(checkpointNetwork(plan.checkpoint, reader), layers);
  const computed = await compute(stored, layers);
  const without = await compute(stored, 0);
  options.signal.throwIfAborted();
  const got = await runtimeLogProbabilities(prompt, options);

  const found = {
    fromCheckpoint: relativeDistance(got, expected),
    fromFile: relativeDistance(got, computed),
    contribution: relativeDistance(without, computed),
  };
  const limit = arithmeticLimit(found.contribution);
  if (!(found.fromCheckpoint <= roundingLimits[plan.recipe]) || !(found.fromFile <= limit))
    throw new BitternError(
      'unreadable',
      'The converted model does not compute what the checkpoint computes ' +
        `(off by ${percent(found.fromCheckpoint)} from the checkpoint, by ${percent(found.fromFile)} from its own weights). ` +
        'It was not installed. Check the checkpoint’s files, and convert again.',
    );
  return found;
}

async function runtimeLogProbabilities(
  prompt: readonly number[],
  options: VerifyOptions,
): Promise<Float64Array[]> {
  const { path, threads, signal } = options;
  await using model = await TriedModel.load(path, { threads, signal, contextTokens: 64 });
  return await model.logProbabilities(prompt, comparedPositions);
}

function percent(distance: number): string {
  return Number.isFinite(distance) ? `${(distance * 100).toFixed(1)} %` : 'more than can be said';
}
