import { closeSync, openSync, readSync } from 'node:fs';
import { crc32 } from 'node:zlib';

/** A checksum covers this much of a state file, so that damage is found while reading it once, in order. */
export const blockBytes = 8 * 1024 * 1024;
/** Read at a time: small enough to stay in the processor's cache until it is summed up. Divides a block. */
const pieceBytes = 512 * 1024;

/** The size of a file, and the CRC-32 of each of its blocks, in order. */
export interface BlockChecksums {
  bytes: number;
  checksums: number[];
}

/**
 * The checksums of a file. The thread does nothing else meanwhile; it reads what it sums up, since pieces that came from another
 * thread would have to travel from core to core, which takes as long again. Throws what reading the file throws.
 */
export function sumBlocks(file: string): BlockChecksums {
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
