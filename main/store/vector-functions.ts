import SqliteDatabase, { type Database } from 'better-sqlite3';
import { getLoadablePath } from 'sqlite-vec';

/**
 * Gives a connection sqlite-vec's functions on vectors (https://github.com/asg017/sqlite-vec). Throws where there is no
 * sqlite-vec for the platform, as on Windows on ARM, or its library cannot be loaded.
 */
export function loadVectorFunctions(db: Database): void {
  // The system loads the library itself and cannot look into an archive.
  db.loadExtension(getLoadablePath().replace(/([\\/])app\.asar([\\/])/, '$1app.asar.unpacked$2'));
}

let found: { problem: string | null } | null = null;

/** Why passages cannot be compared by meaning on this machine, as a sentence for people; null when they can. */
export function vectorProblem(): string | null {
  if (found) return found.problem;
  const db = new SqliteDatabase(':memory:');
  try {
    loadVectorFunctions(db);
    found = { problem: null };
  } catch {
    const platform = `${process.platform} on ${process.arch}`;
    found = {
      problem: `Searching by meaning is not possible here: its library, sqlite-vec, does not run on ${platform}. Passages are found by their words.`,
    };
  } finally {
    db.close();
  }
  return found.problem;
}
