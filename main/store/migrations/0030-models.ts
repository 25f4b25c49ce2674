import type { Migration } from './migration.ts';

/**
 * Models, jobs, settings and the ledger of connections.
 *
 * `model.path` is unique: adding the same file twice gives the same model. `owned` files lie in Bittern's own models
 * folder and are deleted with the model; others are only forgotten.
 */
export const models: Migration = {
  version: 30,
  up: (db) =>
    db.exec(`
      CREATE TABLE setting (
        key TEXT PRIMARY KEY,
        value TEXT NOT NULL CHECK (json_valid(value))
      ) STRICT, WITHOUT ROWID;

      CREATE TABLE model (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        kind TEXT NOT NULL CHECK (kind IN ('chat', 'base', 'embedding')),
        path TEXT NOT NULL UNIQUE,
        bytes INTEGER NOT NULL CHECK (bytes >= 0),
        recipe TEXT NOT NULL,
        hash TEXT NOT NULL,
        context_tokens INTEGER NOT NULL,
        parameters INTEGER NOT NULL,
        is_default INTEGER NOT NULL DEFAULT 0 CHECK (is_default IN (0, 1)),
        owned INTEGER NOT NULL CHECK (owned IN (0, 1)),
        catalogue_id TEXT,
        original_path TEXT,
        original_bytes INTEGER NOT NULL DEFAULT 0,
        problem TEXT,
        added_at INTEGER NOT NULL
      ) STRICT, WITHOUT ROWID;
      CREATE UNIQUE INDEX model_default ON model (is_default) WHERE is_default = 1;

      CREATE TABLE job (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('download', 'conversion', 'import', 'sweep')),
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
      CREATE INDEX job_unfinished ON job (created_at) WHERE state IN ('queued', 'running', 'paused', 'failed');

      CREATE TABLE network_attempt (
        id INTEGER PRIMARY KEY,
        at INTEGER NOT NULL,
        purpose TEXT NOT NULL,
        url TEXT NOT NULL,
        allowed INTEGER NOT NULL CHECK (allowed IN (0, 1)),
        outcome TEXT NOT NULL
      ) STRICT;
    `),
};
