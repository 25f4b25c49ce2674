import { Worker } from 'node:worker_threads';
import { BitternError, type ReportNote } from '../../../preload/contract/index.ts';
import type { Log } from '../../log.ts';
import { entryPath } from '../../process/index.ts';
import type { Store } from '../../store/index.ts';
import type { FinishOutcome } from '../../store/readings.ts';
import type { ParsedHead, ParsedPart } from '../parser/interface.ts';
import type { ChunkVector, FromIndexer, IndexerData, ToIndexer } from './messages.ts';

/** How many parts of one document may be on their way to the database before its parser has to wait. */
const partsAhead = 6;

/** The writing of one document, as main sees it. Every promise rejects when the reading has failed. */
export interface IndexingJob {
  /** Hands a part over; resolves when the next one may come. */
  part(part: ParsedPart): Promise<void>;
  /** Resolves when the document shows this reading. */
  finish(notes: ReportNote[], milliseconds: number): Promise<FinishOutcome>;
  /** Gives the reading up. Harmless after its end. */
  abandon(): void;
}

interface Pending {
  ahead: number;
  failure: BitternError | null;
  wake: (() => void) | null;
  outcome: FinishOutcome | null;
}

/** Main's line to the indexer thread, which is started on first use and again after a crash. */
export class IndexerClient {
  readonly #store: Pick<Store, 'file' | 'turn'>;
  readonly #log: Log;
  #worker: Worker | null = null;
  #nextJob = 1;
  readonly #jobs = new Map<number, Pending>();
  #purging: PromiseWithResolvers<void> | null = null;
  #closing: PromiseWithResolvers<void> | null = null;

  constructor(store: Pick<Store, 'file' | 'turn'>, log: Log) {
    this.#store = store;
    this.#log = log;
  }

  begin(documentId: string, head: ParsedHead): IndexingJob {
    const { job, pending, until } = this.#newJob();
    this.#post({ kind: 'begin', job, documentId, head });
    return {
      part: async (part) => {
        pending.ahead += 1;
        this.#post({ kind: 'part', job, part });
        await until(() => pending.ahead < partsAhead);
      },
      finish: async (notes, milliseconds) => {
        this.#post({ kind: 'finish', job, notes, milliseconds });
        await until(() => pending.outcome !== null);
        this.#jobs.delete(job);
        // A reading that was replaced, or belongs to nothing any more, is being deleted already.
        if (pending.outcome !== 'taken') this.#purging ??= Promise.withResolvers();
        return pending.outcome!;
      },
      abandon: () => {
        if (!this.#jobs.delete(job)) return;
        this.#purging ??= Promise.withResolvers();
        this.#post({ kind: 'abandon', job });
      },
    };
  }

  /** Stores vectors of chunks, by a model in `vector_model`; resolves when they are written. */
  async putVectors(modelId: number, rows: readonly ChunkVector[]): Promise<void> {
    const { job, pending, until } = this.#newJob();
    pending.ahead = 1;
    this.#post({ kind: 'vectors', job, modelId, rows });
    try {
      await until(() => pending.ahead === 0);
    } finally {
      this.#jobs.delete(job);
    }
  }

  /** Deletes what no document points to, in the background. */
  purge(): void {
    this.#purging ??= Promise.withResolvers();
    this.#post({ kind: 'purge' });
  }

  /** Resolves when nothing that was removed is left in the database. */
  async clean(): Promise<void> {
    await this.#purging?.promise;
  }

  /** Writes what has arrived and ends the thread. */
  async close(): Promise<void> {
    if (!this.#worker) return;
    this.#closing = Promise.withResolvers();
    this.#post({ kind: 'close' });
    await this.#closing.promise;
  }

  #newJob(): { job: number; pending: Pending; until(isSo: () => boolean): Promise<void> } {
    const job = this.#nextJob++;
    const pending: Pending = { ahead: 0, failure: null, wake: null, outcome: null };
    this.#jobs.set(job, pending);
    const until = async (isSo: () => boolean): Promise<void> => {
      while (!pending.failure && !isSo()) {
        const { promise, resolve } = Promise.withResolvers<void>();
        pending.wake = resolve;
        await promise;
      }
      if (pending.failure) throw pending.failure;
    };
    return { job, pending, until };
  }

  #post(message: ToIndexer): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(message);
  }

  #start(): Worker {
    const { file, turn } = this.#store;
    const workerData: IndexerData = { file, turn: turn.memory };
    const worker = new Worker(entryPath('indexer'), { workerData, name: 'indexer' });
    worker.on('message', (message: FromIndexer) => this.#receive(message));
    worker.on('error', (error) => this.#log('error', 'The indexer thread has failed.', error));
    worker.on('exit', () => this.#end());
    return worker;
  }

  #receive(message: FromIndexer): void {
    if (message.kind === 'clean') {
      this.#purging?.resolve();
      this.#purging = null;
      return;
    }
    if (message.kind === 'closed') return;
    const pending = this.#jobs.get(message.job);
    if (!pending) return;
    if (message.kind === 'written') pending.ahead -= 1;
    else if (message.kind === 'finished') pending.outcome = message.outcome;
    else {
      this.#log('error', `A reading could not be written: ${message.details}`);
      pending.failure = message.message
        ? new BitternError('no-room', message.message)
        : new BitternError('internal', 'The document could not be stored. The log has the details.');
    }
    pending.wake?.();
  }

  /** The thread is gone: as it was asked to, or with everything that it had not finished. */
  #end(): void {
    this.#worker = null;
    this.#store.turn.release();
    for (const pending of this.#jobs.values()) {
      pending.failure = new BitternError(
        'process-died',
        'Storing the document was interrupted. Read it again.',
      );
      pending.wake?.();
    }
    this.#purging?.resolve();
    this.#purging = null;
    this.#closing?.resolve();
  }
}
