import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

const samples = 64;
const sampleBytes = 16 * 1024;

/**
 * What identifies a model file for caches and answers: SHA-256 over the hash of its header, its size, and samples of 16
 * KiB spread evenly over it. Two fine-tunings of one model have the same header and size, but not the same weights; and
 * reading 1 MiB takes milliseconds where reading the file takes seconds.
 */
export async function modelHash(path: string, headerHash: string): Promise<string> {
  const hash = createHash('sha256').update(headerHash);
  const handle = await open(path, 'r');
  try {
    const { size } = await handle.stat();
    hash.update(String(size));
    const buffer = Buffer.alloc(sampleBytes);
    for (let sample = 0; sample < samples; sample++) {
      const at = Math.floor((Math.max(0, size - sampleBytes) * sample) / (samples - 1));
      const { bytesRead } = await handle.read(buffer, 0, sampleBytes, at);
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
  return hash.digest('hex');
}
