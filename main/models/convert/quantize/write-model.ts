import { createHash } from 'node:crypto';
import { type FileHandle, open, stat, statfs } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { BitternError, bytesText, type Progress } from '../../../../preload/contract/index.ts';
import type { TensorKind } from '../btlm/mapping.ts';
import { claimOutput } from './claim.ts';
import { explainWriting } from './explain.ts';
import { Finishing } from './finishing.ts';
import type { JournalLine } from './journal.ts';
import { loadsOf } from './loads.ts';
import { finishPartial, openPartial, type Partial, partialPaths } from './partial.ts';
import type { Plan } from './plan.ts';
import { openPool } from './pool.ts';
import { ConversionProgress } from './progress.ts';
import { makeTensors } from './tensors.ts';

export interface WriteModelOptions {
  readonly output: string;
  /** Worker threads; 0 computes in the calling thread. */
  readonly threads: number;
  readonly signal: AbortSignal;
  onProgress(progress: Progress): void;
  /** Told when another process makes the same file, which is waited for at most `patienceMs`. */
  onWait?(): void;
  readonly patienceMs?: number;
  /** Looks at the file when all tensors are in it, before it gets its header and its name. A failure discards it. */
  check?(file: FileHandle, path: string): Promise<void>;
}

/** What came of a conversion. */
export interface WrittenModel {
  readonly bytes: number;
  /** SHA-256 over every tensor's name, type, size and checksum; stands in the file's metadata. */
  readonly digest: string;
  /** Root of the summed squared errors over the summed squares of the weights, by kind of tensor. */
  readonly relativeErrors: Readonly<Record<string, number>>;
  /** Tensors that an interrupted run had already made. */
  readonly resumedTensors: number;
}

const progressMs = 250;

/** Space to keep free beyond the model itself: the journal, and a little for everyone else. */
const spareBytes = 32 * 1024 * 1024;

async function checkRoom(output: string, needed: number): Promise<void> {
  const folder = dirname(output);
  const space = await statfs(folder).catch(() => {
    throw new BitternError('not-found', `The folder for ${basename(output)} does not exist.`);
  });
  const kept = await stat(partialPaths(output).partial).catch(() => null);
  const free = space.bavail * space.bsize + (kept?.blocks ?? 0) * 512;
  if (free < needed + spareBytes)
    throw new BitternError(
      'no-room',
      `The model needs ${bytesText(needed + spareBytes)} on this disk, but only ${bytesText(free)} are free. Make room, or choose another folder.`,
    );
}

/** An existing model is replaced; anything else of that name is the person's, and stays. */
async function refuseToOverwrite(output: string): Promise<void> {
  const found = await stat(output).catch(() => null);
  if (!found) return;
  if (!found.isFile())
    throw new BitternError('bad-input', `${basename(output)} is a folder. Choose a file name.`);
  if (found.size === 0) return;
  const file = await open(output, 'r');
  const head = Buffer.alloc(4);
  await file.read(head, 0, 4, 0).finally(() => file.close());
  if (head.toString('latin1') !== 'GGUF')
    throw new BitternError(
      'bad-input',
      `${basename(output)} exists and is not a model file. Choose another name.`,
    );
}

/** The digest of all weights: differs whenever a byte of a tensor differs, without reading the file again. */
export function weightsDigest(plan: Plan, lines: ReadonlyMap<number, JournalLine>): string {
  const hash = createHash('sha256');
  plan.tensors.forEach(({ mapped, type, place }, index) => {
    hash.update(`${mapped.name} ${type} ${place.bytes} ${lines.get(index)!.crc}\n`);
  });
  return hash.digest('hex');
}

function relativeErrors(plan: Plan, lines: ReadonlyMap<number, JournalLine>): Record<string, number> {
  const sums = new Map<TensorKind, { squaredError: number; squares: number }>();
  plan.tensors.forEach(({ mapped }, index) => {
    const line = lines.get(index)!;
    const sum = sums.get(mapped.kind) ?? { squaredError: 0, squares: 0 };
    sum.squaredError += line.squaredError;
    sum.squares += line.squares;
    sums.set(mapped.kind, sum);
  });
  return Object.fromEntries(
    [...sums].map(([kind, { squaredError, squares }]) => [
      kind,
      squares > 0 ? Math.sqrt(squaredError / squares) : 0,
    ]),
  );
}

async function makeAll(plan: Plan, partial: Partial, options: WriteModelOptions): Promise<Finishing> {
  const { file, journal, finished } = partial;
  const finishing = new Finishing(plan, file, journal, finished);
  const indexes = new Map(plan.tensors.map((tensor, index) => [tensor, index]));
  const loads = plan.tensors.filter((_, index) => !finished.has(index)).flatMap(loadsOf);
  const earlier = [...finished.keys()].reduce((sum, index) => sum + plan.tensors[index]!.stored.bytes, 0);
  const progress = new ConversionProgress(loads, earlier);
  const report = () => options.onProgress(progress.now());
  report();
  const timer = setInterval(report, progressMs);
  try {
    await using pool = openPool(options.threads);
    await makeTensors({
      loads,
      pool,
      output: file.fd,
      signal: options.signal,
      onBlock: (load) => progress.add(load),
      onTensor: (tensor, error) => finishing.add(indexes.get(tensor)!, error),
    });
    report();
  } finally {
    clearInterval(timer);
    // What is finished is noted even when the conversion is stopped, so that it can go on from there.
    await finishing.done();
  }
  return finishing;
}

async function runCheck(partial: Partial, options: WriteModelOptions): Promise<void> {
  try {
    await options.check?.(partial.file, partialPaths(options.output).partial);
  } catch (thrown) {
    if (thrown instanceof BitternError && thrown.code === 'unreadable') partial.discard();
    throw thrown;
  }
}

/**
 * Writes the model that a plan describes: straight from the checkpoint's files into a file under a temporary name, which
 * gets its own when everything in it is finished and flushed. An interrupted run is resumed from its last finished tensor.
 * The bytes depend on the checkpoint, the recipe and the name alone, not on the number of threads nor on interruptions.
 */
export async function writeModel(plan: Plan, options: WriteModelOptions): Promise<WrittenModel> {
  try {
    await refuseToOverwrite(options.output);
    await using _ = await claimOutput(options.output, options);
    await checkRoom(options.output, plan.fileBytes);
    let lines: ReadonlyMap<number, JournalLine>;
    let resumedTensors: number;
    {
      await using partial = await openPartial(plan, options.output);
      resumedTensors = partial.finished.size;
      ({ lines } = await makeAll(plan, partial, options));
      await runCheck(partial, options);
      const header = plan.header(weightsDigest(plan, lines));
      await partial.file.write(header, 0, header.length, 0);
      await partial.file.truncate(plan.fileBytes);
      await partial.file.sync();
    }
    await finishPartial(options.output);
    return {
      bytes: plan.fileBytes,
      digest: weightsDigest(plan, lines),
      relativeErrors: relativeErrors(plan, lines),
      resumedTensors,
    };
  } catch (thrown) {
    throw explainWriting(thrown);
  }
}
