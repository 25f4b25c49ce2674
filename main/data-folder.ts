import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { BitternError } from '../preload/contract/index.ts';

const reasons: Record<string, string> = {
  EEXIST: 'it is a file',
  ENOTDIR: 'a part of it is a file',
  EACCES: 'this account must not write there',
  EPERM: 'this account must not write there',
  ENOENT: 'no folder can be made there',
  EROFS: 'it lies on a medium that cannot be written to',
};

/** Makes the folder that everything is kept in, if need be. Throws `bad-input` when nothing can be kept in it. */
export function prepareDataFolder(directory: string): void {
  try {
    makeFolder(directory);
    accessSync(directory, constants.W_OK);
  } catch (thrown) {
    const reason = reasons[(thrown as NodeJS.ErrnoException).code ?? ''];
    if (!reason) throw thrown;
    throw new BitternError(
      'bad-input',
      `“${directory}” cannot be the data folder: ${reason}. Choose another one with --data or BITTERN_DATA.`,
    );
  }
}

/** With all above it, one by one: where a system lets nobody make folders, as in `/proc`, Node's own way of making them never ends. */
function makeFolder(directory: string): void {
  const parent = dirname(directory);
  if (!existsSync(parent)) makeFolder(parent);
  // Of one that is there only a file throws.
  mkdirSync(directory, { recursive: existsSync(directory) });
}
