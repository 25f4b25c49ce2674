import type { Migration } from './migration.ts';

/**
 * Conversations are trees of messages: editing a question or asking again adds a sibling, and nothing is overwritten.
 * `number` is there because FTS5 refers to rows by integer, which a text key cannot promise to keep through a VACUUM.
 */
export const conversations: Migration = {
  version: 10,
  up: (db) =>
    db.exec(`
      CREATE TABLE conversation (
        id TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        title_is_given INTEGER NOT NULL DEFAULT 0,
        settings TEXT NOT NULL,
        active_message_id TEXT,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX conversation_by_age ON conversation (updated_at);

      CREATE TABLE message (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        conversation_id TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
        parent_id TEXT REFERENCES message (id) ON DELETE CASCADE,
        role TEXT NOT NULL CHECK (role IN ('user', 'assistant')),
        text TEXT NOT NULL,
        status TEXT CHECK (status IN ('working', 'done', 'stopped', 'interrupted', 'failed')),
        error TEXT,
        created_at INTEGER NOT NULL
      ) STRICT;
      CREATE INDEX message_by_conversation ON message (conversation_id, number);
      CREATE INDEX message_by_parent ON message (parent_id);

      CREATE TABLE answer (
        message_id TEXT PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE,
        made_by TEXT NOT NULL CHECK (made_by IN ('model', 'passages')),
        model_name TEXT,
        model_hash TEXT,
        mode TEXT NOT NULL,
        seed INTEGER,
        sampling TEXT,
        context_tokens INTEGER,
        prompt_tokens INTEGER,
        reused_tokens INTEGER,
        answer_tokens INTEGER,
        first_token_ms REAL,
        tokens_per_second REAL,
        ended_by TEXT,
        ledger TEXT NOT NULL,
        passages TEXT NOT NULL,
        unsupported TEXT NOT NULL
      ) STRICT;

      CREATE TABLE citation (
        message_id TEXT NOT NULL REFERENCES message (id) ON DELETE CASCADE,
        ordinal INTEGER NOT NULL,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        number INTEGER NOT NULL,
        source_start INTEGER NOT NULL,
        source_end INTEGER NOT NULL,
        PRIMARY KEY (message_id, ordinal)
      ) STRICT;

      CREATE VIRTUAL TABLE message_text USING fts5 (
        text, content = 'message', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 2'
      );
      INSERT INTO message_text (message_text, rank) VALUES ('secure-delete', 1);
      CREATE TRIGGER message_text_insert AFTER INSERT ON message BEGIN
        INSERT INTO message_text (rowid, text) VALUES (new.number, new.text);
      END;
      CREATE TRIGGER message_text_update AFTER UPDATE OF text ON message BEGIN
        INSERT INTO message_text (message_text, rowid, text) VALUES ('delete', old.number, old.text);
        INSERT INTO message_text (rowid, text) VALUES (new.number, new.text);
      END;
      CREATE TRIGGER message_text_delete AFTER DELETE ON message BEGIN
        INSERT INTO message_text (message_text, rowid, text) VALUES ('delete', old.number, old.text);
      END;
    `),
};
