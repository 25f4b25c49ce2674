import type { QueryClient } from '@tanstack/react-query';
import type { Conversation, DocumentSummary } from '../../preload/contract/index.ts';

/** Replaces documents by their newer state; the same array when none of them is in it. */
export function withNewer<D extends DocumentSummary>(
  documents: readonly D[],
  newer: ReadonlyMap<string, DocumentSummary>,
): readonly D[] {
  if (!documents.some((document) => newer.has(document.id))) return documents;
  return documents.map((document) => {
    const state = newer.get(document.id);
    return state ? { ...document, ...state } : document;
  });
}

/**
 * Collects what `document.changed` events bring and puts it into the cache together, so that an import of thousands
 * of files redraws the window a few times a second and not once a file.
 */
export class DocumentChanges {
  readonly #cache: QueryClient;
  readonly #everyMs: number;
  readonly #newer = new Map<string, DocumentSummary>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(cache: QueryClient, everyMs = 120) {
    this.#cache = cache;
    this.#everyMs = everyMs;
  }

  add(document: DocumentSummary): void {
    this.#newer.set(document.id, document);
    this.#timer ??= setTimeout(() => this.apply(), this.#everyMs);
  }

  /** Writes what was collected into every answer that shows it. */
  apply(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const newer = new Map(this.#newer);
    this.#newer.clear();
    this.#cache.setQueriesData<Conversation>({ queryKey: ['conversation.get'] }, (conversation) => {
      if (!conversation) return conversation;
      const documents = withNewer(conversation.documents, newer);
      return documents === conversation.documents
        ? conversation
        : { ...conversation, documents: [...documents] };
    });
    this.#applyToLists(newer);
    for (const [id, state] of newer) {
      const open = this.#cache.getQueryState(['document.get', { id }]);
      if (open && state.status !== 'reading' && state.status !== 'queued')
        for (const name of ['document.get', 'document.pages', 'document.text', 'document.boxes'])
          void this.#cache.invalidateQueries({ queryKey: [name, { id }] });
    }
  }

  #applyToLists(newer: ReadonlyMap<string, DocumentSummary>): void {
    type List = { documents: DocumentSummary[]; tags: string[] };
    const lists = this.#cache.getQueriesData<List>({ queryKey: ['document.list'] });
    for (const [key, list] of lists) {
      if (!list) continue;
      const known = new Set(list.documents.map((document) => document.id));
      const documents = withNewer(list.documents, newer);
      if (documents !== list.documents)
        this.#cache.setQueryData<List>(key, { ...list, documents: [...documents] });
      // What is new may or may not belong into a list (it may be searched or filtered): ask again.
      if ([...newer.keys()].some((id) => !known.has(id)))
        void this.#cache.invalidateQueries({ queryKey: key });
    }
  }
}
