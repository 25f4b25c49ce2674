import { chooseFiles } from '../drop/choose-files.ts';
import type { Connection } from '../transport/connection.ts';

/**
 * Lets the person choose a folder and resolves to its path; null when they close the dialog, or when nothing is in it. Only the
 * desktop program learns paths; a browser keeps them to itself.
 */
export async function chooseFolder(connection: Connection): Promise<string | null> {
  const [folder] = await chooseFiles('folder');
  const [file] = (await folder?.files()) ?? [];
  if (!file) return null;
  const [source] = (await connection.sources([file])).sources;
  return source?.kind === 'path' ? folderAbove(source.path, file.webkitRelativePath) : null;
}

/**
 * The chosen folder, from the path of a file in it.
 * @param relative the file's path from the folder on, the folder's own name first, as the browser tells it
 */
export function folderAbove(path: string, relative: string): string {
  const below = relative.split('/').length - 1;
  // On Windows the path has backslashes; a name on another system may hold one.
  const separator = path.includes('/') ? '/' : '\\';
  return path.split(separator).slice(0, -below).join(separator) || separator;
}
