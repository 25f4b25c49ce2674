import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { TensorPlace } from '../gguf/layout.ts';

const chunkBytes = 4 * 1024 * 1024;

/** The CRC-32 of a tensor's bytes as they stand in a file, or null where the file ends before it. */
export async function checksumOf(file: FileHandle, place: TensorPlace): Promise<number | null> {
  const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, place.bytes));
  let crc = 0;
  for (let done = 0; done < place.bytes; ) {
    const wanted = Math.min(chunk.length, place.bytes - done);
    const { bytesRead } = await file.read(chunk, 0, wanted, place.offset + done);
    if (bytesRead === 0) return null;
    crc = crc32(chunk.subarray(0, bytesRead), crc);
    done += bytesRead;
  }
  return crc;
}
