import { BitternError } from '../../../preload/contract/index.ts';
import { newIdentifier } from '../../identifiers.ts';
import type { Log } from '../../log.ts';
import type { ImportSource, QueuedSource } from '../../store/import-sources.ts';
import type { Shelf } from '../library/shelf.ts';
import { fileType, titleFromFileName } from './file-name.ts';
import type { Originals, TakenFile } from './originals.ts';

/** What became of a file that was given. */
export interface IntakeOutcome {
  documentId: string;
  /** The same bytes were there already. */
  isKnown: boolean;
}

interface Waiting {
  /** Which it is of all that were given, in order. */
  number: number;
  source: QueuedSource;
  outcome: PromiseWithResolvers<IntakeOutcome>;
}

/** Files copied and hashed side by side: enough to keep a disk busy. */
const atOnce = 4;
/** Outcomes are stored together when this many have come, or after this many milliseconds. */
const storeTogether = 32;
const storeAfterMs = 15;

/**
 * Takes files in: keeps their bytes, finds out whether they are known, makes documents of those that are not. What was
 * submitted is in the store before anything else happens, so an interrupted import goes on at the next start.
 */
export class Intake {
  readonly #shelf: Shelf;
  readonly #originals: Originals;
  readonly #onDocument: (id: string, source: ImportSource) => void;
  readonly #log: Log;
  readonly #waiting: Waiting[] = [];
  #taken: { waiting: Waiting; file: TakenFile }[] = [];
  #timer: NodeJS.Timeout | null = null;
  #running = 0;
  #given = 0;
  readonly #stop = new AbortController();
  #idle: PromiseWithResolvers<void> | null = null;

  /** @param onDocument called for every document that is to be read, after it is stored */
  constructor(options: {
    shelf: Shelf;
    originals: Originals;
    log: Log;
    onDocument: (id: string, source: ImportSource) => void;
  }) {
    this.#shelf = options.shelf;
    this.#originals = options.originals;
    this.#log = options.log;
    this.#onDocument = options.onDocument;
  }

  /** Queues files; each promise resolves when the file is a document, and rejects with a `BitternError` when it cannot be one. */
  submit(sources: readonly ImportSource[]): Promise<IntakeOutcome>[] {
    const queued = this.#shelf.store.transaction(() =>
      sources.map((source) => ({ ...source, id: this.#shelf.sources.add(source) })),
    );
    return queued.map((source) => this.#enqueue(source));
  }

  /** Goes on with what an earlier run has left. */
  resume(): void {
    for (const source of this.#shelf.sources.all())
      this.#enqueue(source).catch((thrown) =>
        this.#log('warn', 'A file given to an earlier run could not be taken in.', thrown),
      );
  }

  async idle(): Promise<void> {
    if (this.#running === 0 && this.#waiting.length === 0 && this.#taken.length === 0) return;
    this.#idle ??= Promise.withResolvers();
    await this.#idle.promise;
  }

  /** Ends; what was not taken in stays in the store. */
  async close(): Promise<void> {
    this.#stop.abort();
    for (const { outcome } of this.#waiting.splice(0))
      outcome.reject(new BitternError('cancelled', 'Bittern was closed before this file was read.'));
    await this.idle();
  }

  #enqueue(source: QueuedSource): Promise<IntakeOutcome> {
    const outcome = Promise.withResolvers<IntakeOutcome>();
    this.#waiting.push({ number: this.#given++, source, outcome });
    this.#startNext();
    return outcome.promise;
  }

  #startNext(): void {
    while (this.#running < atOnce) {
      const waiting = this.#waiting.shift();
      if (!waiting) break;
      this.#running += 1;
      void this.#take(waiting).finally(() => {
        this.#running -= 1;
        this.#startNext();
        this.#checkIdle();
      });
    }
  }

  async #take(waiting: Waiting): Promise<void> {
    const { source, outcome } = waiting;
    try {
      const { path, name, isUpload } = source;
      const file = await this.#originals.take(path, { name, isUpload, signal: this.#stop.signal });
      this.#taken.push({ waiting, file });
      if (this.#taken.length >= storeTogether) this.#storeTaken();
      else this.#timer ??= setTimeout(() => this.#storeTaken(), storeAfterMs);
    } catch (thrown) {
      outcome.reject(thrown);
      if (!this.#stop.signal.aborted) this.#forget(source);
    }
  }

  /** Does not try it again at the next start; where that cannot be stored, it does, which is no harm. */
  #forget(source: QueuedSource): void {
    try {
      this.#shelf.sources.remove(source.id);
    } catch (thrown) {
      this.#log('warn', 'A file that could not be taken in stays in the line.', thrown);
    }
  }

  /** Makes documents of everything that is waiting for it, in one transaction. */
  #storeTaken(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    // Small files overtake large ones while they are copied, but a conversation has them in the order they were given in.
    const taken = this.#taken.toSorted((one, other) => one.waiting.number - other.waiting.number);
    this.#taken = [];
    const read: { id: string; source: ImportSource }[] = [];
    try {
      const outcomes = this.#shelf.store.transaction(() =>
        taken.map(({ waiting: { source }, file }) => {
          const { id, isKnown, mustRead } = this.#document(source, file);
          if (mustRead) read.push({ id, source });
          this.#shelf.sources.remove(source.id);
          return { documentId: id, isKnown };
        }),
      );
      for (const [index, { waiting }] of taken.entries()) {
        const outcome = outcomes[index]!;
        this.#shelf.tell(outcome.documentId);
        if (waiting.source.conversationId) this.#shelf.tellConversation(waiting.source.conversationId);
        waiting.outcome.resolve(outcome);
      }
    } catch (thrown) {
      for (const { waiting } of taken) waiting.outcome.reject(thrown);
    }
    for (const { id, source } of read) this.#onDocument(id, source);
    this.#checkIdle();
  }

  /** The document that a file is: a new one, or the one with the same bytes. */
  #document(source: ImportSource, file: TakenFile): { id: string; isKnown: boolean; mustRead: boolean } {
    const { documents, attachments, folders } = this.#shelf;
    const known = documents.byHash(file.hash);
    const id = known?.id ?? newIdentifier('doc');
    const path = source.isUpload ? null : source.path;
    let mustRead = false;
    if (!known) {
      documents.insert({
        id,
        hash: file.hash,
        fileName: source.name,
        path,
        isReference: !file.isKept,
        bytes: file.bytes,
        title: titleFromFileName(source.name),
        type: fileType(source.name),
        inLibrary: source.inLibrary,
      });
      mustRead = true;
    } else {
      if (source.inLibrary && !known.inLibrary) documents.setInLibrary(id, true);
      if (path !== null && known.path !== path && source.folderId !== null)
        documents.setPlace(id, { path, fileName: source.name });
      // It failed before, or was never finished; whoever gives it again wants it tried again.
      mustRead = known.status === 'failed' || known.status === 'queued';
      if (mustRead) documents.setStatus(id, 'queued');
    }
    if (source.conversationId) attachments.attach(source.conversationId, id);
    const folder = source.folderId === null ? undefined : folders.get(source.folderId);
    if (folder?.tag) documents.addTag(id, folder.tag);
    return { id, isKnown: known !== undefined, mustRead };
  }

  #checkIdle(): void {
    if (this.#running > 0 || this.#waiting.length > 0 || this.#taken.length > 0) return;
    this.#idle?.resolve();
    this.#idle = null;
  }
}
