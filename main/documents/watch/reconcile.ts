import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { StoredFile, StoredFolder } from '../../store/watched-folders.ts';
import { folderFiles } from '../import/folder-files.ts';
import type { Intake } from '../import/intake.ts';
import type { Shelf } from '../library/shelf.ts';

export interface ReconcileOptions {
  shelf: Shelf;
  intake: Intake;
  /** Takes a document out of the store. */
  remove(documentId: string): Promise<void>;
  signal: AbortSignal;
}

/** A file that was written to less than this many milliseconds ago may still be being written. */
const settleMs = 1500;
/** Files taken in side by side; more only wait in memory. */
const atOnce = 64;

/**
 * Brings the library up to what a watched folder holds: new and changed files are taken in, documents whose files are gone
 * go with them. Compares instead of following events, so it does not matter what happened while nobody was watching.
 * @returns true when files that are still being written have to be looked at again
 */
export async function reconcile(folder: StoredFolder, options: ReconcileOptions): Promise<boolean> {
  const { shelf, signal } = options;
  const known = new Map(shelf.folders.files(folder.id).map((file) => [file.path, file]));
  let mustLookAgain = false;
  const work = new Set<Promise<void>>();
  // Throws when the folder itself is not there: then nothing is concluded from its emptiness.
  if (!(await stat(folder.path)).isDirectory()) throw new Error('not a folder');
  for await (const { path, refused } of folderFiles(folder.path, signal)) {
    const before = known.get(path);
    if (refused !== null) continue;
    known.delete(path);
    const found = await stat(path).catch(() => null);
    if (!found) continue;
    if (before && before.bytes === found.size && before.modifiedAt === found.mtimeMs) continue;
    if (Date.now() - found.mtimeMs < settleMs) {
      mustLookAgain = true;
      continue;
    }
    const task = takeIn(folder, { path, bytes: found.size, modifiedAt: found.mtimeMs }, before, options);
    work.add(task);
    void task.finally(() => work.delete(task));
    if (work.size >= atOnce) await Promise.race(work);
  }
  await Promise.all(work);
  signal.throwIfAborted();
  // Only now, so that a file that has moved is known at its new place before it is missed at the old one.
  for (const gone of known.values()) {
    shelf.folders.removeFile(folder.id, gone.path);
    await letGo(gone, options);
  }
  if (known.size > 0) shelf.foldersChanged();
  return mustLookAgain;
}

async function takeIn(
  folder: StoredFolder,
  found: { path: string; bytes: number; modifiedAt: number },
  before: StoredFile | undefined,
  options: ReconcileOptions,
): Promise<void> {
  const { shelf, intake, signal } = options;
  const { path } = found;
  const source = {
    path,
    name: basename(path),
    isUpload: false,
    conversationId: null,
    inLibrary: true,
    folderId: folder.id,
  };
  try {
    const { documentId, isKnown } = await intake.submit([source])[0]!;
    if (signal.aborted || !shelf.folders.get(folder.id)) return;
    const isOwn = !isKnown || shelf.folders.filesOf(documentId).isOwn || isUnclaimed(shelf, documentId);
    shelf.folders.putFile(folder.id, { ...found, documentId, isOwn });
    if (before?.documentId && before.documentId !== documentId) {
      for (const tag of shelf.documents.get(before.documentId)?.tags ?? [])
        shelf.documents.addTag(documentId, tag);
      shelf.tell(documentId);
      await letGo(before, options);
    }
  } catch {
    // It cannot be read now; it is tried again when it has changed.
    if (!signal.aborted && shelf.folders.get(folder.id))
      shelf.folders.putFile(folder.id, { ...found, documentId: null, isOwn: false });
  }
  shelf.foldersChanged();
}

/** True for a document that was taken in from a folder, and then interrupted before that was written down. */
function isUnclaimed(shelf: Shelf, documentId: string): boolean {
  const document = shelf.documents.get(documentId);
  return document !== undefined && document.readingId === null && document.conversations === 0;
}

/** A watched file is gone, or has other content now: its document goes with it, unless something else needs it. */
async function letGo(file: StoredFile, { shelf, remove }: ReconcileOptions): Promise<void> {
  const document = file.documentId === null ? undefined : shelf.documents.get(file.documentId);
  if (!document || !file.isOwn || shelf.folders.filesOf(document.id).files > 0) return;
  if (document.conversations === 0) return remove(document.id);
  // A conversation quotes it: it stays there, but is no longer part of the library.
  shelf.documents.setInLibrary(document.id, false);
  shelf.tell(document.id);
}
