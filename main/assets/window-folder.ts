import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BitternError } from '../../preload/contract/index.ts';

/** The folder of the built window, `out/renderer`, from the sources and from a build alike. Throws when it was not built. */
export function windowFolder(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const found = [join(here, '../renderer'), join(here, '../../out/renderer')].find((folder) =>
    existsSync(join(folder, 'index.html')),
  );
  if (!found) throw new BitternError('internal', 'The window is missing from this build. Run: npm run build');
  return found;
}
