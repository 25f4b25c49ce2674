import { Worker } from 'node:worker_threads';
import { BitternError, type WhyNot } from '../../../preload/contract/index.ts';
import type { Log } from '../../log.ts';
import { entryPath } from '../../process/index.ts';
import type { FromSearcher, ToSearcher } from './messages.ts';
import type { RankRequest, SearchResult, WhyRequest } from './request.ts';

interface Pending {
  resolve(result: SearchResult | WhyNot): void;
  reject(error: BitternError): void;
}

/** Main's line to the searcher thread, which is started on first use and again after a crash. */
export class SearcherClient {
  readonly #file: string;
  readonly #log: Log;
  #worker: Worker | null = null;
  #nextId = 1;
  readonly #pending = new Map<number, Pending>();

  /** @param file the database */
  constructor(file: string, log: Log) {
    this.#file = file;
    this.#log = log;
  }

  /** Throws `cancelled` when the signal aborts; the thread then finishes for nobody, within milliseconds. */
  async search(request: RankRequest, signal?: AbortSignal): Promise<SearchResult> {
    return (await this.#ask({ id: this.#nextId++, kind: 'search', request }, signal)) as SearchResult;
  }

  async why(request: WhyRequest, signal?: AbortSignal): Promise<WhyNot> {
    return (await this.#ask({ id: this.#nextId++, kind: 'why', request }, signal)) as WhyNot;
  }

  async close(): Promise<void> {
    const worker = this.#worker;
    if (!worker) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.postMessage({ kind: 'close' } satisfies ToSearcher);
    await ended;
  }

  async #ask(
    message: Exclude<ToSearcher, { kind: 'close' }>,
    signal?: AbortSignal,
  ): Promise<SearchResult | WhyNot> {
    signal?.throwIfAborted();
    this.#worker ??= this.#start();
    const { promise, resolve, reject } = Promise.withResolvers<SearchResult | WhyNot>();
    this.#pending.set(message.id, { resolve, reject });
    const onAbort = (): void => reject(new BitternError('cancelled', 'Stopped.'));
    signal?.addEventListener('abort', onAbort, { once: true });
    this.#worker.postMessage(message);
    try {
      return await promise;
    } finally {
      signal?.removeEventListener('abort', onAbort);
      this.#pending.delete(message.id);
    }
  }

  #start(): Worker {
    const worker = new Worker(entryPath('searcher'), { workerData: { file: this.#file }, name: 'searcher' });
    worker.on('message', (message: FromSearcher) => {
      const pending = this.#pending.get(message.id);
      if (message.kind !== 'failed') pending?.resolve(message.result);
      else {
        this.#log('error', `A search has failed: ${message.details}`);
        pending?.reject(new BitternError('internal', 'The search has failed. The log has the details.'));
      }
    });
    worker.on('error', (error) => this.#log('error', 'The searcher thread has failed.', error));
    worker.on('exit', () => {
      this.#worker = null;
      for (const { reject } of this.#pending.values())
        reject(new BitternError('process-died', 'The search was interrupted. Ask again.'));
    });
    return worker;
  }
}
