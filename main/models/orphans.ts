import { readdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../log.ts';

/**
 * Removes checkpoints in Bittern's own folder that neither a job nor a model knows: what a cancellation left that was
 * itself interrupted. What is removed is decided before this returns, so that nothing that begins later is touched.
 */
export function removeOrphans(
  directory: string,
  options: { isInUse(folder: string): boolean; log: Log },
): Promise<void> {
  const orphans = foldersIn(join(directory, 'originals')).filter((folder) => !options.isInUse(folder));
  return (async () => {
    for (const folder of orphans) {
      try {
        await rm(folder, { recursive: true, force: true, maxRetries: 5 });
        options.log('info', 'Removed an unfinished download that nothing refers to.');
      } catch (error) {
        options.log('warn', 'An unfinished download could not be removed.', error);
      }
    }
  })();
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => join(folder, entry.name));
  } catch {
    return [];
  }
}
