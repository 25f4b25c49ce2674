import SqliteDatabase from 'better-sqlite3';
import { BitternError } from '../../preload/contract/index.ts';

/**
 * Makes this process the only owner of a data folder. The lock is SQLite's own on a small file of its own, so the
 * system gives it back when the process dies, however it dies.
 * Throws `busy` when another Bittern has it. Returns what gives it back.
 */
export function takeLock(file: string): () => void {
  const db = new SqliteDatabase(file);
  try {
    db.pragma('busy_timeout = 500');
    db.pragma('journal_mode = DELETE');
    db.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    db.close();
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
    throw new BitternError(
      'busy',
      'Another Bittern is using this data folder. Close it, or choose another folder with --data.',
      { cause: error },
    );
  }
  return () => db.close();
}
