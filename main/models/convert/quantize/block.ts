import { writeSync } from 'node:fs';
import { BitternError } from '../../../../preload/contract/index.ts';
import type { MappedTensor } from '../btlm/mapping.ts';
import type { ScalarType } from '../checkpoint/tensor.ts';
import { type GgmlType, storedBytes } from '../gguf/types.ts';
import { loadQuantizer } from './library.ts';
import { fillRows } from './rows.ts';
import { allFinite, viewScalars } from './scalars.ts';

/** Some rows of one tensor to make and write; everything in it can be sent to a worker thread. */
export interface BlockTask {
  readonly tensor: MappedTensor;
  readonly type: GgmlType;
  /** The source's numbers: all of them for a transposed tensor, else rows from `firstRow` on. */
  readonly scalar: ScalarType;
  readonly numbers: SharedArrayBuffer;
  readonly count: number;
  readonly firstRow: number;
  /** Rows to make, the last one excluded. */
  readonly from: number;
  readonly to: number;
  /** Descriptor of the file under way, open in this process, and where the tensor begins in it. */
  readonly output: number;
  readonly offset: number;
}

/** What rounding to the stored type did: sums over the block, for the relative error `sqrt(squaredError / squares)`. */
export interface BlockResult {
  readonly squaredError: number;
  readonly squares: number;
}

/** Grows when needed and is used again: a block's rows, its stored form, and what is read back. */
const scratch = { rows: new Float32Array(0), back: new Float32Array(0), stored: new Uint8Array(0) };

function reserve(numbers: number, bytes: number): void {
  if (scratch.rows.length < numbers) {
    scratch.rows = new Float32Array(numbers);
    scratch.back = new Float32Array(numbers);
  }
  if (scratch.stored.length < bytes) scratch.stored = new Uint8Array(bytes);
}

function sumErrors(rows: Float32Array, back: Float32Array, count: number): BlockResult {
  let squaredError = 0;
  let squares = 0;
  for (let index = 0; index < count; index++) {
    const number = rows[index]!;
    const difference = back[index]! - number;
    squaredError += difference * difference;
    squares += number * number;
  }
  return { squaredError, squares };
}

/**
 * Largest relative error of a block that rounding to a type explains, several times what weights with outliers show. More
 * means that the numbers do not fit the type (beyond 65,504 in F16), or that something is broken.
 */
const errorLimits: Partial<Record<GgmlType, number>> = {
  F16: 0.02,
  Q8_0: 0.05,
  Q6_K: 0.1,
  Q5_K: 0.2,
  Q4_K: 0.35,
  IQ4_NL: 0.35,
};

function checkError({ squaredError, squares }: BlockResult, { tensor, type }: BlockTask): void {
  if (squares === 0) return;
  const error = Math.sqrt(squaredError / squares);
  if (error <= (errorLimits[type] ?? 0.35)) return;
  throw new BitternError(
    'unreadable',
    `${tensor.source} has weights that cannot be stored as ${type} (off by ${(error * 100).toFixed(0)} %). Try Q8_0 or F32.`,
  );
}

function writeAll(descriptor: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length; )
    done += writeSync(descriptor, bytes, done, bytes.length - done, position + done);
}

/**
 * Makes a block of rows, stores it as its type with ggml's code, writes it to its place in the file and reads back what the
 * stored form says, to measure the error. Refuses weights that are NaN, infinite or beyond the type with `unreadable`.
 */
export function runBlock(task: BlockTask): BlockResult {
  const { tensor, type, from, to } = task;
  const count = (to - from) * tensor.columns;
  const bytes = storedBytes(type, count);
  reserve(count, bytes);
  const rows = scratch.rows.subarray(0, count);
  const numbers = viewScalars(task.scalar, task.numbers, 0, task.count);
  fillRows(tensor, { type: task.scalar, numbers, firstRow: task.firstRow }, from, to, rows);
  if (!allFinite('F32', new Uint32Array(rows.buffer, rows.byteOffset, count)))
    throw new BitternError(
      'unreadable',
      `${tensor.source} has weights that are not numbers (NaN or infinite). The checkpoint is damaged; download it again.`,
    );
  const quantizer = loadQuantizer();
  const written = quantizer.quantize(type, rows, scratch.stored, to - from, tensor.columns);
  if (written !== bytes)
    throw new Error(`${type} rows of ${tensor.name} take ${written} bytes, not ${bytes}.`);
  writeAll(
    task.output,
    scratch.stored.subarray(0, bytes),
    task.offset + storedBytes(type, from * tensor.columns),
  );
  if (type === 'F32') return { squaredError: 0, squares: 1 };
  quantizer.dequantize(type, scratch.stored, scratch.back, count);
  const result = sumErrors(rows, scratch.back, count);
  checkError(result, task);
  return result;
}
