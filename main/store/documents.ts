import type { Database } from 'better-sqlite3';
import type { ErrorCode, ReportNote } from '../../preload/contract/index.ts';

/** Status as stored; being read at this moment is known only to the process that does it. */
export type StoredStatus = 'queued' | 'ready' | 'failed' | 'needs-password';

/** A document with the totals of its reading; zeros while there is none. */
export interface StoredDocument {
  id: string;
  /** SHA-256 of its bytes, in hexadecimal. */
  hash: string;
  fileName: string;
  path: string | null;
  isReference: boolean;
  bytes: number;
  title: string;
  type: string;
  status: StoredStatus;
  errorCode: ErrorCode | null;
  error: string | null;
  readingId: number | null;
  inLibrary: boolean;
  addedAt: number;
  pages: number;
  words: number;
  chunks: number;
  tokens: number;
  characters: number;
  emptyPages: number;
  doubtfulPages: number;
  readMs: number | null;
  notes: ReportNote[];
  tags: string[];
  conversations: number;
}

export interface NewDocument {
  id: string;
  hash: string;
  fileName: string;
  path: string | null;
  isReference: boolean;
  bytes: number;
  title: string;
  type: string;
  inLibrary: boolean;
}

interface DocumentRow {
  id: string;
  hash: string;
  file_name: string;
  path: string | null;
  is_reference: number;
  bytes: number;
  title: string;
  type: string;
  status: StoredStatus;
  error_code: ErrorCode | null;
  error: string | null;
  reading_id: number | null;
  in_library: number;
  added_at: number;
  pages: number | null;
  words: number | null;
  chunks: number | null;
  tokens: number | null;
  characters: number | null;
  doubtful_pages: number | null;
  empty_pages: number;
  milliseconds: number | null;
  notes: string | null;
  tags: string;
  conversations: number;
}

function storedDocument(row: DocumentRow): StoredDocument {
  return {
    id: row.id,
    hash: row.hash,
    fileName: row.file_name,
    path: row.path,
    isReference: row.is_reference === 1,
    bytes: row.bytes,
    title: row.title,
    type: row.type,
    status: row.status,
    errorCode: row.error_code,
    error: row.error,
    readingId: row.reading_id,
    inLibrary: row.in_library === 1,
    addedAt: row.added_at,
    pages: row.pages ?? 0,
    words: row.words ?? 0,
    chunks: row.chunks ?? 0,
    tokens: row.tokens ?? 0,
    characters: row.characters ?? 0,
    emptyPages: row.empty_pages,
    // The store counts every page that is not text.
    doubtfulPages: Math.max(0, (row.doubtful_pages ?? 0) - row.empty_pages),
    readMs: row.milliseconds,
    notes: row.notes === null ? [] : (JSON.parse(row.notes) as ReportNote[]),
    tags: JSON.parse(row.tags) as string[],
    conversations: row.conversations,
  };
}

const select = `
  SELECT document.*, reading.pages, reading.words, reading.chunks, reading.tokens, reading.characters,
    reading.doubtful_pages, reading.milliseconds, reading.notes,
    (SELECT json_group_array(name) FROM (SELECT name FROM tag WHERE document_id = document.id ORDER BY name)) AS tags,
    (SELECT count(*) FROM page WHERE page.reading_id = document.reading_id AND page.kind = 'empty') AS empty_pages,
    (SELECT count(*) FROM attachment WHERE document_id = document.id) AS conversations
  FROM document LEFT JOIN reading ON reading.id = document.reading_id`;

/** Rows of `document`, and of `tag`, which only describe them. */
export interface DocumentTable {
  get(id: string): StoredDocument | undefined;
  /** Those of these that are there, in this order. */
  some(ids: readonly string[]): StoredDocument[];
  byHash(hash: string): StoredDocument | undefined;
  /** Waiting to be read, oldest first. */
  queued(): string[];
  insert(document: NewDocument): void;
  setStatus(id: string, status: StoredStatus, error?: { code: ErrorCode; message: string }): void;
  setPlace(id: string, place: { path: string | null; fileName: string }): void;
  setInLibrary(id: string, inLibrary: boolean): void;
  setTitle(id: string, title: string): void;
  setTags(id: string, tags: readonly string[]): void;
  addTag(id: string, tag: string): void;
  tags(): string[];
  remove(id: string): void;
  /** Documents that no library, no conversation and no answer has any more. */
  unused(): string[];
}

