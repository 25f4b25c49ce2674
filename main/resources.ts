import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The absolute path of a file under `resources/`, in the repository, in the built tree and in a packaged program, where
 * electron-builder puts the folder beside the program's archive.
 * Throws when the file is not there: a build that forgot it must fail loudly.
 */
export function resourcePath(name: string): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const packaged = (process as { resourcesPath?: string }).resourcesPath;
  const candidates = [
    ...(packaged ? [join(packaged, 'resources', name)] : []),
    join(here, '..', 'resources', name),
    join(here, '..', '..', 'resources', name),
  ];
  const found = candidates.find((candidate) => existsSync(candidate));
  if (!found) throw new Error(`The resource ${name} is missing from this build.`);
  return found;
}
