import { accessSync, constants, mkdirSync } from 'node:fs';
import { BitternError } from '../preload/contract/index.ts';

const reasons: Record<string, string> = {
  EEXIST: 'it is a file',
  ENOTDIR: 'a part of it is a file',
  EACCES: 'this account must not write there',
  EPERM: 'this account must not write there',
  EROFS: 'it lies on a medium that cannot be written to',
};

/** Makes the folder that everything is kept in, if need be. Throws `bad-input` when nothing can be kept in it. */
export function prepareDataFolder(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true });
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
