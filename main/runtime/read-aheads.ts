import type { Log } from '../log.ts';
import type { ReadAheadOptions, Reading } from './faces.ts';

interface Job {
  options: ReadAheadOptions;
  finish(complete: boolean): void;
  /** Ends the work that goes on for it now. */
  abort: AbortController | null;
}

/**
 * Prompts to be evaluated while nobody asks: one for each conversation, the newest first. A real request interrupts at once,
 * and the work goes on afterwards from where it was.
 */
export class ReadAheads {
  readonly #jobs = new Map<string, Job>();
  readonly #read: (options: ReadAheadOptions, signal: AbortSignal) => Promise<void>;
  readonly #onRest: () => void;
  readonly #log: Log;
  #held = 0;
  #running: Promise<void> | null = null;

  /**
   * @param read evaluates one prompt; rejects when the signal aborts
   * @param onRest called whenever a reading is over, done or not, and none has followed
   */
  constructor(
    read: (options: ReadAheadOptions, signal: AbortSignal) => Promise<void>,
    onRest: () => void,
    log: Log,
  ) {
    this.#read = read;
    this.#onRest = onRest;
    this.#log = log;
  }

  /** Whether something is being read now. */
  get active(): boolean {
    return this.#running !== null;
  }

  add(options: ReadAheadOptions): Reading {
    this.cancel(options.slot);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const job: Job = { options, finish: resolve, abort: null };
    this.#interrupt();
    this.#jobs.set(options.slot, job);
    this.#next();
    return {
      cancel: () => {
        if (this.#jobs.get(options.slot) === job) this.cancel(options.slot);
      },
      finished: promise,
    };
  }

  cancel(slot: string): void {
    const job = this.#jobs.get(slot);
    if (!job) return;
    this.#jobs.delete(slot);
    job.abort?.abort();
    job.finish(false);
  }

  /** A real request begins: what is being read stops now. Call the result when the request is over. */
  hold(): () => void {
    this.#held += 1;
    this.#interrupt();
    return () => {
      this.#held -= 1;
      this.#next();
    };
  }

  close(): void {
    this.#held += 1;
    for (const slot of [...this.#jobs.keys()]) this.cancel(slot);
  }

  #interrupt(): void {
    for (const job of this.#jobs.values()) job.abort?.abort();
  }

  #next(): void {
    if (this.#held > 0 || this.#running) return;
    const job = [...this.#jobs.values()].at(-1);
    if (!job) return;
    this.#running = this.#run(job).finally(() => {
      this.#running = null;
      this.#next();
      if (!this.#running) this.#onRest();
    });
  }

  async #run(job: Job): Promise<void> {
    const abort = new AbortController();
    job.abort = abort;
    const isCurrent = (): boolean => this.#jobs.get(job.options.slot) === job;
    try {
      await this.#read(job.options, abort.signal);
      if (isCurrent()) this.#jobs.delete(job.options.slot);
      job.finish(true);
    } catch (error) {
      if (abort.signal.aborted) return;
      this.#log('warn', 'Reading ahead failed.', error);
      if (isCurrent()) this.#jobs.delete(job.options.slot);
      job.finish(false);
    } finally {
      job.abort = null;
    }
  }
}
