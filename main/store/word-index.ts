import type { Database } from 'better-sqlite3';
import { damage } from './connection.ts';

/**
 * Makes the indexes of words (FTS5) anew from the rows they were made of, when `problem` tells of damage to nothing else:
 * everything in them is in those rows. Returns whether the database is sound then. Throws what SQLite throws when it is not one.
 */
export function rebuildWordIndexes(db: Database, problem: string): boolean {
  // SQLite's check names FTS5 in every line that is about an index of words.
  if (!problem.split('\n').every((line) => /fts5/i.test(line))) return false;
  const tables = db
    .prepare("SELECT name FROM sqlite_schema WHERE sql LIKE 'CREATE VIRTUAL TABLE % USING fts5%'")
    .pluck()
    .all() as string[];
  db.transaction(() => {
    for (const table of tables) db.exec(`INSERT INTO ${table} (${table}) VALUES ('rebuild')`);
  }).immediate();
  return damage(db) === null;
}
