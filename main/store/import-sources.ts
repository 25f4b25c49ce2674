import type { Database } from 'better-sqlite3';

/** A file that was given, before anything is known of its content. */
export interface ImportSource {
  path: string;
  /** Its name for people; for an upload not the name of the file at `path`. */
  name: string;
  /** The file is a finished upload: it is moved away, not copied. */
  isUpload: boolean;
  conversationId: string | null;
  inLibrary: boolean;
  /** The watched folder that it was found in. */
  folderId: string | null;
}

export interface QueuedSource extends ImportSource {
  id: number;
}

interface SourceRow {
  id: number;
  path: string;
  name: string;
  is_upload: number;
  conversation_id: string | null;
  in_library: number;
  folder_id: string | null;
}

/** Rows of `import_source`: a first-in-first-out queue that survives the program. */
export interface ImportSourceTable {
  add(source: ImportSource): number;
  /** Oldest first. */
  all(): QueuedSource[];
  remove(id: number): void;
}

/** The table `import_source` of an open database. */
export function importSourceTable(db: Database): ImportSourceTable {
  const add = db.prepare(`
    INSERT INTO import_source (path, name, is_upload, conversation_id, in_library, folder_id)
    VALUES (@path, @name, @isUpload, @conversationId, @inLibrary, @folderId)`);
  const all = db.prepare<[], SourceRow>('SELECT * FROM import_source ORDER BY id');
  const remove = db.prepare<[number]>('DELETE FROM import_source WHERE id = ?');
  return {
    add: (source) =>
      Number(
        add.run({ ...source, isUpload: source.isUpload ? 1 : 0, inLibrary: source.inLibrary ? 1 : 0 })
          .lastInsertRowid,
      ),
    all: () =>
      all.all().map((row) => ({
        id: row.id,
        path: row.path,
        name: row.name,
        isUpload: row.is_upload === 1,
        conversationId: row.conversation_id,
        inLibrary: row.in_library === 1,
        folderId: row.folder_id,
      })),
    remove: (id) => void remove.run(id),
  };
}
