import { constants } from 'node:fs';
import { copyFile, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Waits between tries on Windows, where a virus scanner may hold a new file for a moment. */
const scannerWaitsMs = [50, 100, 200, 400, 800];

/** Renames within a disk, patiently on Windows, and makes the rename survive a power cut. */
export async function renameFile(from: string, to: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await rename(from, to);
      return await syncFolder(dirname(to));
    } catch (thrown) {
      const code = (thrown as NodeJS.ErrnoException).code ?? '';
      const wait = scannerWaitsMs[attempt];
      if (process.platform !== 'win32' || !['EPERM', 'EACCES', 'EBUSY'].includes(code) || wait === undefined)
        throw thrown;
      await sleep(wait);
    }
  }
}

/**
 * Moves a file, to another disk too. Over a disk's border the bytes are copied under a temporary name first, so that
 * `to` is never half a file. An existing `to` is replaced.
 */
export async function moveFile(from: string, to: string, renameIt = renameFile): Promise<void> {
  try {
    await renameIt(from, to);
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'EXDEV') throw thrown;
    const temporary = `${to}.moving`;
    try {
      await copyFile(from, temporary, constants.COPYFILE_FICLONE);
      const handle = await open(temporary, 'r+');
      await handle.sync().finally(() => handle.close());
      await renameFile(temporary, to);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await rm(from, { force: true });
  }
}

/** Flushes a folder's entries; Windows has no such call and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}
