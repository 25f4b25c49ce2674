import { opendir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';

/** Folders of programs, not of documents: their files were written by machines and are many. */
const machineFolders = new Set([
  'node_modules',
  '__pycache__',
  'venv',
  'site-packages',
  '__MACOSX',
  '$RECYCLE.BIN',
]);

/** Files that hold no text, by the ends of their names, each with what a person calls them. */
const withoutText: Readonly<Record<string, string>> = {
  pictures: 'jpg jpeg png gif bmp webp avif heic tif tiff ico svg psd raw cr2 nef xcf ai eps',
  'sound files': 'mp3 wav flac ogg m4a aac opus wma mid midi',
  films: 'mp4 mkv avi mov webm wmv flv m4v mpg mpeg 3gp',
  archives: 'zip gz tgz bz2 xz zst 7z rar tar jar war iso dmg img cab deb rpm apk whl',
  programs: 'exe dll so dylib bin o a obj class pyc wasm msi com sys node',
  'fonts and databases':
    'ttf otf woff woff2 db sqlite sqlite3 mdb accdb dat idx gguf safetensors pt pth onnx npy',
};
const kindByEnding = new Map<string, string>(
  Object.entries(withoutText).flatMap(([kind, endings]) =>
    endings.split(' ').map((ending) => [`.${ending}`, kind] as const),
  ),
);

/** What a person calls files of this name when they hold no text to read; null for everything else. */
export function kindWithoutText(path: string): string | null {
  return kindByEnding.get(extname(path).toLowerCase()) ?? null;
}

/** True for names that systems and programs hide: `.git`, `~$report.docx`, `Thumbs.db`. */
export function isHiddenName(name: string): boolean {
  return name.startsWith('.') || name.startsWith('~$') || name === 'Thumbs.db' || name === 'desktop.ini';
}

/** True for a folder that is gone into when a folder is read or watched. */
export function isDocumentFolder(path: string): boolean {
  const name = basename(path);
  return !isHiddenName(name) && !machineFolders.has(name);
}

/** A file found in a folder, or a sentence on why it, or a folder in it, is left out. */
export type FolderEntry = { path: string; refused: null } | { path: string; refused: string };

/**
 * The files of a folder and of the folders in it, in no particular order. Hidden files, links (which may lead in circles)
 * and folders of programs are passed over in silence; pictures, archives and the like are told as refused.
 */
export async function* folderFiles(directory: string, signal?: AbortSignal): AsyncGenerator<FolderEntry> {
  signal?.throwIfAborted();
  let entries: Awaited<ReturnType<typeof opendir>>;
  try {
    entries = await opendir(directory);
  } catch {
    yield { path: directory, refused: 'This folder may not be read: its permissions forbid it.' };
    return;
  }
  for await (const entry of entries) {
    const path = join(directory, entry.name);
    if (isHiddenName(entry.name)) continue;
    if (entry.isDirectory()) {
      if (isDocumentFolder(path)) yield* folderFiles(path, signal);
    } else if (entry.isFile()) {
      const kind = kindWithoutText(path);
      yield {
        path,
        refused: kind && `Bittern reads documents; ${kind} in a folder are left out.`,
      } as FolderEntry;
    }
  }
}
