import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database, Statement } from 'better-sqlite3';
import type { Log } from '../log.ts';
import { backupAge, makeBackup } from './backup.ts';
import { openConnection } from './connection.ts';
import { takeLock } from './lock.ts';
import { migrate, pendingMigrations, refuseFuture, schemaVersion } from './migrate.ts';
import { migrations } from './migrations/index.ts';
import { repairIfDamaged } from './repair.ts';
import { WriteTurn, writeFirst } from './write-turn.ts';

export type { Database } from 'better-sqlite3';

const day = 24 * 60 * 60 * 1000;

/** The open database of a data folder. Every table family has a module beside this one that takes a `Store`. */
export interface Store {
  readonly db: Database;
  /** The database file; worker threads open connections of their own with `openConnection`. */
  readonly file: string;
  /** Lets this connection write before those of worker threads. */
  readonly turn: WriteTurn;
  /** Something the person must know: the database was restored from a backup, and the like. */
  readonly notice: string | null;
  /** A prepared statement, compiled once per text. */
  prepare(sql: string): Statement;
  /** Runs `work` in an immediate transaction; nested calls join the outer one. */
  transaction<T>(work: () => T): T;
  /** Makes deleted text leave the write-ahead log too. */
  forget(): void;
  /** A verified copy in the folder's `backups`; returns its path. */
  backup(): Promise<string>;
  /** The same when the newest backup is more than a day old; for programs that stay open. */
  backupIfDue(): Promise<void>;
  close(): void;
}

/**
 * Opens the database of a data folder and makes it ready: lock, check, repair, refuse the future, back up, migrate.
 * Throws `busy` when another Bittern has the folder, `bad-input` when a newer one wrote it.
 */
export async function openStore(directory: string, log: Log): Promise<Store> {
  mkdirSync(directory, { recursive: true });
  const unlock = takeLock(join(directory, 'bittern.lock'));
  try {
    return await openLocked(directory, log, unlock);
  } catch (error) {
    unlock();
    throw error;
  }
}

async function openLocked(directory: string, log: Log, unlock: () => void): Promise<Store> {
  const file = join(directory, 'bittern.db');
  const backups = join(directory, 'backups');
  // Present while the database is open: finding it means that the last exit was not clean.
  const openMark = join(directory, 'bittern.open');
  const notice = repairIfDamaged(file, backups, existsSync(openMark));
  if (notice) log('error', notice);

  const db = openConnection(file);
  const statements = new Map<string, Statement>();
  try {
    refuseFuture(db, migrations);
    if (schemaVersion(db) > 0 && pendingMigrations(db, migrations).length > 0) await makeBackup(db, backups);
    migrate(db, migrations);
    writeFileSync(openMark, String(process.pid));
  } catch (error) {
    db.close();
    throw error;
  }

  const turn = new WriteTurn();
  writeFirst(db, turn);
  const store: Store = {
    db,
    file,
    turn,
    notice,
    prepare(sql) {
      let statement = statements.get(sql);
      if (!statement) {
        statement = db.prepare(sql);
        statements.set(sql, statement);
      }
      return statement;
    },
    transaction: (work) => (db.inTransaction ? work() : turn.first(() => db.transaction(work).immediate())),
    forget: () => void turn.first(() => db.pragma('wal_checkpoint(TRUNCATE)')),
    backup: () => makeBackup(db, backups),
    async backupIfDue() {
      if (backupAge(backups) > day) await makeBackup(db, backups);
    },
    close() {
      if (!db.open) return;
      db.pragma('optimize');
      db.close();
      rmSync(openMark, { force: true });
      unlock();
    },
  };
  return store;
}
