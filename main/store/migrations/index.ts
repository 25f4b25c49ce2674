import { conversations } from './0010-conversations.ts';
import { documents } from './0020-documents.ts';
import { models } from './0030-models.ts';
import { sweep } from './0040-sweep.ts';
import { vectors } from './0060-vectors.ts';
import { modelOrigin } from './0070-model-origin.ts';
import { alsoLookedFor } from './0080-also-looked-for.ts';
import type { Migration } from './migration.ts';

/** Every step in order. Add new ones at the end, or between two that were never released together. */
export const migrations: readonly Migration[] = [
  conversations,
  documents,
  models,
  sweep,
  vectors,
  modelOrigin,
  alsoLookedFor,
];

for (const [index, migration] of migrations.entries()) {
  const before = migrations[index - 1];
  if (before && before.version >= migration.version)
    throw new Error(`Migration ${migration.version} must come before ${before.version}.`);
}
