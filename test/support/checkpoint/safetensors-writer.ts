import { closeSync, openSync, writeSync } from 'node:fs';
import type { ScalarType } from '../../../main/models/convert/checkpoint/tensor.ts';

/** A tensor's bytes as they are to stand in a file. */
export interface EncodedTensor {
  readonly name: string;
  readonly type: ScalarType;
  readonly shape: readonly number[];
  readonly bytes: Buffer;
}

/** Writes a `.safetensors` file: the length of the header, the header as JSON, the numbers. */
export function writeSafetensors(path: string, tensors: readonly EncodedTensor[]): void {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  let end = 0;
  for (const { name, type, shape, bytes } of tensors) {
    header[name] = { dtype: type, shape, data_offsets: [end, end + bytes.length] };
    end += bytes.length;
  }
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  const fd = openSync(path, 'w');
  for (const part of [length, text, ...tensors.map((tensor) => tensor.bytes)]) writeSync(fd, part);
  closeSync(fd);
}
