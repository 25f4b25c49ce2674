import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { blockBytes } from './header.ts';

/** Read at a time: a whole block would be felt in the memory that was promised. Divides a block. */
const pieceBytes = 1024 ** 2;

/** The CRC-32 of every block of a file, in order, and its size. Reads in the thread pool, a piece at a time. */
export async function blockChecksums(file: string): Promise<{ bytes: number; checksums: number[] }> {
  const handle = await open(file, 'r');
  try {
    const piece = Buffer.allocUnsafe(pieceBytes);
    const checksums: number[] = [];
    let bytes = 0;
    for (;;) {
      const length = await fill(handle, piece);
      if (length === 0) return { bytes, checksums };
      const before = bytes % blockBytes === 0 ? 0 : checksums.pop()!;
      checksums.push(crc32(piece.subarray(0, length), before));
      bytes += length;
      if (length < piece.length) return { bytes, checksums };
    }
  } finally {
    await handle.close();
  }
}

/** Reads until the buffer is full or the file ends. */
async function fill(handle: FileHandle, buffer: Buffer): Promise<number> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, null);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}
