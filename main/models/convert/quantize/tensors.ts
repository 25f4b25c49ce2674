import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { BitternError } from '../../../../preload/contract/index.ts';
import { scalarBytes } from '../checkpoint/tensor.ts';
import type { BlockResult } from './block.ts';
import { type Load, largestLoad } from './loads.ts';
import type { PlannedTensor } from './plan.ts';
import type { Pool } from './pool.ts';
import { Slots } from './slots.ts';

/** One load is computed while the next is read. */
const slotCount = 2;

export interface TensorsOptions {
  readonly loads: readonly Load[];
  readonly pool: Pool;
  /** Descriptor of the file under way. */
  readonly output: number;
  readonly signal: AbortSignal;
  onBlock(load: Load): void;
  /** Every byte of the tensor has been written (not necessarily to the disk). */
  onTensor(tensor: PlannedTensor, error: BlockResult): void;
}

/** Keeps the weight files open while they are read. */
class Sources implements AsyncDisposable {
  readonly #files = new Map<string, FileHandle>();

  async read(load: Load, target: SharedArrayBuffer): Promise<void> {
    const { path } = load.tensor.stored;
    const file = this.#files.get(path) ?? (await open(path, 'r'));
    this.#files.set(path, file);
    const bytes = new Uint8Array(target, 0, load.bytes);
    for (let done = 0; done < load.bytes; ) {
      const { bytesRead } = await file.read(bytes, done, load.bytes - done, load.offset + done);
      if (bytesRead === 0)
        throw new BitternError(
          'unreadable',
          `${basename(path)} ended before ${load.tensor.stored.name} was read.`,
        );
      done += bytesRead;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#files.values()].map((file) => file.close()));
  }
}

/**
 * Makes the tensors of all loads: reads one load while the blocks of the one before are computed and written.
 * Rejects with the first failure, or the signal's reason, after which nothing more is begun.
 */
export async function makeTensors(options: TensorsOptions): Promise<void> {
  const { loads, pool, output, signal } = options;
  await using sources = new Sources();
  const slots = new Slots(slotCount, Math.max(4, largestLoad(loads)));
  const errors = new Map<PlannedTensor, BlockResult>();
  const remaining = new Map<PlannedTensor, number>();
  for (const { tensor } of loads) remaining.set(tensor, (remaining.get(tensor) ?? 0) + 1);

  const compute = async (load: Load, slot: SharedArrayBuffer): Promise<void> => {
    const { tensor } = load;
    const results = await Promise.all(
      load.blocks.map(async (block) => {
        const result = await pool.run({
          tensor: tensor.mapped,
          type: tensor.type,
          scalar: tensor.stored.type,
          numbers: slot,
          count: load.bytes / scalarBytes[tensor.stored.type],
          firstRow: load.firstRow,
          ...block,
          output,
          offset: tensor.place.offset,
        });
        options.onBlock(load);
        return result;
      }),
    );
    slots.give(slot);
    errors.set(tensor, addErrors([errors.get(tensor) ?? { squaredError: 0, squares: 0 }, ...results]));
    remaining.set(tensor, remaining.get(tensor)! - 1);
    if (remaining.get(tensor) === 0) options.onTensor(tensor, errors.get(tensor)!);
  };

  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  const stop = (): void => failed.reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const under: Promise<void>[] = [];
    for (const load of loads) {
      signal.throwIfAborted();
      const slot = await Promise.race([slots.take(), failed.promise]);
      await sources.read(load, slot);
      under.push(compute(load, slot).catch((thrown: unknown) => failed.reject(thrown)));
    }
    await Promise.race([Promise.all(under), failed.promise]);
    // A failure that came last is still a failure.
    await Promise.race([failed.promise, Promise.resolve()]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Errors of several blocks as one. Summed in the order given, so that the sums do not depend on who was first. */
export function addErrors(results: readonly BlockResult[]): BlockResult {
  return results.reduce((sum, each) => ({
    squaredError: sum.squaredError + each.squaredError,
    squares: sum.squares + each.squares,
  }));
}
