import type { Job } from '../../preload/contract/index.ts';
import type { JobBoard } from '../jobs/index.ts';
import { type ObtainPayload, obtainPayload } from './obtain.ts';

/** A job that makes a model. */
export interface MakingJob {
  job: Job;
  payload: ObtainPayload;
}

/** Jobs that make models and have not ended: queued, running, paused, or failed and waiting for another try. */
export function unfinishedJobs(board: JobBoard): MakingJob[] {
  return board
    .list()
    .filter((job) => job.kind === 'download' || job.kind === 'conversion')
    .filter((job) => job.state !== 'done' && job.state !== 'cancelled')
    .flatMap((job) => {
      // What another version of the program left may not be understood; it must not hide the rest.
      const payload = obtainPayload.safeParse(board.payloadOf(job.id));
      return payload.success ? [{ job, payload: payload.data }] : [];
    });
}
