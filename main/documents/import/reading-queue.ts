import { asBitternError, BitternError, type DocumentSummary } from '../../../preload/contract/index.ts';
import type { Log } from '../../log.ts';
import type { StoredDocument } from '../../store/documents.ts';
import type { IndexerClient } from '../indexing/client.ts';
import type { Shelf } from '../library/shelf.ts';
import type { Originals } from './originals.ts';
import { ReadingProgress } from './progress.ts';
import { type ParserSource, readDocument } from './read-document.ts';
import { WaitingLine } from './waiting-line.ts';

interface Running {
  abort: AbortController;
  /** Set when the document is being removed or the program ends: then the outcome is nobody's business. */
  isForgotten: boolean;
  done: Promise<void>;
}

export interface ReadingQueueOptions {
  shelf: Shelf;
  parser: ParserSource;
  indexer: IndexerClient;
  originals: Originals;
  log: Log;
  /** How many documents are read side by side. */
  atOnce: number;
}

/**
 * Decides which document is read when. The queue itself is the documents whose stored status is `queued`, so an
 * interruption at any moment loses nothing; here is only the order, and what is going on now.
 */
export class ReadingQueue {
  readonly #options: ReadingQueueOptions;
  readonly #waiting = new WaitingLine();
  readonly #running = new Map<string, Running>();
  readonly #passwords = new Map<string, string>();
  /** Who waits for a change of one document, and who waits until nothing is left to do. */
  readonly #watchers = new Map<string, (() => void)[]>();
  #idle: PromiseWithResolvers<void> | null = null;
  #isOpen = true;

  constructor(options: ReadingQueueOptions) {
    this.#options = options;
  }

  get isIdle(): boolean {
    return this.#waiting.size === 0 && this.#running.size === 0;
  }

  /** Reads a stored document whose status is `queued`. `urgent`: somebody waits for it, so before the others. */
  add(id: string, options: { urgent: boolean; password?: string }): void {
    if (options.password !== undefined) this.#passwords.set(id, options.password);
    if (this.#running.has(id)) return;
    this.#waiting.add(id, options);
    this.#startNext();
  }

  /** Stops reading. The document keeps its earlier reading, or else is marked as failed. */
  async cancel(id: string): Promise<void> {
    const running = this.#running.get(id);
    if (running) {
      running.abort.abort();
      await running.done;
    } else if (this.#waiting.remove(id)) {
      this.#fail(this.#options.shelf.stored(id), new BitternError('cancelled', 'Stopped.'));
      this.#changed(id);
    }
  }

  /** Stops reading without a trace, because the document is about to be removed. */
  async forget(id: string): Promise<void> {
    const wasWaiting = this.#waiting.remove(id);
    this.#passwords.delete(id);
    const running = this.#running.get(id);
    if (!running) {
      if (wasWaiting) this.#changed(id);
      return;
    }
    running.isForgotten = true;
    running.abort.abort();
    await running.done;
  }

  /** Resolves when the document is not waiting for its turn (any more). */
  async begun(id: string): Promise<void> {
    while (this.#waiting.has(id)) await this.#change(id);
  }

  /** Resolves when the document is neither waiting nor being read. Throws `not-found`, and `cancelled` by the signal. */
  async settled(id: string, signal?: AbortSignal): Promise<DocumentSummary> {
    while (this.#waiting.has(id) || this.#running.has(id)) await this.#change(id, signal);
    return this.#options.shelf.summaryOf(id);
  }

  async idle(): Promise<void> {
    if (this.isIdle) return;
    this.#idle ??= Promise.withResolvers();
    await this.#idle.promise;
  }

  /** Stops between two parts. What was not finished stays queued in the store. */
  async close(): Promise<void> {
    this.#isOpen = false;
    this.#waiting.clear();
    const running = [...this.#running.values()];
    for (const reading of running) {
      reading.isForgotten = true;
      reading.abort.abort();
    }
    await Promise.all(running.map((reading) => reading.done));
    for (const id of [...this.#watchers.keys()]) this.#changed(id);
    this.#checkIdle();
  }

  #startNext(): void {
    while (this.#isOpen && this.#running.size < this.#options.atOnce) {
      const id = this.#waiting.take();
      if (id === undefined) return;
      const running: Running = { abort: new AbortController(), isForgotten: false, done: Promise.resolve() };
      this.#running.set(id, running);
      this.#changed(id);
      running.done = this.#read(id, running)
        .catch((thrown) => {
          // It stays queued in the store, and is read at the next start.
          this.#options.log('error', 'What became of a document could not be stored.', thrown);
        })
        .finally(() => {
          this.#running.delete(id);
          this.#options.shelf.setReading(id, null);
          if (!running.isForgotten) this.#options.shelf.tell(id);
          this.#startNext();
          this.#changed(id);
        });
    }
  }

  async #read(id: string, running: Running): Promise<void> {
    const { shelf, parser, indexer, originals } = this.#options;
    const document = shelf.documents.get(id);
    if (!document) return;
    const password = this.#passwords.get(id) ?? null;
    this.#passwords.delete(id);
    const reading = new ReadingProgress();
    shelf.setReading(id, { progress: null });
    const path = document.isReference ? (document.path ?? '') : originals.pathOf(document.hash);
    try {
      await readDocument(
        id,
        { path, fileName: document.fileName, password },
        {
          parser,
          indexer,
          signal: running.abort.signal,
          onAmount: (amount) => {
            reading.report(amount);
            shelf.setReading(id, reading);
          },
        },
      );
    } catch (thrown) {
      if (running.isForgotten) return;
      const error = running.abort.signal.aborted
        ? new BitternError('cancelled', 'Stopped.')
        : asBitternError(thrown);
      if (error.code === 'internal') this.#options.log('error', 'A document could not be read.', thrown);
      this.#fail(document, error);
    }
  }

  #fail(document: StoredDocument, error: BitternError): void {
    const { shelf } = this.#options;
    const { id } = document;
    if (document.readingId !== null) {
      // What was read of it earlier is as good as before.
      shelf.documents.setStatus(id, 'ready');
      if (error.code !== 'cancelled')
        shelf.notice(
          `${document.fileName} could not be read again: ${error.message} Its earlier text stays.`,
        );
    } else if (error.code === 'needs-password') shelf.documents.setStatus(id, 'needs-password', error);
    else if (error.code === 'cancelled')
      shelf.documents.setStatus(id, 'failed', {
        code: 'cancelled',
        message: 'Reading was stopped. Read it again to use it.',
      });
    else shelf.documents.setStatus(id, 'failed', error);
    shelf.tell(id);
  }

  /** Tells those who wait for this document, and for this one alone: ten thousand may be waited for at once. */
  #changed(id: string): void {
    const watchers = this.#watchers.get(id);
    this.#watchers.delete(id);
    for (const watcher of watchers ?? []) watcher();
    this.#checkIdle();
  }

  #checkIdle(): void {
    if (!this.isIdle) return;
    this.#idle?.resolve();
    this.#idle = null;
  }

  /** Resolves when the document's turn has come, or its reading has ended. */
  async #change(id: string, signal?: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const onAbort = (): void => reject(new BitternError('cancelled', 'Stopped.'));
    if (signal?.aborted) onAbort();
    const watchers = this.#watchers.get(id);
    if (watchers) watchers.push(resolve);
    else this.#watchers.set(id, [resolve]);
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      await promise;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }
}
