import { createHash, randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, mkdir, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { BitternError } from '../../../preload/contract/index.ts';

/** A file whose bytes are now known, and kept. */
export interface TakenFile {
  /** SHA-256 in hexadecimal. */
  hash: string;
  bytes: number;
  /** False when there are too many bytes to keep a second time: the file is read where it lies. */
  isKept: boolean;
}

/** Files beyond this are not copied: a gigabyte twice is more than a person expects to lose. */
const mostKept = 1024 ** 3;

async function hashOf(path: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path, { highWaterMark: 1 << 18, ...(signal ? { signal } : {}) }))
    hash.update(bytes as Buffer);
  return hash.digest('hex');
}

/** The sentence for what the file system refuses. */
function asSentence(thrown: unknown, name: string): BitternError {
  const code = (thrown as NodeJS.ErrnoException).code;
  const cause = { cause: thrown };
  if (thrown instanceof BitternError) return thrown;
  if ((thrown as Error)?.name === 'AbortError') return new BitternError('cancelled', 'Stopped.', cause);
  if (code === 'ENOSPC')
    return new BitternError('no-room', `There is no space left on the disk to keep ${name}.`, cause);
  if (code === 'ENOENT') return new BitternError('not-found', `${name} is not there any more.`, cause);
  if (code === 'EACCES' || code === 'EPERM')
    return new BitternError('bad-input', `${name} may not be read: its permissions forbid it.`, cause);
  return new BitternError('unreadable', `${name} could not be read from the disk.`, cause);
}

/**
 * Keeps the bytes of documents under their hash, so that a source opens when the file itself has moved or changed.
 * Copies, sharing blocks where the file system can; never a link to the person's file, which would change with it.
 */
export class Originals {
  readonly #directory: string;
  /** Copies on their way in; a folder of this run's own, so that those of interrupted runs can be told from them. */
  readonly #incoming: string;

  constructor(directory: string) {
    this.#directory = directory;
    this.#incoming = join(directory, 'incoming', randomUUID());
  }

  /** Where the bytes with this hash are kept. */
  pathOf(hash: string): string {
    return join(this.#directory, hash.slice(0, 2), hash);
  }

  /** Removes what interrupted runs have left half-copied. */
  async clear(): Promise<void> {
    const own = basename(this.#incoming);
    const runs = await readdir(dirname(this.#incoming)).catch(() => []);
    for (const run of runs)
      if (run !== own) await rm(join(dirname(this.#incoming), run), { recursive: true, force: true });
  }

  /**
   * Takes a file in and tells what its bytes are. The copy is what is hashed, so a file that is being written to cannot
   * get a hash of other bytes than are kept.
   * Throws `not-found`, `bad-input`, `unreadable`, `no-room` or `cancelled`, with the file's `name` in the sentence.
   */
  async take(
    path: string,
    options: { name: string; isUpload: boolean; signal?: AbortSignal },
  ): Promise<TakenFile> {
    const { name, isUpload, signal } = options;
    const copy = join(this.#incoming, randomUUID());
    try {
      const { size } = await stat(path);
      if (size > mostKept && !isUpload)
        return { hash: await hashOf(path, signal), bytes: size, isKept: false };
      await mkdir(this.#incoming, { recursive: true });
      if (isUpload) await move(path, copy);
      else await copyFile(path, copy, constants.COPYFILE_FICLONE);
      const hash = await hashOf(copy, signal);
      const place = this.pathOf(hash);
      await mkdir(dirname(place), { recursive: true });
      const { size: bytes } = await stat(copy);
      await rename(copy, place);
      return { hash, bytes, isKept: true };
    } catch (thrown) {
      await rm(copy, { force: true });
      throw asSentence(thrown, name);
    }
  }

  async remove(hash: string): Promise<void> {
    await rm(this.pathOf(hash), { force: true });
  }
}

/** A rename, or where the two places are on different file systems a copy. */
async function move(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EXDEV') throw thrown;
    await copyFile(from, to);
    await unlink(from);
  }
}
