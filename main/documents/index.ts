import { join } from 'node:path';
import type { DocumentSummary, Source } from '../../preload/contract/index.ts';
import type { EventBus } from '../events.ts';
import type { HandlersOf } from '../handlers.ts';
import type { JobBoard } from '../jobs/index.ts';
import type { Log } from '../log.ts';
import type { Fork } from '../process/index.ts';
import type { DocumentChunk } from '../store/chunks.ts';
import type { Store } from '../store/index.ts';
import { vectorProblem } from '../store/vector-functions.ts';
import { vectorTable } from '../store/vectors.ts';
import { Intake } from './import/intake.ts';
import { Originals } from './import/originals.ts';
import type { ParserSource } from './import/read-document.ts';
import { ReadingQueue } from './import/reading-queue.ts';
import { IndexerClient } from './indexing/client.ts';
import { libraryHandlers } from './library/handlers.ts';
import type { ResolveUpload } from './library/import-call.ts';
import { type ImportedFile, Importer } from './library/importer.ts';
import { Shelf } from './library/shelf.ts';
import type { Embedder } from './meaning/embedder.ts';
import { Embedding } from './meaning/embedding.ts';
import { QuestionMeanings } from './meaning/questions.ts';
import { createParserPool } from './parser/index.ts';
import { SearcherClient } from './retrieval/client.ts';
import { createRetrieval, type Retrieval, searchHandlers } from './retrieval/retrieval.ts';
import { Folders } from './watch/folders.ts';

export type { DocumentChunk } from '../store/chunks.ts';
export type { ParserSource } from './import/read-document.ts';
export type { ImportedFile } from './library/importer.ts';
export type { Embedder } from './meaning/embedder.ts';
export { SearcherClient } from './retrieval/client.ts';
export type { Retrieval } from './retrieval/retrieval.ts';

/** Documents read side by side; each takes a process of its own. */
const readAtOnce = 2;

export interface DocumentsOptions {
  store: Store;
  events: EventBus;
  log: Log;
  /** Starts parser processes. */
  fork: Fork;
  /** The data folder; originals are kept in it. */
  directory: string;
  /** Where a finished upload of the browser shell lies; the file is moved away from there. */
  resolveUpload: ResolveUpload;
  /** For finding passages by meaning, and the board on which documents are prepared for it. */
  embedder: Embedder;
  jobs: JobBoard;
  /** Called when a document was removed, with the conversations that a model may have read it for. */
  onRemoved?(conversationIds: readonly string[]): void;
  /** Reads files instead of parser processes, for tests. */
  parser?: ParserSource;
}

/** Everything about documents: taking them in, keeping, searching and watching them. */
export interface Documents {
  readonly handlers: HandlersOf<'document' | 'folder' | 'search'>;
  readonly retrieval: Retrieval;
  /** A document as the windows see it; undefined when it is not there. */
  summary(id: string): DocumentSummary | undefined;
  /** BTLM tokens of the whole text; 0 while it is not read. */
  tokensOf(id: string): number;
  /** The stored text, whole or between two offsets; pages are separated by form feeds. Throws `not-found`. */
  textOf(id: string, range?: { start: number; end: number }): string;
  /** Chunks in the order of the document, from the one with number `from` on. Throws `not-found`. */
  chunksOf(id: string, range?: { from?: number; limit?: number }): DocumentChunk[];
  /** Where the document's own bytes lie, to be shown; null when it is not there. */
  originalOf(id: string): { path: string; fileName: string; type: string } | null;
  /** Documents attached to a conversation, oldest first. */
  attachments(conversationId: string): DocumentSummary[];
  attach(conversationId: string, documentIds: readonly string[]): void;
  /** Of what nothing has any more, a document that was not read goes at once, one that was read at the next start. */
  detach(conversationId: string, documentId: string): Promise<void>;
  /** Does what removes a conversation, and then removes the documents that it alone had. */
  removeWith(removeConversation: () => void): Promise<void>;
  /** Takes files and folders in; yields each file, in order, when it is ready, failed, refused or waits for a password. */
  importAll(
    sources: readonly Source[],
    options?: { conversationId?: string; signal?: AbortSignal },
  ): AsyncIterable<ImportedFile>;
  /** Resolves when the document is neither waiting nor being read. Throws `not-found`. */
  settled(id: string, signal?: AbortSignal): Promise<DocumentSummary>;
  /** Goes on with what an earlier run left unfinished, and clears away what it left behind. `start` does so, too. */
  resume(): Promise<void>;
  /** Goes on with what an earlier run left, and begins to watch folders. */
  start(): void;
  /** Resolves when nothing is waiting, being read or being deleted. */
  idle(): Promise<void>;
  /** Stops between two steps; what is unfinished goes on at the next start. */
  close(): Promise<void>;
}

