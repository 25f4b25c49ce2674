import type { Job } from '../../preload/contract/index.ts';
import type { Store } from './index.ts';

/** A job with what its runner needs to go on after a restart. */
export interface StoredJob extends Job {
  payload: unknown;
}

interface JobRow {
  id: string;
  kind: Job['kind'];
  title: string;
  step: string;
  state: Job['state'];
  progress: string | null;
  error: string | null;
  can_pause: number;
  subject: string | null;
  payload: string;
  created_at: number;
}

/** Rows of `job`. */
export interface JobTable {
  get(id: string): StoredJob | undefined;
  /** Oldest first: unfinished jobs, then the newest `finished` of those that ended. */
  list(finished: number): StoredJob[];
  /** Queued or running, oldest first: what goes on after a restart. */
  resumable(): StoredJob[];
  put(job: StoredJob): void;
  /** Forgets jobs that ended as done or cancelled, except the newest `keep`. */
  prune(keep: number): void;
}

function fromRow(row: JobRow): StoredJob {
  return {
    id: row.id,
    kind: row.kind,
    title: row.title,
    step: row.step,
    state: row.state,
    progress: row.progress === null ? null : (JSON.parse(row.progress) as Job['progress']),
    error: row.error,
    canPause: row.can_pause === 1,
    subject: row.subject,
    payload: JSON.parse(row.payload) as unknown,
    createdAt: row.created_at,
  };
}

const ended = `state IN ('done', 'cancelled')`;

/** The table `job` of an open store. */
export function jobTable({ db }: Store): JobTable {
  const one = db.prepare<[string], JobRow>('SELECT * FROM job WHERE id = ?');
  const unfinished = db.prepare<[], JobRow>(`SELECT * FROM job WHERE NOT ${ended} ORDER BY created_at, id`);
  const finished = db.prepare<[number], JobRow>(
    `SELECT * FROM job WHERE ${ended} ORDER BY updated_at DESC, id DESC LIMIT ?`,
  );
  const resumable = db.prepare<[], JobRow>(
    `SELECT * FROM job WHERE state IN ('queued', 'running') ORDER BY created_at, id`,
  );
  const upsert = db.prepare(`
    INSERT INTO job (id, kind, title, step, state, progress, error, can_pause, subject, payload, created_at, updated_at)
    VALUES (@id, @kind, @title, @step, @state, @progress, @error, @canPause, @subject, @payload, @createdAt, @now)
    ON CONFLICT (id) DO UPDATE SET title = excluded.title, step = excluded.step, state = excluded.state,
      progress = excluded.progress, error = excluded.error, can_pause = excluded.can_pause,
      subject = excluded.subject, payload = excluded.payload, updated_at = excluded.updated_at`);
  const remove = db.prepare<[number]>(
    `DELETE FROM job WHERE ${ended} AND id NOT IN
       (SELECT id FROM job WHERE ${ended} ORDER BY updated_at DESC, id DESC LIMIT ?)`,
  );
  return {
    get: (id) => {
      const row = one.get(id);
      return row && fromRow(row);
    },
    list: (limit) => [...unfinished.all(), ...finished.all(limit).reverse()].map(fromRow),
    resumable: () => resumable.all().map(fromRow),
    put: (job) =>
      void upsert.run({
        ...job,
        progress: job.progress === null ? null : JSON.stringify(job.progress),
        canPause: job.canPause ? 1 : 0,
        payload: JSON.stringify(job.payload),
        now: Date.now(),
      }),
    prune: (keep) => void remove.run(keep),
  };
}
