import { asBitternError, BitternError, type Job } from '../../preload/contract/index.ts';
import type { EventBus } from '../events.ts';
import { newIdentifier } from '../identifiers.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/index.ts';
import { type JobTable, jobTable, type StoredJob } from '../store/jobs.ts';
import { Run, type RunOutlet, toContract } from './run.ts';
import { type JobKind, JobPaused, type JobRunner } from './runner.ts';

/** How long a runner may take to stop when the program ends. */
const closingMs = 5000;
/** Ended jobs that stay in the store, and those that a window is shown. */
const endedKept = 100;
const endedShown = 20;

interface Registered {
  kind: JobKind<unknown>;
  runner: JobRunner<unknown>;
}

/**
 * The board of everything long: jobs are rows of the store, so that a restart finds them again; each kind has a runner
 * that does the work and may be called again at any time to go on from what it saved.
 */
export class JobBoard {
  readonly #table: JobTable;
  readonly #outlet: RunOutlet;
  readonly #log: Log;
  readonly #kinds = new Map<Job['kind'], Registered>();
  readonly #runs = new Map<string, Run>();
  /** Jobs this session may run: made or resumed in it, or taken over by `start`. */
  readonly #mine = new Set<string>();
  /** Jobs whose row could not be written, as on a full disk: what is known goes before what is stored. */
  readonly #unwritten = new Map<string, StoredJob>();
  readonly #waiting = new Map<string, Set<(job: Job) => void>>();
  /** Jobs made in one millisecond keep their order: each gets a time of its own. */
  #newestAt = 0;
  #closed = false;

