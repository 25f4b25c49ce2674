import type { DocumentSummary, Progress } from '../../../preload/contract/index.ts';
import { BitternError } from '../../../preload/contract/index.ts';
import type { EventBus } from '../../events.ts';
import { type AttachmentTable, attachmentTable } from '../../store/attachments.ts';
import { type ChunkTable, chunkTable } from '../../store/chunks.ts';
import { type DocumentListTable, documentListTable } from '../../store/document-list.ts';
import { type DocumentTextTable, documentTextTable } from '../../store/document-text.ts';
import { type DocumentTable, documentTable, type StoredDocument } from '../../store/documents.ts';
import { type ImportSourceTable, importSourceTable } from '../../store/import-sources.ts';
import type { Store } from '../../store/index.ts';
import { type WatchedFolderTable, watchedFolderTable } from '../../store/watched-folders.ts';

/** At most this often a reading's progress is told to the windows, in milliseconds. */
const tellEveryMs = 250;

/** The documents as stored and as told to the windows; what the parts of this service share. */
export class Shelf {
  readonly store: Store;
  readonly documents: DocumentTable;
  readonly list: DocumentListTable;
  readonly attachments: AttachmentTable;
  readonly folders: WatchedFolderTable;
  readonly sources: ImportSourceTable;
  readonly text: DocumentTextTable;
  readonly chunks: ChunkTable;
  readonly #events: EventBus;
  /** The documents that are being read now, with what is known of how far. */
  readonly #reading = new Map<string, { progress: Progress | null }>();
  readonly #toldAt = new Map<string, number>();

  constructor(store: Store, events: EventBus) {
    this.store = store;
    this.#events = events;
    this.documents = documentTable(store.db);
    this.list = documentListTable(store.db);
    this.attachments = attachmentTable(store.db);
    this.folders = watchedFolderTable(store.db);
    this.sources = importSourceTable(store.db);
    this.text = documentTextTable(store.db);
    this.chunks = chunkTable(store.db);
  }

  /** Throws `not-found`. */
  stored(id: string): StoredDocument {
    const document = this.documents.get(id);
    if (!document) throw new BitternError('not-found', 'This document is not in Bittern any more.');
    return document;
  }

  summary(document: StoredDocument): DocumentSummary {
    const reading = this.#reading.get(document.id);
    const { id, title, fileName, type, bytes, error, pages, words, chunks, tokens } = document;
    return {
      id,
      title,
      fileName,
      type,
      bytes,
      status: reading ? 'reading' : document.status,
      progress: reading?.progress ?? null,
      error: document.status === 'failed' || document.status === 'needs-password' ? error : null,
      pages,
      words,
      chunks,
      tokens,
      emptyPages: document.emptyPages,
      doubtfulPages: document.doubtfulPages,
      tags: document.tags,
      inLibrary: document.inLibrary,
      conversations: document.conversations,
      addedAt: document.addedAt,
      readMs: document.readMs,
    };
  }

  /** The document as the windows see it. Throws `not-found`. */
  summaryOf(id: string): DocumentSummary {
    return this.summary(this.stored(id));
  }

  /** The document has changed: tells every window, if it is still there. */
  tell(id: string): void {
    const document = this.documents.get(id);
    if (document) this.#events.emit('document.changed', this.summary(document));
  }

  tellConversation(id: string): void {
    this.#events.emit('conversation.changed', { id, removed: false });
  }

  /** How far the reading of a document is; null when it is not being read (any more). */
  setReading(id: string, reading: { progress: Progress | null } | null): void {
    if (!reading) {
      this.#reading.delete(id);
      this.#toldAt.delete(id);
      return;
    }
    this.#reading.set(id, reading);
    const now = performance.now();
    if (now - (this.#toldAt.get(id) ?? Number.NEGATIVE_INFINITY) < tellEveryMs) return;
    this.#toldAt.set(id, now);
    this.tell(id);
  }

  /** Something the person should read once. */
  notice(text: string): void {
    this.#events.emit('notice', { level: 'warning', text });
  }

  removed(id: string): void {
    this.#events.emit('document.removed', { id });
  }

  foldersChanged(): void {
    this.#events.emit('folder.changed', {});
  }
}
