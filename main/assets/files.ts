import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The files of the built window by the path they are asked for with, such as `/assets/index-1a2b.js`. Requests are
 * looked up here and never turned into paths, so there is nothing that `..`, an encoding, a drive letter or a symbolic
 * link could reach. `/` is the page itself. Links and hidden files are left out.
 */
export function listAssets(folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const walk = (path: string): void => {
    for (const entry of readdirSync(join(folder, path), { withFileTypes: true })) {
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) walk(`${path}/${entry.name}`);
      else if (entry.isFile()) found.set(`${path}/${entry.name}`, join(folder, path, entry.name));
    }
  };
  walk('');
  const page = found.get('/index.html');
  if (page) found.set('/', page);
  return found;
}
