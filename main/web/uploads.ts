import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BitternError } from '../../preload/contract/index.ts';

/** Room that an upload leaves on the disk, so that the database can still be written. */
const reserveBytes = 256 * 1024 * 1024;

/** Files that a browser sent, kept by a random name until something imports them. */
export class Uploads {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Removes what an earlier run left behind and makes the folder. */
  async prepare(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
    await mkdir(this.#folder, { recursive: true });
  }

  /**
   * Writes a body to disk. `announced` is its size as the sender tells it, when it does; what really arrives is counted.
   * Throws `no-room` when it would fill the disk; nothing stays behind then, nor when the sender goes away.
   */
  async receive(body: Readable, announced: number | null): Promise<{ uploadId: string; bytes: number }> {
    const room = await freeBytes(this.#folder);
    const refuse = (): BitternError =>
      new BitternError(
        'no-room',
        'There is not enough space on the disk for this file. Free some and try again.',
      );
    if ((announced ?? 0) > room) throw refuse();
    const uploadId = randomBytes(16).toString('hex');
    const partial = join(this.#folder, `${uploadId}.part`);
    let bytes = 0;
    const count = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        bytes += chunk.length;
        done(bytes > room ? refuse() : null, chunk);
      },
    });
    try {
      await pipeline(body, count, createWriteStream(partial, { flags: 'wx' }));
      await rename(partial, join(this.#folder, uploadId));
    } catch (thrown) {
      await rm(partial, { force: true });
      throw (thrown as NodeJS.ErrnoException).code === 'ENOSPC' ? refuse() : thrown;
    }
    return { uploadId, bytes };
  }
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return Math.max(0, bavail * bsize - reserveBytes);
}