/** The table `document` of an open database. */
export function documentTable(db: Database): DocumentTable {
  const one = db.prepare<[string], DocumentRow>(`${select} WHERE document.id = ?`);
  const some = db.prepare<[string], DocumentRow>(
    `${select} WHERE document.id IN (SELECT value FROM json_each(?))`,
  );
  const byHash = db.prepare<[string], DocumentRow>(`${select} WHERE document.hash = ?`);
  const queued = db
    .prepare<[], string>(`SELECT id FROM document WHERE status = 'queued' ORDER BY added_at, id`)
    .pluck();
  const insert = db.prepare(`
    INSERT INTO document (id, hash, file_name, path, is_reference, bytes, title, type, status, in_library, added_at)
    VALUES (@id, @hash, @fileName, @path, @isReference, @bytes, @title, @type, 'queued', @inLibrary, @addedAt)`);
  const setStatus = db.prepare<[string, string | null, string | null, string]>(
    'UPDATE document SET status = ?, error_code = ?, error = ? WHERE id = ?',
  );
  const setPlace = db.prepare<[string | null, string, string]>(
    'UPDATE document SET path = ?, file_name = ? WHERE id = ?',
  );
  const setInLibrary = db.prepare<[number, string]>('UPDATE document SET in_library = ? WHERE id = ?');
  const setTitle = db.prepare<[string, string]>(
    'UPDATE document SET title = ?, title_is_given = 1 WHERE id = ?',
  );
  const clearTags = db.prepare<[string]>('DELETE FROM tag WHERE document_id = ?');
  const addTag = db.prepare<[string, string]>(
    'INSERT INTO tag (document_id, name) VALUES (?, ?) ON CONFLICT DO NOTHING',
  );
  const tags = db.prepare<[], string>('SELECT DISTINCT name FROM tag ORDER BY name').pluck();
  const remove = db.prepare<[string]>('DELETE FROM document WHERE id = ?');
  const unused = db
    .prepare<[], string>(
      `SELECT id FROM document WHERE in_library = 0 AND id NOT IN (SELECT document_id FROM attachment)
       AND id NOT IN (SELECT document_id FROM watched_file WHERE document_id IS NOT NULL)
       AND NOT EXISTS (SELECT 1 FROM answer WHERE instr(passages, document.id))`,
    )
    .pluck();
  const found = (row: DocumentRow | undefined) => row && storedDocument(row);

  return {
    get: (id) => found(one.get(id)),
    some(ids) {
      const rows = new Map(some.all(JSON.stringify(ids)).map((row) => [row.id, row]));
      return ids.flatMap((id) => found(rows.get(id)) ?? []);
    },
    byHash: (hash) => found(byHash.get(hash)),
    queued: () => queued.all(),
    insert: (document) =>
      void insert.run({
        ...document,
        isReference: document.isReference ? 1 : 0,
        inLibrary: document.inLibrary ? 1 : 0,
        addedAt: Date.now(),
      }),
    setStatus: (id, status, error) =>
      void setStatus.run(status, error?.code ?? null, error?.message ?? null, id),
    setPlace: (id, { path, fileName }) => void setPlace.run(path, fileName, id),
    setInLibrary: (id, inLibrary) => void setInLibrary.run(inLibrary ? 1 : 0, id),
    setTitle: (id, title) => void setTitle.run(title, id),
    setTags(id, names) {
      clearTags.run(id);
      for (const name of names) addTag.run(id, name);
    },
    addTag: (id, tag) => void addTag.run(id, tag),
    tags: () => tags.all(),
    remove: (id) => void remove.run(id),
    unused: () => unused.all(),
  };
}
