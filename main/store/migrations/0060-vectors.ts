import type { Migration } from './migration.ts';

/**
 * What passages mean, as vectors of an embedding model, and the job that makes them.
 *
 * A chunk has at most one vector, of the model in `chunk_bits.model_id`; another model's takes its place. Signs (one bit a number) and
 * values (one byte a number) stand in two tables because a search goes through the signs of all chunks and then through
 * the values of a few hundred: rows of 48 bytes are read eight times as fast as rows of 432. They are ordinary tables, not
 * `vec0` ones, so that they can be written, checked and deleted with their chunk on machines that sqlite-vec does not
 * support; only searching takes its functions.
 *
 * `job` is made anew because SQLite cannot change a constraint. The `chunk_vector` of before was never written to.
 */
export const vectors: Migration = {
  version: 60,
  up: (db) =>
    db.exec(`
      DROP TABLE chunk_vector;
      CREATE TABLE vector_model (
        id INTEGER PRIMARY KEY,
        /** The model file's hash, and how texts are put to it. */
        key TEXT NOT NULL UNIQUE
      ) STRICT;
      CREATE TABLE chunk_bits (
        chunk_id INTEGER PRIMARY KEY REFERENCES chunk (id) ON DELETE CASCADE,
        model_id INTEGER NOT NULL REFERENCES vector_model (id),
        bits BLOB NOT NULL
      ) STRICT;
      CREATE INDEX chunk_bits_by_model ON chunk_bits (model_id);
      CREATE TABLE chunk_vector (
        chunk_id INTEGER PRIMARY KEY REFERENCES chunk_bits (chunk_id) ON DELETE CASCADE,
        vector BLOB NOT NULL
      ) STRICT;

      CREATE TABLE job_with_embedding (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('download', 'conversion', 'import', 'sweep', 'embedding')),
        title TEXT NOT NULL,
        step TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'paused', 'done', 'failed', 'cancelled')),
        progress TEXT CHECK (progress IS NULL OR json_valid(progress)),
        error TEXT,
        can_pause INTEGER NOT NULL CHECK (can_pause IN (0, 1)),
        subject TEXT,
        payload TEXT NOT NULL CHECK (json_valid(payload)),
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      INSERT INTO job_with_embedding SELECT * FROM job;
      DROP TABLE job;
      ALTER TABLE job_with_embedding RENAME TO job;
      CREATE INDEX job_unfinished ON job (created_at) WHERE state IN ('queued', 'running', 'paused', 'failed');
    `),
};