  constructor(options: { store: Store; events: EventBus; log: Log }) {
    this.#table = jobTable(options.store);
    this.#log = options.log;
    this.#outlet = {
      emit: (job) => options.events.emit('job.changed', job),
      put: (job) => this.#put(job),
      keep: (job) => this.#keep(job),
    };
    this.#table.prune(endedKept);
  }

  /** Says what does the work of a kind. Once per kind, before `start`. */
  register<P>(name: Job['kind'], kind: JobKind<P>, runner: JobRunner<P>): void {
    if (this.#kinds.has(name)) throw new Error(`The job kind ${name} has a runner already.`);
    this.#kinds.set(name, { kind: kind as JobKind<unknown>, runner: runner as JobRunner<unknown> });
  }

  /** Takes over what the last session left queued or running. Short commands do not call it, and leave such jobs alone. */
  start(): void {
    for (const job of this.#table.resumable()) this.#mine.add(job.id);
    this.#startNext();
  }

  /** Puts a job on the board; it starts at once, or when its turn comes. */
  create(name: Job['kind'], given: { title: string; payload: unknown; subject?: string | null }): Job {
    const kind = this.#kinds.get(name)?.kind;
    if (!kind) throw new Error(`Nothing runs jobs of the kind ${name}.`);
    this.#newestAt = Math.max(Date.now(), this.#newestAt + 1);
    const job: StoredJob = {
      id: newIdentifier('job'),
      kind: name,
      title: given.title,
      step: 'Waiting to start',
      state: 'queued',
      progress: null,
      error: null,
      canPause: kind.canPause ?? true,
      subject: given.subject ?? null,
      payload: kind.payload.parse(given.payload),
      createdAt: this.#newestAt,
    };
    this.#put(job);
    this.#mine.add(job.id);
    this.#outlet.emit(toContract(job));
    queueMicrotask(() => this.#startNext());
    return toContract(job);
  }

  /** One job as it is now. Throws `not-found`. */
  get(id: string): Job {
    return toContract(this.#stored(id));
  }

  /** Unfinished jobs, oldest first, then the latest that ended. */
  list(): Job[] {
    return this.#table.list(endedShown).map((job) => toContract(this.#latest(job.id) ?? job));
  }

  /** What a job's runner saved last. Throws `not-found`. */
  payloadOf(id: string): unknown {
    return this.#stored(id).payload;
  }

  /** Stops a job in a way that it can go on from. Throws `bad-input` when it ended or cannot pause. */
  pause(id: string): void {
    const job = this.#stored(id);
    if (job.state === 'paused') return;
    if (!job.canPause) throw new BitternError('bad-input', 'This cannot be paused, only cancelled.');
    if (job.state !== 'queued' && job.state !== 'running') throw hasEnded(job);
    // The step stays: it says where the work will go on.
    this.#change(job, { state: 'paused' });
    const run = this.#runs.get(id);
    if (run) run.abort.abort(new JobPaused('Paused'));
    else this.#settle(job);
  }

  /**
   * Lets a paused job go on, a failed one try again, and one that the last session left running be taken over.
   * Throws `bad-input` when it is done or cancelled.
   */
  resume(id: string): void {
    const job = this.#stored(id);
    if (job.state === 'done' || job.state === 'cancelled') throw hasEnded(job);
    this.#mine.add(id);
    if (job.state === 'paused' || job.state === 'failed') this.#change(job, { state: 'queued', error: null });
    this.#startNext();
  }

  /** Ends a job for good. Resolves when its runner has stopped and what it left is removed. Throws `bad-input` when it is done. */
  async cancel(id: string): Promise<void> {
    const job = this.#stored(id);
    if (job.state === 'done') throw hasEnded(job);
    if (job.state !== 'cancelled') {
      const run = this.#runs.get(id) ?? this.#begin(job, () => this.#cleanUp(job));
      this.#change(job, { state: 'cancelled', step: 'Cancelled', error: null });
      run.abort.abort(new BitternError('cancelled', 'Stopped.'));
    }
    await this.#runs.get(id)?.ended;
  }

  /** Resolves when a job is done, failed, cancelled or paused, and nothing of it is at work any more. Throws `not-found`. */
  async whenSettled(id: string): Promise<Job> {
    const job = this.#stored(id);
    if (!this.#runs.has(id) && job.state !== 'queued' && job.state !== 'running') return toContract(job);
    return new Promise((resolve) => {
      this.#waiting.set(id, (this.#waiting.get(id) ?? new Set()).add(resolve));
    });
  }

  /** Stops all runners; their jobs stay as they are in the store, so that `start` goes on with them next time. */
  async close(): Promise<void> {
    this.#closed = true;
    const runs = [...this.#runs.values()];
    for (const run of runs) run.abort.abort(new BitternError('cancelled', 'Bittern is closing.'));
    const patience = new Promise((resolve) => setTimeout(resolve, closingMs).unref());
    await Promise.race([Promise.all(runs.map((run) => run.ended)), patience]);
    for (const run of runs) run.silence();
  }

  #startNext(): void {
    if (this.#closed) return;
    for (const stored of [...this.#table.resumable(), ...this.#unwritten.values()]) {
      const job = this.#unwritten.get(stored.id) ?? stored;
      const registered = this.#kinds.get(job.kind);
      const isWaiting = job.state === 'queued' || job.state === 'running';
      if (!registered || !isWaiting || !this.#mine.has(job.id) || this.#runs.has(job.id)) continue;
      const busy = [...this.#runs.values()].filter((run) => run.job.kind === job.kind).length;
      if (busy < (registered.kind.atOnce ?? 1)) this.#begin(job, (run) => this.#work(run, registered));
    }
  }

  /** Starts `work` after the caller has finished its own change of the job. */
  #begin(job: StoredJob, work: (run: Run) => Promise<void>): Run {
    const run = new Run(job, this.#outlet);
    this.#runs.set(job.id, run);
    run.ended = Promise.resolve()
      .then(() => work(run))
      .finally(() => this.#end(run))
      .catch((error: unknown) => this.#log('error', `The job ${job.id} ended badly.`, error));
    return run;
  }

  #end(run: Run): void {
    run.silence();
    if (this.#closed) {
      this.#keep(run.job);
      return;
    }
    this.#runs.delete(run.job.id);
    // `queued`: it was resumed while its runner was still stopping, and takes its turn now.
    if (run.job.state !== 'queued') this.#settle(run.job);
    this.#startNext();
  }

  async #work(run: Run, { kind, runner }: Registered): Promise<void> {
    const { job } = run;
    try {
      if (run.abort.signal.aborted) return;
      this.#change(job, { state: 'running', step: 'Starting', error: null });
      await runner(toContract(job), run.context(kind.payload.parse(job.payload)));
      if (run.isWanted) this.#change(job, { state: 'done', step: 'Done' });
    } catch (thrown) {
      if (run.isWanted) this.#stopped(job, thrown);
    } finally {
      if (job.state === 'cancelled') await this.#cleanUp(job);
    }
  }

  #stopped(job: StoredJob, thrown: unknown): void {
    if (thrown instanceof JobPaused) {
      this.#change(job, { state: 'paused', step: thrown.message });
      return;
    }
    const error = asBitternError(thrown);
    this.#log(error.code === 'internal' ? 'error' : 'warn', `The job "${job.title}" failed.`, thrown);
    this.#change(job, { state: 'failed', error: error.message });
  }

  async #cleanUp(job: StoredJob): Promise<void> {
    const kind = this.#kinds.get(job.kind)?.kind;
    await kind?.cleanUp?.(kind.payload.parse(job.payload));
  }

  #change(job: StoredJob, change: Partial<StoredJob>): void {
    Object.assign(job, change);
    // A job that does not run has no speed.
    if (job.progress && job.state !== 'running')
      job.progress = { ...job.progress, rate: null, secondsLeft: null };
    const run = this.#runs.get(job.id);
    if (run) {
      run.publish();
      return;
    }
    this.#outlet.emit(toContract(job));
    this.#keep(job);
  }

  #put(job: StoredJob): void {
    this.#table.put(job);
    this.#unwritten.delete(job.id);
  }

  #keep(job: StoredJob): void {
    try {
      this.#put(job);
    } catch (error) {
      this.#unwritten.set(job.id, job);
      this.#log('error', `The job ${job.id} could not be written down.`, error);
    }
  }

  #latest(id: string): StoredJob | undefined {
    return this.#runs.get(id)?.job ?? this.#unwritten.get(id);
  }

  #settle(job: StoredJob): void {
    for (const resolve of this.#waiting.get(job.id) ?? []) resolve(toContract(job));
    this.#waiting.delete(job.id);
  }

  #stored(id: string): StoredJob {
    const job = this.#latest(id) ?? this.#table.get(id);
    if (!job) throw new BitternError('not-found', 'This job is not there any more.');
    return job;
  }
}

function hasEnded(job: Job): BitternError {
  return new BitternError('bad-input', `"${job.title}" has ended already.`);
}
