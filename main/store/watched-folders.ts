import type { Database } from 'better-sqlite3';

export interface StoredFolder {
  id: string;
  path: string;
  tag: string | null;
  /** Files of it that are in the library. */
  files: number;
}

/** A file of a watched folder as it was last seen. */
export interface StoredFile {
  path: string;
  documentId: string | null;
  /** The document came with the folder, and so goes with its file. */
  isOwn: boolean;
  bytes: number;
  /** Milliseconds since 1970, with fractions. */
  modifiedAt: number;
}

interface FolderRow {
  id: string;
  path: string;
  tag: string | null;
  files: number;
}

interface FileRow {
  path: string;
  document_id: string | null;
  is_own: number;
  bytes: number;
  modified_at: number;
}

/** Rows of `watched_folder` and `watched_file`. */
export interface WatchedFolderTable {
  list(): StoredFolder[];
  get(id: string): StoredFolder | undefined;
  byPath(path: string): StoredFolder | undefined;
  insert(folder: { id: string; path: string; tag: string | null }): void;
  /** Forgets the folder and its files, not the documents. */
  remove(id: string): void;
  files(folderId: string): StoredFile[];
  putFile(folderId: string, file: StoredFile): void;
  removeFile(folderId: string, path: string): void;
  /** How many files of watched folders are this document, and whether it came with one of them. */
  filesOf(documentId: string): { files: number; isOwn: boolean };
}

/** The tables of watched folders in an open database. */
export function watchedFolderTable(db: Database): WatchedFolderTable {
  const select = `SELECT id, path, tag, (SELECT count(*) FROM watched_file
    WHERE folder_id = watched_folder.id AND document_id IS NOT NULL) AS files FROM watched_folder`;
  const list = db.prepare<[], FolderRow>(`${select} ORDER BY added_at, id`);
  const one = db.prepare<[string], FolderRow>(`${select} WHERE id = ?`);
  const byPath = db.prepare<[string], FolderRow>(`${select} WHERE path = ?`);
  const insert = db.prepare(
    'INSERT INTO watched_folder (id, path, tag, added_at) VALUES (@id, @path, @tag, @addedAt)',
  );
  const remove = db.prepare<[string]>('DELETE FROM watched_folder WHERE id = ?');
  const files = db.prepare<[string], FileRow>('SELECT * FROM watched_file WHERE folder_id = ?');
  const putFile = db.prepare(`
    INSERT INTO watched_file (folder_id, path, document_id, is_own, bytes, modified_at)
    VALUES (@folderId, @path, @documentId, @isOwn, @bytes, @modifiedAt)
    ON CONFLICT (folder_id, path) DO UPDATE SET document_id = excluded.document_id, is_own = excluded.is_own,
      bytes = excluded.bytes, modified_at = excluded.modified_at`);
  const removeFile = db.prepare<[string, string]>(
    'DELETE FROM watched_file WHERE folder_id = ? AND path = ?',
  );
  const filesOf = db.prepare<[string], { files: number; own: number | null }>(
    'SELECT count(*) AS files, max(is_own) AS own FROM watched_file WHERE document_id = ?',
  );
  const storedFile = (row: FileRow): StoredFile => ({
    path: row.path,
    documentId: row.document_id,
    isOwn: row.is_own === 1,
    bytes: row.bytes,
    modifiedAt: row.modified_at,
  });
  return {
    list: () => list.all(),
    get: (id) => one.get(id),
    byPath: (path) => byPath.get(path),
    insert: (folder) => void insert.run({ ...folder, addedAt: Date.now() }),
    remove: (id) => void remove.run(id),
    files: (folderId) => files.all(folderId).map(storedFile),
    putFile: (folderId, row) => void putFile.run({ folderId, ...row, isOwn: row.isOwn ? 1 : 0 }),
    removeFile: (folderId, path) => void removeFile.run(folderId, path),
    filesOf(documentId) {
      const { files, own } = filesOf.get(documentId)!;
      return { files, isOwn: own === 1 };
    },
  };
}
