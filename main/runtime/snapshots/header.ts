import { createHash } from 'node:crypto';
import { z } from 'zod';

/** Changes when the meaning of a header or of the file beside it does. */
const format = 1;

/** What makes an evaluated state fit a loaded model. llama.cpp trusts a state file, and a foreign one may crash it. */
export interface Fit {
  modelHash: string;
  /** The release of llama.cpp and of the library around it. */
  engine: string;
  backend: string;
  flashAttention: boolean;
}

/** Names a fit; snapshots of another one are never opened. */
export function fitKey(fit: Fit): string {
  const parts = [format, fit.modelHash, fit.engine, fit.backend, fit.flashAttention];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

const tokenList = z.codec(z.base64(), z.array(z.number().int().nonnegative()), {
  decode: (text) => {
    const bytes = Buffer.from(text, 'base64');
    return Array.from({ length: bytes.length >> 2 }, (_, index) => bytes.readUInt32LE(index * 4));
  },
  encode: (tokens) => {
    const bytes = Buffer.alloc(tokens.length * 4);
    tokens.forEach((token, index) => {
      bytes.writeUInt32LE(token, index * 4);
    });
    return bytes.toString('base64');
  },
});

/** What stands in the header beside a state file. The header is written last: without one, a state file is rubbish. */
export const snapshotHeader = z.strictObject({
  format: z.literal(format),
  fit: z.string(),
  /** The conversation that it was saved for. */
  slot: z.string(),
  /** What is evaluated in it, as little-endian 32-bit numbers in base64. */
  tokens: tokenList,
  bytes: z.number().int().positive(),
  /** CRC-32 of every block of the state file. */
  checksums: z.array(z.number().int().nonnegative()),
});
export type SnapshotHeader = z.output<typeof snapshotHeader>;

export const headerFormat = format;
