import { asBitternError, BitternError, type DocumentSummary } from '../../../preload/contract/index.ts';
import type { Log } from '../../log.ts';
import type { StoredDocument } from '../../store/documents.ts';
import type { IndexerClient } from '../indexing/client.ts';
import type { Shelf } from '../library/shelf.ts';
import type { Originals } from './originals.ts';
import { ReadingProgress } from './progress.ts';
import { type ParserSource, readDocument } from './read-document.ts';

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
  /** In the order of coming. Sets, since thousands may wait and each of them is looked up. */
  readonly #urgent = new Set<string>();
  readonly #waiting = new Set<string>();
  readonly #running = new Map<string, Running>();
  readonly #passwords = new Map<string, string>();
  /** Called when a document is neither waiting nor being read any more. */
  readonly #watchers = new Map<string, Set<() => void>>();
  readonly #idleWatchers = new Set<() => void>();
  #isOpen = true;

  constructor(options: ReadingQueueOptions) {
    this.#options = options;
  }

  get isIdle(): boolean {
    return this.#urgent.size === 0 && this.#waiting.size === 0 && this.#running.size === 0;
  }

  /** Reads a stored document whose status is `queued`. `urgent`: somebody waits for it, so before the others. */
  add(id: string, options: { urgent: boolean; password?: string }): void {
    if (options.password !== undefined) this.#passwords.set(id, options.password);
    if (this.#running.has(id)) return;
    if (options.urgent) {
      this.#waiting.delete(id);
      this.#urgent.add(id);
    } else if (!this.#urgent.has(id)) this.#waiting.add(id);
    this.#startNext();
  }

  /** Stops reading. The document keeps its earlier reading, or else is marked as failed. */
  async cancel(id: string): Promise<void> {
    const running = this.#running.get(id);
    if (running) {
      running.abort.abort();
      await running.done;
    } else if (this.#drop(id)) {
      this.#fail(this.#options.shelf.stored(id), new BitternError('cancelled', 'Stopped.'));
      this.#left(id);
    }
  }

  /** Stops reading without a trace, because the document is about to be removed. */
  async forget(id: string): Promise<void> {
    if (this.#drop(id)) this.#left(id);
    this.#passwords.delete(id);
    const running = this.#running.get(id);
    if (!running) return;
    running.isForgotten = true;
    running.abort.abort();
    await running.done;
  }

  /** Resolves when the document is neither waiting nor being read. Throws `not-found`, and `cancelled` by the signal. */
  async settled(id: string, signal?: AbortSignal): Promise<DocumentSummary> {
    while (this.#isPending(id)) {
      const watchers = this.#watchers.get(id) ?? new Set();
      this.#watchers.set(id, watchers);
      await nextCall(watchers, signal);
    }
    return this.#options.shelf.summaryOf(id);
  }

  async idle(): Promise<void> {
    while (!this.isIdle) await nextCall(this.#idleWatchers);
  }

  /** Stops between two parts. What was not finished stays queued in the store. */
  async close(): Promise<void> {
    this.#isOpen = false;
    for (const id of [...this.#urgent, ...this.#waiting]) {
      this.#drop(id);
      this.#left(id);
    }
    const running = [...this.#running.values()];
    for (const reading of running) {
      reading.isForgotten = true;
      reading.abort.abort();
    }
    await Promise.all(running.map((reading) => reading.done));
  }

  #isPending(id: string): boolean {
    return this.#urgent.has(id) || this.#waiting.has(id) || this.#running.has(id);
  }

  /** Takes a document out of those that wait; false when it was not there. */
  #drop(id: string): boolean {
    return this.#urgent.delete(id) || this.#waiting.delete(id);
  }

  /** The next to be read, out of those that wait. */
  #take(): string | undefined {
    const [id] = this.#urgent.size > 0 ? this.#urgent : this.#waiting;
    if (id !== undefined) this.#drop(id);
    return id;
  }

  #startNext(): void {
    while (this.#isOpen && this.#running.size < this.#options.atOnce) {
      const id = this.#take();
      if (id === undefined) return;
      const running: Running = { abort: new AbortController(), isForgotten: false, done: Promise.resolve() };
      this.#running.set(id, running);
      running.done = this.#read(id, running).finally(() => {
        this.#running.delete(id);
        this.#options.shelf.setReading(id, null);
        if (!running.isForgotten) this.#options.shelf.tell(id);
        this.#left(id);
        this.#startNext();
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

  /** A document is neither waiting nor being read any more. */
  #left(id: string): void {
    for (const watcher of this.#watchers.get(id) ?? []) watcher();
    this.#watchers.delete(id);
    if (this.isIdle) for (const watcher of this.#idleWatchers) watcher();
  }
}

/** Resolves when what is put among the watchers is called. Throws `cancelled` by the signal. */
async function nextCall(watchers: Set<() => void>, signal?: AbortSignal): Promise<void> {
  const cancelled = (): BitternError => new BitternError('cancelled', 'Stopped.');
  if (signal?.aborted) throw cancelled();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onAbort = (): void => reject(cancelled());
  watchers.add(resolve);
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    await promise;
  } finally {
    watchers.delete(resolve);
    signal?.removeEventListener('abort', onAbort);
  }
}
