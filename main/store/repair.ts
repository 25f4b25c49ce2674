import { copyFileSync, existsSync, renameSync } from 'node:fs';
import { listBackups } from './backup.ts';
import { damage, isCorruption, openConnection } from './connection.ts';
import { rebuildWordIndexes } from './word-index.ts';

/** Puts a damaged database aside, with its companions, under a name that says when. Nothing is ever deleted. */
function putAside(file: string, now: number): string {
  const aside = `${file}.corrupt-${now}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, aside + suffix);
  }
  return aside;
}

/** How a file is by SQLite's quick check; `mended`: sound now, after its indexes of words were made anew. */
function examine(file: string): 'sound' | 'mended' | 'damaged' {
  try {
    const db = openConnection(file);
    try {
      const problem = damage(db);
      if (problem === null) return 'sound';
      return rebuildWordIndexes(db, problem) ? 'mended' : 'damaged';
    } finally {
      db.close();
    }
  } catch (error) {
    if (isCorruption(error)) return 'damaged';
    throw error;
  }
}

/**
 * Makes sure that `file` can be opened. `thorough` runs SQLite's quick check as well, as after an exit that was not clean.
 * A damaged database is put aside and the newest sound backup takes its place, or nothing when there is none. One of which only
 * the indexes of words are damaged stays: they are made anew, and nothing is lost.
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
  const found = examine(file);
  if (found === 'sound') return null;
  if (found === 'mended')
    return 'The index that Bittern finds words with was damaged and was made anew from what is stored. Nothing is lost.';
  const aside = putAside(file, now);
  for (const backup of listBackups(backups)) {
    if (examine(backup) === 'damaged') continue;
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
