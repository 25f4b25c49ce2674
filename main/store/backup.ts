import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { damage } from './connection.ts';

/** How many backups are kept. */
const kept = 3;
const name = /^bittern-(\d+)\.db$/;

/** Backups in a folder, newest first. */
export function listBackups(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory)
    .filter((file) => name.test(file))
    .sort((a, b) => Number(name.exec(b)![1]) - Number(name.exec(a)![1]))
    .map((file) => join(directory, file));
}

/** Milliseconds since the newest backup, Infinity when there is none. */
export function backupAge(directory: string, now = Date.now()): number {
  const newest = listBackups(directory)[0];
  return newest ? now - statSync(newest).mtimeMs : Number.POSITIVE_INFINITY;
}

function flush(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Copies a live database through SQLite's backup API, checks the copy, gives it its name, and removes the oldest ones.
 * A copy that is cut off leaves only a `.part` file, which the next one replaces. Returns the backup's path.
 */
export async function makeBackup(db: Database, directory: string, now = Date.now()): Promise<string> {
  mkdirSync(directory, { recursive: true });
  const part = join(directory, 'backup.part');
  rmSync(part, { force: true });
  await db.backup(part);
  const copy = new SqliteDatabase(part);
  try {
    // The copy of a WAL database says it is one too; as a plain file it needs no companion to be complete.
    copy.pragma('journal_mode = DELETE');
    const problem = damage(copy);
    if (problem) throw new Error(`The backup is damaged: ${problem}`);
  } finally {
    copy.close();
  }
  flush(part);
  const file = join(directory, `bittern-${now}.db`);
  renameSync(part, file);
  for (const old of listBackups(directory).slice(kept)) rmSync(old, { force: true });
  return file;
}
