import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { BitternError, bytesText } from '../../../preload/contract/index.ts';

/** Left free on top of what is needed: a disk filled to the brim makes other programs fail. */
const reserve = 256 * 1000 * 1000;

/** Bytes that may be written on the disk of a folder. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

/** Refuses work that the disk has no room for, before the first byte. Throws `no-room`. */
export function requireRoom(what: string, needed: number, free: number, folder: string): void {
  if (needed + reserve <= free) return;
  throw new BitternError(
    'no-room',
    `${what} needs ${bytesText(needed + reserve)} of free disk space in ${folder}, and ${bytesText(free)} are free. Free ${bytesText(needed + reserve - free)} and try again.`,
  );
}

/** Turns what writing a file throws into a sentence; anything unknown is returned as it is. */
export function diskError(thrown: unknown, path: string): unknown {
  const folder = dirname(path);
  const sentence = (code: 'no-room' | 'bad-input', text: string) =>
    new BitternError(code, text, { cause: thrown });
  switch ((thrown as NodeJS.ErrnoException | null)?.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return sentence(
        'no-room',
        `The disk that holds ${folder} is full. Free some space and try again: what is there already is kept.`,
      );
    case 'EFBIG':
      return sentence(
        'no-room',
        `The disk that holds ${folder} cannot store files this large; FAT drives end at 4 GB. Choose a data folder on another disk.`,
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return sentence(
        'bad-input',
        `Bittern may not write in ${folder}. Check the folder's permissions and try again.`,
      );
    case 'EIO':
    case 'ENXIO':
    case 'ENODEV':
      return sentence(
        'no-room',
        `The disk that holds ${folder} reports an error. Check the disk and that it is connected, then try again.`,
      );
    default:
      return thrown;
  }
}
