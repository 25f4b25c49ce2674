import { basename, extname } from 'node:path';

/** What a document is called until it says so itself: its file's name without the ending, and with spaces. */
export function titleFromFileName(fileName: string): string {
  const stem = basename(fileName, extname(fileName)) || fileName;
  const spaced = stem.includes(' ') ? stem : stem.replace(/_+/g, ' ');
  return spaced.trim().slice(0, 500) || fileName.slice(0, 500) || 'Untitled';
}

/** A type for icons until the content is known: the ending of the name. */
export function fileType(fileName: string): string {
  return extname(fileName).slice(1, 12).toLowerCase() || 'file';
}