/** Builds the service. Nothing is read before `start`, except what is imported. */
export function createDocuments(options: DocumentsOptions): Documents {
  const { store, events, log, resolveUpload } = options;
  const shelf = new Shelf(store, events);
  const originals = new Originals(join(options.directory, 'originals'));
  const indexer = new IndexerClient(store, log);
  const searcher = new SearcherClient(store.file, log);
  const parser = options.parser ?? parserProcesses(options);
  const queue = new ReadingQueue({ shelf, parser, indexer, originals, log, atOnce: readAtOnce });
  const intake = new Intake({
    shelf,
    originals,
    log,
    onDocument: (id, source) => queue.add(id, { urgent: source.conversationId !== null }),
  });
  const importer = new Importer({ shelf, intake, queue, resolveUpload });
  const vectors = vectorTable(store.db);
  const problem = vectorProblem();
  if (problem !== null) log('warn', problem);
  const meanings = new QuestionMeanings(options.embedder, vectors, log);
  const embedding = new Embedding({
    embedder: options.embedder,
    board: options.jobs,
    table: vectors,
    indexer,
    events,
    log,
    imports: queue,
  });
  const retrieval = createRetrieval(searcher, shelf.attachments, (request, signal) =>
    meanings.of(request, signal),
  );

  const remove = async (id: string): Promise<void> => {
    await queue.forget(id);
    const document = shelf.documents.get(id);
    if (!document) return;
    const usedBy = shelf.attachments.conversationsOf(id);
    const readFor = shelf.attachments.conversationsGiven(id);
    shelf.documents.remove(id);
    indexer.purge();
    await originals.remove(document.hash);
    options.onRemoved?.(readFor);
    shelf.removed(id);
    for (const conversation of usedBy) shelf.tellConversation(conversation.id);
  };
  const folders = new Folders({ shelf, intake, remove }, log);
  const removeAll = async (ids: readonly string[]): Promise<void> => {
    for (const id of ids) await remove(id);
  };
  const resume = async (): Promise<void> => {
    await originals.clear();
    for (const id of shelf.documents.queued()) queue.add(id, { urgent: false });
    intake.resume();
    indexer.purge();
  };
  const readingOf = (id: string): { readingId: number | null; characters: number } => shelf.stored(id);

  return {
    handlers: {
      ...libraryHandlers({ shelf, queue, importer, retrieval, remove }),
      ...folders.handlers,
      ...searchHandlers(retrieval, embedding),
    },
    retrieval,
    summary(id) {
      const document = shelf.documents.get(id);
      return document && shelf.summary(document);
    },
    tokensOf: (id) => shelf.documents.get(id)?.tokens ?? 0,
    textOf(id, range) {
      const { readingId, characters } = readingOf(id);
      return readingId === null
        ? ''
        : shelf.text.text(readingId, range?.start ?? 0, range?.end ?? characters);
    },
    chunksOf(id, { from = 0, limit = 2 ** 20 } = {}) {
      const { readingId } = readingOf(id);
      return readingId === null ? [] : shelf.chunks.list(readingId, from, limit);
    },
    originalOf(id) {
      const document = shelf.documents.get(id);
      if (!document) return null;
      const { fileName, type } = document;
      const path = document.isReference ? (document.path ?? '') : originals.pathOf(document.hash);
      return { path, fileName, type };
    },
    attachments: (conversationId) =>
      shelf.attachments.documentsOf(conversationId).map((id) => shelf.summaryOf(id)),
    attach(conversationId, documentIds) {
      const attached = store.transaction(() =>
        documentIds.filter((id) => shelf.attachments.attach(conversationId, id)),
      );
      if (attached.length === 0) return;
      for (const id of attached) shelf.tell(id);
      shelf.tellConversation(conversationId);
    },
    async detach(conversationId, documentId) {
      if (!shelf.attachments.detach(conversationId, documentId)) return;
      shelf.tell(documentId);
      shelf.tellConversation(conversationId);
      if (shelf.documents.get(documentId)?.status !== 'ready')
        await removeAll(shelf.documents.unused().filter((id) => id === documentId));
    },
    async removeWith(removeConversation) {
      const before = new Set(shelf.documents.unused());
      removeConversation();
      await removeAll(shelf.documents.unused().filter((id) => !before.has(id)));
    },
    importAll: (sources, importOptions) => importer.importAll(sources, importOptions),
    settled: (id, signal) => queue.settled(id, signal),
    resume,
    start() {
      void resume().then(() => {
        embedding.start();
        folders.start();
        return removeAll(shelf.documents.unused());
      });
    },
    async idle() {
      // Taking in leads to reading, and reading to deleting what it replaces.
      await folders.idle();
      await intake.idle();
      await queue.idle();
      await indexer.clean();
    },
    async close() {
      embedding.close();
      await folders.close();
      await intake.close();
      await queue.close();
      await parser.close();
      await indexer.close();
      await searcher.close();
    },
  };
}

function parserProcesses({ fork, log }: DocumentsOptions): ParserSource {
  const pool = createParserPool({ fork, log, size: readAtOnce });
  return {
    parse: (request, options) => pool.parse(request, options),
    close: async () => pool[Symbol.asyncDispose](),
  };
}
