import type { Store } from './index.ts';

/** One try to reach something outside this machine, allowed or not. */
export interface NetworkAttempt {
  /** Milliseconds since 1970. */
  at: number;
  purpose: string;
  /** Without user names, passwords and query: signed addresses carry tokens there. */
  url: string;
  allowed: boolean;
  /** What became of it, for people: `connecting`, `200`, `redirected to …`, `refused: …`, `failed: …`. */
  outcome: string;
}

/** Rows of `network_attempt`, the ledger of connections. */
export interface NetworkTable {
  /** Writes a row before anything is sent and returns its number. */
  add(attempt: NetworkAttempt): number;
  finish(id: number, outcome: string): void;
  /** Newest first. */
  latest(limit: number): NetworkAttempt[];
  /** Forgets all but the newest `keep` rows. */
  prune(keep: number): void;
}

/** The table `network_attempt` of an open store. */
export function networkTable({ db }: Store): NetworkTable {
  const insert = db.prepare<[number, string, string, number, string]>(
    'INSERT INTO network_attempt (at, purpose, url, allowed, outcome) VALUES (?, ?, ?, ?, ?)',
  );
  const update = db.prepare<[string, number]>('UPDATE network_attempt SET outcome = ? WHERE id = ?');
  const select = db.prepare<[number], Omit<NetworkAttempt, 'allowed'> & { allowed: number }>(
    'SELECT at, purpose, url, allowed, outcome FROM network_attempt ORDER BY id DESC LIMIT ?',
  );
  const remove = db.prepare<[number]>(
    'DELETE FROM network_attempt WHERE id <= (SELECT max(id) FROM network_attempt) - ?',
  );
  return {
    add: ({ at, purpose, url, allowed, outcome }) =>
      Number(insert.run(at, purpose, url, allowed ? 1 : 0, outcome).lastInsertRowid),
    finish: (id, outcome) => void update.run(outcome, id),
    latest: (limit) => select.all(limit).map((row) => ({ ...row, allowed: row.allowed === 1 })),
    prune: (keep) => void remove.run(keep),
  };
}
