import type { Store } from './index.ts';

/** What sweeps noted, by the hash of everything a note depends on. */
export class SweepNoteTable {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  get(key: string): string | undefined {
    const row = this.#store.prepare('SELECT note FROM sweep_note WHERE key = ?').get(key) as
      | { note: string }
      | undefined;
    return row?.note;
  }

  put(key: string, documentId: string, note: string, now = Date.now()): void {
    this.#store
      .prepare('INSERT OR REPLACE INTO sweep_note VALUES (?, ?, ?, ?)')
      .run(key, documentId, note, now);
  }

  /** Forgets what was noted about a document that was removed. */
  forgetDocument(documentId: string): void {
    const { changes } = this.#store.prepare('DELETE FROM sweep_note WHERE document_id = ?').run(documentId);
    if (changes > 0) this.#store.forget();
  }
}
