import { BitternError, type Job } from '../../preload/contract/index.ts';
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
  /** Writes the job's row; throws when it cannot be written. */
  put(job: StoredJob): void;
  /** Writes the job's row, and remembers it in memory when it cannot be written. */
  keep(job: StoredJob): void;
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
    this.#writes = new Ticker(storeIntervalMs, () => outlet.keep(job));
  }

  /** Still wanted: not paused, not cancelled, the program not ending. */
  get isWanted(): boolean {
    return this.job.state === 'running' && !this.abort.signal.aborted;
  }

  /** Writes the row and tells the windows, now. */
  publish(): void {
    this.#events.now();
    this.#writes.now();
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
      save: (saved) => this.#save(saved),
      report: (amount, step) => this.#report(amount, step),
      setSubject: (id) => {
        this.job.subject = id;
        this.publish();
      },
    };
  }

  #save(payload: unknown): void {
    const before = this.job.payload;
    this.job.payload = payload;
    try {
      this.#outlet.put(this.job);
    } catch (thrown) {
      this.job.payload = before;
      const isFull = (thrown as { code?: unknown } | null)?.code === 'SQLITE_FULL';
      throw isFull
        ? new BitternError(
            'no-room',
            "The disk that holds Bittern's data is full. Free some space and try again: what is there already is kept.",
            { cause: thrown },
          )
        : thrown;
    }
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
