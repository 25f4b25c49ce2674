import { closeSync, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { blockBytes } from './header.ts';

/** Read at a time: small enough to stay in the processor's cache until it is summed up, and for others to get their turn. Divides a block. */
const pieceBytes = 512 * 1024;

/**
 * The CRC-32 of every block of a file, in order, and its size. Reads in the thread that sums up: handed over from another
 * one, each piece would have to travel from core to core, which takes as long again.
 */
export async function blockChecksums(file: string): Promise<{ bytes: number; checksums: number[] }> {
  const handle = openSync(file, 'r');
  try {
    const piece = Buffer.allocUnsafe(pieceBytes);
    const checksums: number[] = [];
    let bytes = 0;
    for (;;) {
      const length = fill(handle, piece);
      if (length === 0) return { bytes, checksums };
      const before = bytes % blockBytes === 0 ? 0 : checksums.pop()!;
      checksums.push(crc32(piece.subarray(0, length), before));
      bytes += length;
      if (length < piece.length) return { bytes, checksums };
      await setImmediate();
    }
  } finally {
    closeSync(handle);
  }
}

/** Reads until the buffer is full or the file ends. */
function fill(handle: number, buffer: Buffer): number {
  let filled = 0;
  while (filled < buffer.length) {
    const bytesRead = readSync(handle, buffer, filled, buffer.length - filled, null);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}
