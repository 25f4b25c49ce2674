import type { Database } from 'better-sqlite3';
import type { WriteTurn } from '../../store/write-turn.ts';

/**
 * Moves everything from the write-ahead log into the database and empties the log; false when that must be tried again
 * because somebody is reading what is in it. Nobody can write while it is emptied, and SQLite would keep everybody waiting
 * until the last reader is done. So what takes long, copying and flushing to the disk, is done beforehand, in a way that
 * stops nobody, and a reader is not waited for.
 */
export function emptyLog(db: Database, turn: WriteTurn): boolean {
  const patience = db.pragma('busy_timeout', { simple: true }) as number;
  db.pragma('wal_checkpoint(PASSIVE)');
  db.pragma('busy_timeout = 0');
  try {
    return turn.inBackground(() => db.pragma('wal_checkpoint(TRUNCATE)', { simple: true })) === 0;
  } finally {
    db.pragma(`busy_timeout = ${patience}`);
  }
}
