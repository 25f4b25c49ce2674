import type { Database } from 'better-sqlite3';
import { BitternError } from '../../preload/contract/index.ts';
import type { Migration } from './migrations/migration.ts';

/** The schema version of a database; 0 for a new one. */
export function schemaVersion(db: Database): number {
  return db.pragma('user_version', { simple: true }) as number;
}

/**
 * Refuses a database made by a newer Bittern: running older code on it would lose what it does not know.
 * Throws `bad-input`.
 */
export function refuseFuture(db: Database, migrations: readonly Migration[]): void {
  const newest = migrations.at(-1)?.version ?? 0;
  if (schemaVersion(db) > newest) {
    throw new BitternError(
      'bad-input',
      'This data folder was written by a newer version of Bittern. Install that version again, or choose another data folder.',
    );
  }
}

/** The steps that a database still needs. */
export function pendingMigrations(db: Database, migrations: readonly Migration[]): readonly Migration[] {
  const version = schemaVersion(db);
  return migrations.filter((migration) => migration.version > version);
}

/** Runs the steps that are missing, all in one transaction: the database is at the old version or at the new one, never between. */
export function migrate(db: Database, migrations: readonly Migration[]): void {
  const pending = pendingMigrations(db, migrations);
  if (pending.length === 0) return;
  db.transaction(() => {
    for (const migration of pending) {
      migration.up(db);
      db.pragma(`user_version = ${migration.version}`);
    }
  }).immediate();
}
