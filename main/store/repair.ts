import { copyFileSync, existsSync, renameSync } from 'node:fs';
import { listBackups } from './backup.ts';
import { damage, isCorruption, openConnection } from './connection.ts';

/** Puts a damaged database aside, with its companions, under a name that says when. Nothing is ever deleted. */
function putAside(file: string, now: number): string {
  const aside = `${file}.corrupt-${now}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  }
  return aside;
}

/** True when a file opens as a database and passes SQLite's quick check. */
function isSound(file: string): boolean {
  try {
    const db = openConnection(file);
    try {
      return damage(db) === null;
    } finally {
      db.close();
    }
  } catch (error) {
    if (isCorruption(error)) return false;
    throw error;
  }
}

/**
 * Makes sure that `file` can be opened. `thorough` runs SQLite's quick check as well, as after an exit that was not clean.
 * A damaged database is put aside and the newest sound backup takes its place, or nothing when there is none.
 * Returns a sentence for the person when something had to be done, else null.
 */
export function repairIfDamaged(
  file: string,
  backups: string,
  thorough: boolean,
  now = Date.now(),
): string | null {
  if (!existsSync(file)) return null;
  if (!thorough && opens(file)) return null;
  if (isSound(file)) return null;
  const aside = putAside(file, now);
  for (const backup of listBackups(backups)) {
    if (!isSound(backup)) continue;
    copyFileSync(backup, file);
    const made = new Date(Number(/(\d+)\.db$/.exec(backup)![1])).toLocaleString();
    return `Bittern's database was damaged. The backup of ${made} was restored; the damaged file is kept as ${baseName(aside)} in the data folder.`;
  }
  return `Bittern's database was damaged and there was no backup to restore, so a new one was begun. The damaged file is kept as ${baseName(aside)} in the data folder.`;
}

function opens(file: string): boolean {
  try {
    const db = openConnection(file);
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    db.close();
    return true;
  } catch (error) {
    if (isCorruption(error)) return false;
    throw error;
  }
}

function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
