import { open, rename, rm } from 'node:fs/promises';
import type { Progress } from '../../../../preload/contract/index.ts';
import { layOutGguf, type TensorShape } from '../gguf/layout.ts';
import { type GgmlType, storedBytes } from '../gguf/types.ts';
import { loadQuantizer } from '../quantize/library.ts';
import { Random } from './numbers.ts';
import type { ModelShape } from './shapes.ts';

/** Rows that are made once for each type and row length, and then repeated: what a matrix costs does not depend on its numbers. */
const distinctRows = 256;

/** Bytes written at a time, about. */
const pieceBytes = 8 * 1024 * 1024;

/** Small enough that what goes through 32 layers stays finite, as in a trained model. */
const deviation = 0.02;

/** Stored random rows by type and length, repeated up to a piece. */
class Pieces {
  readonly #pieces = new Map<string, Buffer>();
  readonly #random = new Random(11);

  of(type: GgmlType, columns: number): Buffer {
    const key = `${type} ${columns}`;
    const known = this.#pieces.get(key);
    if (known) return known;
    const rows = Float32Array.from(
      { length: distinctRows * columns },
      () => this.#random.normal() * deviation,
    );
    const stored = Buffer.alloc(storedBytes(type, rows.length));
    loadQuantizer().quantize(type, rows, stored, distinctRows, columns);
    const piece = Buffer.concat(
      Array.from({ length: Math.max(1, Math.floor(pieceBytes / stored.length)) }, () => stored),
    );
    this.#pieces.set(key, piece);
    return piece;
  }

  /** A norm's weights are ones, other vectors small. */
  vector({ name, shape }: TensorShape): Buffer {
    const isGain = name.endsWith('norm.weight');
    const numbers = Float32Array.from({ length: shape[0]! }, () =>
      isGain ? 1 : this.#random.normal() * deviation,
    );
    return Buffer.from(numbers.buffer);
  }
}

export interface WriteRandomOptions {
  readonly signal: AbortSignal;
  onProgress(progress: Progress): void;
}

/**
 * Writes a model file of a shape with random weights: the same bytes every time, as fast as the disk takes them, in a few
 * megabytes of memory. For measuring speed and memory of a shape without having such a model. Returns the file's size.
 */
export async function writeRandomModel(
  path: string,
  { metadata, tensors }: ModelShape,
  { signal, onProgress }: WriteRandomOptions,
): Promise<number> {
  const { header, places, fileBytes } = layOutGguf(metadata, tensors);
  const pieces = new Pieces();
  const partial = `${path}.partial`;
  const started = performance.now();
  const file = await open(partial, 'w');
  try {
    await file.write(header, 0, header.length, 0);
    for (const [index, tensor] of tensors.entries()) {
      const { offset, bytes } = places[index]!;
      const piece =
        tensor.shape.length === 1 ? pieces.vector(tensor) : pieces.of(tensor.type, tensor.shape[0]!);
      for (let done = 0; done < bytes; done += piece.length) {
        signal.throwIfAborted();
        await file.write(piece, 0, Math.min(piece.length, bytes - done), offset + done);
      }
      const written = offset + bytes;
      const rate = written / ((performance.now() - started) / 1000);
      onProgress({
        done: written,
        total: fileBytes,
        unit: 'bytes',
        rate,
        secondsLeft: (fileBytes - written) / rate,
      });
    }
    await file.truncate(fileBytes);
    await file.close();
    await rename(partial, path);
    return fileBytes;
  } catch (thrown) {
    await file.close().catch(() => {});
    await rm(partial, { force: true });
    throw thrown;
  }
}
