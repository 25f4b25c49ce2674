import SqliteDatabase from 'better-sqlite3';
import { BitternError } from '../../preload/contract/index.ts';

/**
 * Takes a lock that the system gives back when the process dies, however it dies: SQLite's own, on a small file that is made
 * for it. Waits so long for another owner, holding up the thread. Returns what gives the lock back, or null when another has it.
 */
export function tryLock(file: string, waitMs: number): (() => void) | null {
  const db = new SqliteDatabase(file);
  try {
    db.pragma(`busy_timeout = ${waitMs}`);
    // Nothing is ever written into it, so there is nothing to go back to; a journal would be one more file.
    db.pragma('journal_mode = MEMORY');
    db.exec('BEGIN EXCLUSIVE');
    return () => void db.close();
  } catch (error) {
    db.close();
    if ((error as { code?: string }).code !== 'SQLITE_BUSY') throw error;
    return null;
  }
}

/** Makes this process the only owner of a data folder. Throws `busy` when another Bittern has it. Returns what gives it back. */
export function takeLock(file: string): () => void {
  const release = tryLock(file, 500);
  if (release) return release;
  throw new BitternError(
    'busy',
    'Another Bittern is using this data folder. Close it, or choose another folder with --data.',
  );
}
