import { createHash, type Hash } from 'node:crypto';
import type { RemoteFile } from './plan.ts';

/** Hashes a file's bytes as they come, in the way its digest asks for; without a digest it only counts. */
export class StreamDigest {
  readonly #expected: string | null;
  readonly #hash: Hash | null;
  #bytes = 0;

  constructor(file: Pick<RemoteFile, 'bytes' | 'digest'>) {
    this.#expected = file.digest?.hex ?? null;
    this.#hash = file.digest ? createHash(file.digest.kind === 'sha256' ? 'sha256' : 'sha1') : null;
    if (file.digest?.kind === 'git-sha1') this.#hash?.update(`blob ${file.bytes}\0`);
  }

  get bytes(): number {
    return this.#bytes;
  }

  update(chunk: Uint8Array): void {
    this.#hash?.update(chunk);
    this.#bytes += chunk.byteLength;
  }

  /** Whether the bytes so far are the whole, right file. Call once, at the end. */
  matches(): boolean {
    return this.#hash === null || this.#hash.digest('hex') === this.#expected;
  }
}
