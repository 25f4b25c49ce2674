import type { Progress } from '../../../../preload/contract/index.ts';
import type { GgmlType } from '../gguf/types.ts';
import type { Load } from './loads.ts';

/**
 * How long a number takes in each type relative to the others (microseconds on one core of an EPYC; only the ratios matter).
 * Without it the time left would be wrong by several times while the output matrix is made, which is quick.
 */
const microseconds: Partial<Record<GgmlType, number>> = {
  IQ4_NL: 0.2,
  Q4_K: 0.056,
  Q5_K: 0.05,
  Q6_K: 0.03,
  Q8_0: 0.008,
};
const plainMicroseconds = 0.004;

function costOf(load: Load): number {
  const rows = load.blocks.at(-1)!.to - load.blocks[0]!.from;
  return rows * load.tensor.mapped.columns * (microseconds[load.tensor.type] ?? plainMicroseconds);
}

/** Follows a conversion: bytes of the checkpoint done, their rate, and the time left by what is left to compute. */
export class ConversionProgress {
  readonly #started = performance.now();
  readonly #totalBytes: number;
  readonly #totalCost: number;
  #bytes = 0;
  #cost = 0;
  /** What an earlier, interrupted run had done; it says nothing about the speed of this one. */
  readonly #earlierBytes: number;

  constructor(loads: readonly Load[], earlierBytes: number) {
    this.#earlierBytes = earlierBytes;
    this.#totalBytes = loads.reduce((sum, load) => sum + load.bytes, earlierBytes);
    this.#totalCost = loads.reduce((sum, load) => sum + costOf(load), 0);
  }

  /** Counts one finished block of a load. */
  add(load: Load): void {
    this.#bytes += load.bytes / load.blocks.length;
    this.#cost += costOf(load) / load.blocks.length;
  }

  now(): Progress {
    const seconds = (performance.now() - this.#started) / 1000;
    const known = seconds > 0.5 && this.#cost > 0;
    return {
      done: Math.min(this.#totalBytes, Math.round(this.#earlierBytes + this.#bytes)),
      total: this.#totalBytes,
      unit: 'bytes',
      rate: known ? this.#bytes / seconds : null,
      secondsLeft: known ? (seconds * Math.max(0, this.#totalCost - this.#cost)) / this.#cost : null,
    };
  }
}
