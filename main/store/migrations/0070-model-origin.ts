import type { Migration } from './migration.ts';

/** Where a model's file was fetched from, `owner/name@commit`: a branch moves on, what is installed does not. */
export const modelOrigin: Migration = {
  version: 70,
  up: (db) => db.exec('ALTER TABLE model ADD COLUMN origin TEXT'),
};
