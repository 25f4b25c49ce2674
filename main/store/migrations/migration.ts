import type { Database } from 'better-sqlite3';

/** One step of the schema. Steps are never changed once released; a change is a new step. */
export interface Migration {
  /** What `user_version` reads after it. Numbers go in tens, so that one can be put between two. */
  readonly version: number;
  /** Runs inside a transaction that also sets `user_version`. */
  up(db: Database): void;
}
