import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { BitternError } from '../../../preload/contract/errors.ts';

/** What an error of the file system means to the person whose file it is. */
function asSentence(thrown: unknown): BitternError {
  const code = (thrown as NodeJS.ErrnoException).code;
  const options = { cause: thrown };
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new BitternError(
      'not-found',
      'This file is not there any more. It may have been moved, renamed or deleted.',
      options,
    );
  if (code === 'EACCES' || code === 'EPERM')
    return new BitternError(
      'unreadable',
      'This file may not be opened: your account has no permission to read it.',
      options,
    );
  if (code === 'ELOOP')
    return new BitternError(
      'unreadable',
      'This is a link that leads back to itself, so there is no file to read.',
      options,
    );
  if (code === 'EBUSY')
    return new BitternError(
      'unreadable',
      'This file is locked by another program. Close it there and try again.',
      options,
    );
  return new BitternError(
    'unreadable',
    `This file could not be read from the disk (${code ?? 'unknown error'}). Copy it to another place and try again.`,
    options,
  );
}

/** A regular file, opened for reading, with its size in bytes. Dispose of it with `await using` or `handle.close()`. */
export interface OpenedFile {
  readonly handle: FileHandle;
  readonly bytes: number;
}

/**
 * Opens a file without ever waiting for one: a pipe, a device or a socket is refused before anything is read from it.
 * Throws a `BitternError` with a sentence for folders, special files, empty files, missing files and missing permissions.
 */
export async function openRegularFile(path: string): Promise<OpenedFile> {
  let handle: FileHandle | undefined;
  try {
    refuseUnlessRegular(await stat(path));
    // O_NONBLOCK: between the check and the opening the path may have become a pipe, which would block for ever.
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const opened = await handle.stat();
    refuseUnlessRegular(opened);
    return { handle, bytes: opened.size };
  } catch (thrown) {
    await handle?.close();
    throw thrown instanceof BitternError ? thrown : asSentence(thrown);
  }
}

function refuseUnlessRegular(found: { isFile(): boolean; isDirectory(): boolean; size: number }): void {
  if (found.isDirectory())
    throw new BitternError('bad-input', 'This is a folder. Add the files in it instead.');
  if (!found.isFile())
    throw new BitternError(
      'bad-input',
      'This is not a file but a device, a pipe or a socket, which cannot be read as a document.',
    );
  if (found.size === 0)
    throw new BitternError('bad-input', 'This file is empty: there is nothing in it to read.');
}

/** Up to `length` bytes from `position`; fewer at the end of the file. */
export async function readBytes(file: OpenedFile, position: number, length: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(Math.max(0, Math.min(length, file.bytes - position)));
  let filled = 0;
  try {
    while (filled < buffer.length) {
      const { bytesRead } = await file.handle.read(buffer, filled, buffer.length - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
  } catch (thrown) {
    throw asSentence(thrown);
  }
  return buffer.subarray(0, filled);
}
