import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

/** The repository's root folder. */
export const root = resolve(import.meta.dirname, '../..');

/** Builds what changed since the last build, so that a test of the built program never sees an old one. */
export function ensureBuilt(): void {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts/build.mjs')], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`The build failed.\n${stderr}`);
}
