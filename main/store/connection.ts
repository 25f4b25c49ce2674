import SqliteDatabase, { type Database } from 'better-sqlite3';

/**
 * Opens a database with the settings that every connection needs, because SQLite keeps most of them per connection:
 * the driver is compiled with `synchronous = NORMAL` in WAL mode, which loses acknowledged writes in a power cut, and
 * with a trusting schema (https://www.sqlite.org/security.html).
 */
export function openConnection(file: string): Database {
  const db = new SqliteDatabase(file);
  try {
    // Another connection writes for milliseconds; on a machine whose disk is overwhelmed that takes longer.
    db.pragma('busy_timeout = 5000');
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    db.pragma('trusted_schema = OFF');
    db.pragma('cell_size_check = ON');
    db.pragma('secure_delete = ON');
    // Only macOS has a flush that reaches the medium; elsewhere the pragma does nothing.
    db.pragma('checkpoint_fullfsync = ON');
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Why a database is damaged, as SQLite's own check puts it, or null when it is sound. */
export function damage(db: Database): string | null {
  const rows = db.pragma('quick_check(20)') as { quick_check: string }[];
  const text = rows.map((row) => row.quick_check).join('\n');
  return text === 'ok' ? null : text;
}

/** True for what SQLite throws when a file is not a database, or a damaged one. */
export function isCorruption(thrown: unknown): boolean {
  const code = (thrown as { code?: unknown }).code;
  return typeof code === 'string' && /^SQLITE_(CORRUPT|NOTADB)/.test(code);
}
