import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The files of the built window by the path they are asked for with, such as `/assets/index-1a2b.js`. Requests are
 * looked up here and never turned into paths, so there is nothing that `..`, an encoding, a drive letter or a symbolic
 * link could reach. `/` is the page itself. Links are left out.
 */
export function listAssets(folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.startsWith('.')) continue;
    const file = join(entry.parentPath, entry.name);
    found.set(file.slice(folder.length).replaceAll('\\', '/'), file);
  }
  const page = found.get('/index.html');
  if (page) found.set('/', page);
  return found;
}
