import { existsSync } from 'node:fs';
import { isAbsolute, join, parse, relative } from 'node:path';

/** Device names that Windows does not allow as file names, whatever follows the dot. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** A name for a file of our own, made from a name that came from outside: letters of any script stay, what any system forbids goes. */
export function safeStem(name: string): string {
  const stem = parse(name.replaceAll('\\', '/')).name;
  const clean = stem
    .normalize('NFC')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go.
    .replace(/[\u0000-\u001f\u007f<>:"/\\|?*]+/g, ' ')
    .replace(/\s+/g, ' ')
    // A cut in the middle of a surrogate pair would leave a name that no system stores.
    .slice(0, 100)
    .replace(/[\ud800-\udbff]$/, '')
    .replace(/^[\s.]+|[\s.]+$/g, '');
  return clean === '' || reserved.test(clean) ? `model ${clean}`.trim() : clean;
}

/** A path in a folder for a stem and an ending that is not taken: `name.gguf`, `name 2.gguf`… */
export function freePath(
  folder: string,
  stem: string,
  ending: string,
  isTaken: (path: string) => boolean = existsSync,
): string {
  for (let n = 1; ; n++) {
    const path = join(folder, `${stem}${n === 1 ? '' : ` ${n}`}${ending}`);
    if (!isTaken(path)) return path;
  }
}

/** Whether a path lies inside a folder. Compares whole segments: `/models-old` is not inside `/models`. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== '' && !isAbsolute(way) && way !== '..' && !/^\.\.[\\/]/.test(way);
}
