import type { Migration } from './migration.ts';

/** What was looked for in the place of a question's misspelt words: a list of words with each answer, none with older ones. */
export const alsoLookedFor: Migration = {
  version: 80,
  up: (db) => db.exec("ALTER TABLE answer ADD COLUMN also_looked_for TEXT NOT NULL DEFAULT '[]'"),
};
