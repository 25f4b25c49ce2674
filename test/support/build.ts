import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Builds what changed since the last build, so that a test of the built program never sees an old one. */
export function ensureBuilt(): void {
  const { status, stderr } = spawnSync(process.execPath, [`${root}scripts/build.mjs`], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The build failed.\n${stderr}`);
}
