import { closeSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { BitternError } from '../../../../preload/contract/index.ts';
import { halfPatterns } from '../quantize/scalars.ts';
import { type ScalarType, type StoredTensor, scalarBytes } from './tensor.ts';

/** Widens stored numbers, little-endian, to float32. */
function widen(type: ScalarType, bytes: Buffer, count: number): Float32Array {
  const numbers = new Float32Array(count);
  const patterns = new Uint32Array(numbers.buffer);
  if (type === 'F32') for (let i = 0; i < count; i++) patterns[i] = bytes.readUInt32LE(4 * i);
  else if (type === 'BF16') for (let i = 0; i < count; i++) patterns[i] = bytes.readUInt16LE(2 * i) << 16;
  else {
    const half = halfPatterns();
    for (let i = 0; i < count; i++) patterns[i] = half[bytes.readUInt16LE(2 * i)]!;
  }
  return numbers;
}

/** Reads parts of tensors as float32, for checks and measurements; the conversion itself has a faster way. */
export class NumberReader implements Disposable {
  readonly #descriptors = new Map<string, number>();

  /** `count` numbers of a tensor from number `start` on. */
  read(tensor: StoredTensor, start: number, count: number): Float32Array {
    const descriptor = this.#descriptors.get(tensor.path) ?? openSync(tensor.path, 'r');
    this.#descriptors.set(tensor.path, descriptor);
    const size = scalarBytes[tensor.type];
    const bytes = Buffer.allocUnsafe(count * size);
    const read = readSync(descriptor, bytes, 0, bytes.length, tensor.offset + start * size);
    if (read < bytes.length)
      throw new BitternError('unreadable', `${basename(tensor.path)} ended before ${tensor.name} was read.`);
    return widen(tensor.type, bytes, count);
  }

  [Symbol.dispose](): void {
    for (const descriptor of this.#descriptors.values()) closeSync(descriptor);
  }
}
