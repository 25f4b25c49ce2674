import { setTimeout as sleep } from 'node:timers/promises';
import {
  asBitternError,
  BitternError,
  type DocumentSummary,
  type ErrorCode,
  type Source,
} from '../../../preload/contract/index.ts';
import type { Intake } from '../import/intake.ts';
import type { ReadingQueue } from '../import/reading-queue.ts';
import { givenFiles, type ResolveUpload } from './import-call.ts';
import type { Shelf } from './shelf.ts';

/** What became of one file of an import, once it is settled. */
export interface ImportedFile {
  /** Path, or upload name, as given; a folder's file by its own path. */
  file: string;
  /** Null when it was refused before there was a document. */
  document: DocumentSummary | null;
  error: { code: ErrorCode; message: string } | null;
  /** The same bytes were there already. */
  known: boolean;
  /** Milliseconds that reading it took; for a file that failed, until it did. */
  ms: number;
}

/** Files refused in one answer beyond this are only counted. */
const mostRefused = 500;

/** Takes sources in for the two kinds of callers: windows, which want an answer at once, and commands, which wait. */
export class Importer {
  readonly #shelf: Shelf;
  readonly #intake: Intake;
  readonly #queue: ReadingQueue;
  readonly #resolveUpload: ResolveUpload;

  constructor(options: { shelf: Shelf; intake: Intake; queue: ReadingQueue; resolveUpload: ResolveUpload }) {
    this.#shelf = options.shelf;
    this.#intake = options.intake;
    this.#queue = options.queue;
    this.#resolveUpload = options.resolveUpload;
  }

  /** Starts an import and tells what is known of it when all files are taken in, or after `answerAfterMs`. */
  async importFor(options: {
    sources: readonly Source[];
    conversationId: string | null;
    answerAfterMs: number;
    signal?: AbortSignal;
  }): Promise<{ documents: DocumentSummary[]; refused: { name: string; message: string }[] }> {
    this.#checkConversation(options.conversationId);
    const ids = new Set<string>();
    const refused: { name: string; message: string }[] = [];
    let notShown = 0;
    const takeAll = async (): Promise<void> => {
      const outcomes: Promise<unknown>[] = [];
      // Not under the caller's signal: a window that is closed has still dropped its files.
      for await (const { file, outcome } of this.#given(options.sources, options.conversationId)) {
        outcomes.push(
          outcome.then(
            ({ documentId }) => ids.add(documentId),
            (thrown) => {
              if (refused.length >= mostRefused) notShown += 1;
              else refused.push({ name: file, message: asBitternError(thrown).message });
            },
          ),
        );
      }
      await Promise.all(outcomes);
    };
    const all = takeAll();
    all.catch(() => {});
    if (Number.isFinite(options.answerAfterMs)) {
      const timer = new AbortController();
      await Promise.race([
        all,
        sleep(options.answerAfterMs, undefined, { signal: timer.signal }).catch(() => {}),
      ]);
      timer.abort();
    } else await all;
    if (notShown > 0) refused.push({ name: '…', message: `${notShown} more files were left out.` });
    const documents = [...ids].flatMap((id) => {
      const document = this.#shelf.documents.get(id);
      return document ? [this.#shelf.summary(document)] : [];
    });
    return { documents, refused: [...refused] };
  }

  /** Every file of some sources, in order, when it is ready, failed, refused or waits for a password. */
  async *importAll(
    sources: readonly Source[],
    options: { conversationId?: string; signal?: AbortSignal } = {},
  ): AsyncGenerator<ImportedFile> {
    const { conversationId = null, signal } = options;
    this.#checkConversation(conversationId);
    // Files are given far ahead of what is yielded, so that reading never waits for the caller.
    const settled: Promise<ImportedFile>[] = [];
    let isAllGiven = false;
    let wake = (): void => {};
    const giveAll = (async () => {
      for await (const { file, outcome } of this.#given(sources, conversationId, signal)) {
        settled.push(this.#settle(file, outcome));
        wake();
      }
    })().finally(() => {
      isAllGiven = true;
      wake();
    });
    giveAll.catch(() => {});
    // One listener for all files: with one each, ten thousand of them would be looked through at every change.
    let leave = (_: BitternError): void => {};
    const onAbort = (): void => leave(new BitternError('cancelled', 'Stopped.'));
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      for (let next = 0; ; next += 1) {
        while (next >= settled.length && !isAllGiven) await new Promise<void>((resolve) => (wake = resolve));
        const file = settled[next];
        if (!file) break;
        yield await new Promise<ImportedFile>((resolve, reject) => {
          leave = reject;
          if (signal?.aborted) onAbort();
          void file.then(resolve);
        });
        // What was yielded is the caller's; ten thousand results need not be kept here.
        delete settled[next];
      }
      await giveAll;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  #given(sources: readonly Source[], conversationId: string | null, signal?: AbortSignal) {
    return givenFiles(sources, {
      intake: this.#intake,
      resolveUpload: this.#resolveUpload,
      conversationId,
      ...(signal ? { signal } : {}),
    });
  }

  async #settle(
    file: string,
    outcome: Promise<{ documentId: string; isKnown: boolean }>,
  ): Promise<ImportedFile> {
    let known = false;
    let startedAt = performance.now();
    try {
      const { documentId, isKnown } = await outcome;
      known = isKnown;
      await this.#queue.begun(documentId);
      // What a file took is its own time, not that of the files before it.
      startedAt = performance.now();
      const document = await this.#queue.settled(documentId);
      const error = document.status === 'ready' ? null : this.#errorOf(documentId, document);
      const ms = Math.round(error ? performance.now() - startedAt : (document.readMs ?? 0));
      return { file, document, error, known, ms };
    } catch (thrown) {
      const { code, message } = asBitternError(thrown);
      const ms = Math.round(performance.now() - startedAt);
      return { file, document: null, error: { code, message }, known, ms };
    }
  }

  #errorOf(id: string, document: DocumentSummary): { code: ErrorCode; message: string } {
    const code = this.#shelf.documents.get(id)?.errorCode ?? 'unreadable';
    return {
      code,
      message:
        document.error ?? 'What became of this file could not be stored. It is read again at the next start.',
    };
  }

  #checkConversation(id: string | null): void {
    if (id !== null && !this.#shelf.attachments.hasConversation(id))
      throw new BitternError('not-found', 'This conversation is not there any more.');
  }
}
