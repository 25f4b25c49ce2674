import type { z } from 'zod';
import type { Job } from '../../preload/contract/index.ts';
import type { Amount } from './rate.ts';

/** What a running job may do to its entry on the board. */
export interface JobContext<P> {
  /** Aborts when the job is paused or cancelled, or the program ends. Then only stop; what is thrown is not looked at. */
  readonly signal: AbortSignal;
  /** What was saved last: the job's memory across restarts. */
  readonly payload: P;
  /** Stores the payload at once, before it returns. */
  save(payload: P): void;
  /** Says how far it is. Call as often as convenient: windows hear of it four times a second at most. */
  report(amount: Amount | null, step?: string): void;
  /** Names the model or document that the job makes. */
  setSubject(id: string): void;
}

/** Does the job's work; called again with the saved payload after a pause, a failure, or a restart of the program. */
export type JobRunner<P> = (job: Job, context: JobContext<P>) => Promise<void>;

/** How the jobs of one kind are treated. */
export interface JobKind<P> {
  /** Checks what comes back from the store. */
  payload: z.ZodType<P>;
  /** Whether a person may pause it. Default true. */
  canPause?: boolean;
  /** How many run side by side. Default 1. */
  atOnce?: number;
  /** Called after a job was cancelled and its runner has stopped: remove what it left. */
  cleanUp?(payload: P): Promise<void> | void;
}

/** Thrown by a runner that cannot go on for a reason that is not a failure; the job waits, with this sentence as its step. */
export class JobPaused extends Error {
  override readonly name = 'JobPaused';
}
