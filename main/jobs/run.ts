import type { Job } from '../../preload/contract/index.ts';
import type { StoredJob } from '../store/jobs.ts';
import { type Amount, RateMeter } from './rate.ts';
import type { JobContext } from './runner.ts';
import { Ticker } from './ticker.ts';

/** Between two `job.changed` events of one job's progress: four a second at most. */
const eventIntervalMs = 250;
/** Between two writes of a job's progress; after a crash it is shown as it was at most this long before. */
const storeIntervalMs = 10_000;

/** Where a run's news go. */
export interface RunOutlet {
  /** Tells the windows. */
  emit(job: Job): void;
  /** Writes the job's row. */
  put(job: StoredJob): void;
}

/** One stretch of work on a job: from its start to its end, pause or cancellation. */
export class Run {
  readonly job: StoredJob;
  readonly abort = new AbortController();
  /** Resolves, never rejects, when nothing of it is at work any more. */
  ended: Promise<void> = Promise.resolve();
  readonly #outlet: RunOutlet;
  readonly #meter = new RateMeter();
  readonly #events: Ticker;
  readonly #writes: Ticker;

  constructor(job: StoredJob, outlet: RunOutlet) {
    this.job = job;
    this.#outlet = outlet;
    this.#events = new Ticker(eventIntervalMs, () => outlet.emit(toContract(job)));
    this.#writes = new Ticker(storeIntervalMs, () => outlet.put(job));
  }

  /** Still wanted: not paused, not cancelled, the program not ending. */
  get isWanted(): boolean {
    return this.job.state === 'running' && !this.abort.signal.aborted;
  }

  /** Writes the row and tells the windows, now. */
  publish(): void {
    this.#writes.now();
    this.#events.now();
  }

  /** Nothing is written or told any more. */
  silence(): void {
    this.#events.cancel();
    this.#writes.cancel();
  }

  /** What the runner gets. */
  context(payload: unknown): JobContext<unknown> {
    return {
      signal: this.abort.signal,
      payload,
      save: (saved) => {
        this.job.payload = saved;
        this.#outlet.put(this.job);
      },
      report: (amount, step) => this.#report(amount, step),
      setSubject: (id) => {
        this.job.subject = id;
        this.publish();
      },
    };
  }

  #report(amount: Amount | null, step: string | undefined): void {
    if (!this.isWanted) return;
    this.job.progress = amount && { ...amount, ...this.#meter.measure(amount, performance.now()) };
    if (step !== undefined) this.job.step = step;
    this.#events.request();
    this.#writes.request();
  }
}

/** A job as windows see it: without what only its runner knows. */
export function toContract({ payload: _, ...job }: StoredJob): Job {
  return job;
}
