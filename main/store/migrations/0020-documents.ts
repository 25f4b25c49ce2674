import type { Migration } from './migration.ts';

/**
 * Documents, what was read out of them, and where they are used.
 *
 * Everything that a parser finds belongs to a `reading`, written in many small transactions. A document points to its
 * finished reading, and the switch from none, or from an older one, is a single update: half a document is never seen,
 * and a reading that nothing points to is garbage that is deleted bit by bit.
 *
 * `chunk.id` is `reading_id × 2^20 + number` (see `chunks.ts`): the chunks of a reading are a range of row ids, which is
 * how the full-text index is asked about one document. Reading ids are therefore never used twice.
 *
 * `part.blocks`, `part.words` and `chunk.units` are packed numbers (see `packing.ts`): they are read with their row or
 * not at all, and as rows of their own they would be most of the database.
 */
export const documents: Migration = {
  version: 20,
  up: (db) =>
    db.exec(`
      CREATE TABLE document (
        id TEXT PRIMARY KEY,
        hash TEXT NOT NULL UNIQUE,
        file_name TEXT NOT NULL,
        path TEXT,
        /** True when the bytes are too many to keep a copy of: they are read where they lie. */
        is_reference INTEGER NOT NULL DEFAULT 0 CHECK (is_reference IN (0, 1)),
        bytes INTEGER NOT NULL CHECK (bytes >= 0),
        title TEXT NOT NULL,
        title_is_given INTEGER NOT NULL DEFAULT 0 CHECK (title_is_given IN (0, 1)),
        type TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('queued', 'ready', 'failed', 'needs-password')),
        error_code TEXT,
        error TEXT,
        reading_id INTEGER REFERENCES reading (id) ON DELETE SET NULL,
        in_library INTEGER NOT NULL CHECK (in_library IN (0, 1)),
        added_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX document_by_reading ON document (reading_id);
      CREATE INDEX document_queued ON document (added_at) WHERE status = 'queued';

      CREATE TABLE reading (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        document_id TEXT REFERENCES document (id) ON DELETE SET NULL,
        paginated INTEGER NOT NULL DEFAULT 0,
        pages INTEGER NOT NULL DEFAULT 0,
        doubtful_pages INTEGER NOT NULL DEFAULT 0,
        characters INTEGER NOT NULL DEFAULT 0,
        words INTEGER NOT NULL DEFAULT 0,
        tokens INTEGER NOT NULL DEFAULT 0,
        chunks INTEGER NOT NULL DEFAULT 0,
        notes TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(notes)),
        milliseconds INTEGER NOT NULL DEFAULT 0
      ) STRICT;
      CREATE INDEX reading_by_document ON reading (document_id);

      CREATE TABLE page (
        reading_id INTEGER NOT NULL REFERENCES reading (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('text', 'empty', 'scanned', 'suspicious')),
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        width REAL,
        height REAL,
        PRIMARY KEY (reading_id, number)
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE part (
        id INTEGER PRIMARY KEY,
        reading_id INTEGER NOT NULL REFERENCES reading (id) ON DELETE CASCADE,
        page INTEGER NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        text TEXT NOT NULL,
        blocks BLOB NOT NULL,
        words BLOB
      ) STRICT;
      CREATE UNIQUE INDEX part_by_place ON part (reading_id, start, id);

      CREATE TABLE chunk (
        id INTEGER PRIMARY KEY,
        reading_id INTEGER NOT NULL REFERENCES reading (id) ON DELETE CASCADE,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        page INTEGER NOT NULL,
        last_page INTEGER NOT NULL,
        headings TEXT NOT NULL CHECK (json_valid(headings)),
        tokens INTEGER NOT NULL,
        hash TEXT NOT NULL,
        text TEXT NOT NULL,
        /** Heading path and table header, as the index takes them. */
        heading TEXT NOT NULL,
        /** Overlapping pairs of characters of scripts without spaces between words, for the index. */
        ngrams TEXT NOT NULL,
        units BLOB NOT NULL
      ) STRICT;
      CREATE INDEX chunk_by_place ON chunk (reading_id, start);

      CREATE VIRTUAL TABLE chunk_text USING fts5 (
        text, heading, ngrams,
        content = 'chunk', content_rowid = 'id', tokenize = 'porter unicode61 remove_diacritics 2'
      );
      INSERT INTO chunk_text (chunk_text, rank) VALUES ('secure-delete', 1);
      CREATE TRIGGER chunk_text_insert AFTER INSERT ON chunk BEGIN
        INSERT INTO chunk_text (rowid, text, heading, ngrams) VALUES (new.id, new.text, new.heading, new.ngrams);
      END;
      CREATE TRIGGER chunk_text_delete AFTER DELETE ON chunk BEGIN
        INSERT INTO chunk_text (chunk_text, rowid, text, heading, ngrams)
          VALUES ('delete', old.id, old.text, old.heading, old.ngrams);
      END;

      CREATE TABLE chunk_vector (
        chunk_id INTEGER PRIMARY KEY REFERENCES chunk (id) ON DELETE CASCADE,
        model TEXT NOT NULL,
        vector BLOB NOT NULL
      ) STRICT;

      CREATE TABLE attachment (
        conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
        document_id TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE,
        attached_at INTEGER NOT NULL,
        PRIMARY KEY (conversation_id, document_id)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX attachment_by_document ON attachment (document_id);

      CREATE TABLE tag (
        document_id TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE,
        name TEXT NOT NULL,
        PRIMARY KEY (document_id, name)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX tag_by_name ON tag (name);

      CREATE TABLE watched_folder (
        id TEXT PRIMARY KEY,
        path TEXT NOT NULL UNIQUE,
        tag TEXT,
        added_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE watched_file (
        folder_id TEXT NOT NULL REFERENCES watched_folder (id) ON DELETE CASCADE,
        path TEXT NOT NULL,
        /** Null while the file waits to be taken in, and for files that cannot be read. */
        document_id TEXT REFERENCES document (id) ON DELETE SET NULL,
        /** True when the document came with the folder, and so goes with its file. */
        is_own INTEGER NOT NULL CHECK (is_own IN (0, 1)),
        bytes INTEGER NOT NULL,
        modified_at REAL NOT NULL,
        PRIMARY KEY (folder_id, path)
      ) STRICT, WITHOUT ROWID;
      CREATE INDEX watched_file_by_document ON watched_file (document_id);

      /** Files that were given but whose content is not known yet: what an interruption must not forget. */
      CREATE TABLE import_source (
        id INTEGER PRIMARY KEY,
        path TEXT NOT NULL,
        name TEXT NOT NULL,
        is_upload INTEGER NOT NULL DEFAULT 0 CHECK (is_upload IN (0, 1)),
        conversation_id TEXT REFERENCES conversation (id) ON DELETE SET NULL,
        in_library INTEGER NOT NULL CHECK (in_library IN (0, 1)),
        folder_id TEXT REFERENCES watched_folder (id) ON DELETE CASCADE
      ) STRICT;
    `),
};
