import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { blockBytes } from './header.ts';

/** The CRC-32 of every block of a file, in order, and its size. Reads in the thread pool, a block at a time. */
export async function blockChecksums(file: string): Promise<{ bytes: number; checksums: number[] }> {
  const handle = await open(file, 'r');
  try {
    const block = Buffer.allocUnsafe(blockBytes);
    const checksums: number[] = [];
    let bytes = 0;
    for (;;) {
      const length = await fill(handle, block);
      if (length === 0) return { bytes, checksums };
      checksums.push(crc32(block.subarray(0, length)));
      bytes += length;
      if (length < block.length) return { bytes, checksums };
    }
  } finally {
    await handle.close();
  }
}

/** Reads until the buffer is full or the file ends. */
async function fill(handle: Awaited<ReturnType<typeof open>>, buffer: Buffer): Promise<number> {
  let filled = 0;
  while (filled < buffer.length) {
    const { bytesRead } = await handle.read(buffer, filled, buffer.length - filled, null);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}
