import type { Migration } from './migration.ts';

/**
 * What the model noted about one part of a document for one request. The key is a hash of everything the note depends on,
 * so a sweep that was stopped goes on where it was, and the same request on the same text is answered at once.
 */
export const sweep: Migration = {
  version: 40,
  up: (db) =>
    db.exec(`
      CREATE TABLE sweep_note (
        key TEXT PRIMARY KEY,
        document_id TEXT NOT NULL,
        note TEXT NOT NULL,
        created_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX sweep_note_by_document ON sweep_note (document_id);
    `),
};
