import type { QueryClient } from '@tanstack/react-query';
import type { Conversation, DocumentDetail, DocumentSummary } from '../../preload/contract/index.ts';

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

interface List {
  documents: DocumentSummary[];
  total: number;
}

/** A part of a list with what has changed in it; the same one when nothing has. Null stands for a removed document. */
export function withChanges<L extends List>(
  list: L,
  changes: ReadonlyMap<string, DocumentSummary | null>,
): L {
  const kept = list.documents.filter(({ id }) => changes.get(id) !== null);
  const gone = list.documents.length - kept.length;
  const documents = withNewer(gone > 0 ? kept : list.documents, present(changes));
  if (documents === list.documents) return list;
  return { ...list, documents: [...documents], total: list.total - gone };
}

/** True when documents have come, gone or been read, as far as a part of a list can tell: its other parts may differ, too. */
function concernsOthers(list: List, changes: ReadonlyMap<string, DocumentSummary | null>): boolean {
  const known = new Map(list.documents.map((document) => [document.id, document.status]));
  return [...changes].some(([id, state]) => state === null || known.get(id) !== state.status);
}

/** What has changed and is still there. */
function present(changes: ReadonlyMap<string, DocumentSummary | null>): Map<string, DocumentSummary> {
  return new Map([...changes].filter((entry): entry is [string, DocumentSummary] => entry[1] !== null));
}

/** Lists are asked for again at most this often, in milliseconds. */
const askEveryMs = 1000;

/**
 * Collects what `document.changed` and `document.removed` events bring and puts it into the cache together, so that an
 * import of thousands of files redraws the window a few times a second and not once a file. Lists are asked for again
 * once a second at most, and only those parts of them that are shown.
 */
export class DocumentChanges {
  readonly #cache: QueryClient;
  readonly #everyMs: number;
  readonly #newer = new Map<string, DocumentSummary | null>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asking: ReturnType<typeof setTimeout> | undefined;

  constructor(cache: QueryClient, everyMs = 120) {
    this.#cache = cache;
    this.#everyMs = everyMs;
  }

  add(document: DocumentSummary): void {
    this.#change(document.id, document);
  }

  remove(id: string): void {
    this.#change(id, null);
  }

  #change(id: string, state: DocumentSummary | null): void {
    this.#newer.set(id, state);
    this.#timer ??= setTimeout(() => this.apply(), this.#everyMs);
  }

  /** Writes what was collected into every answer that shows it. */
  apply(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const changes = new Map(this.#newer);
    const newer = present(changes);
    this.#newer.clear();
    this.#cache.setQueriesData<Conversation>({ queryKey: ['conversation.get'] }, (conversation) => {
      if (!conversation) return conversation;
      const documents = withNewer(conversation.documents, newer);
      return documents === conversation.documents
        ? conversation
        : { ...conversation, documents: [...documents] };
    });
    this.#applyToLists(changes);
    for (const [id, state] of newer) {
      this.#cache.setQueryData<DocumentDetail>(
        ['document.get', { id }],
        (detail) => detail && { ...detail, ...state },
      );
      const open = this.#cache.getQueryState(['document.get', { id }]);
      if (open && state.status !== 'reading' && state.status !== 'queued')
        for (const name of ['document.get', 'document.pages', 'document.text', 'document.boxes'])
          void this.#cache.invalidateQueries({ queryKey: [name, { id }] });
    }
  }

  #applyToLists(changes: ReadonlyMap<string, DocumentSummary | null>): void {
    const lists = this.#cache.getQueriesData<List>({ queryKey: ['document.list'] });
    for (const [key, list] of lists) {
      if (!list) continue;
      const changed = withChanges(list, changes);
      if (changed !== list) this.#cache.setQueryData<List>(key, changed);
      if (concernsOthers(list, changes)) this.#asking ??= setTimeout(() => this.#askAgain(), askEveryMs);
    }
  }

  #askAgain(): void {
    this.#asking = undefined;
    void this.#cache.invalidateQueries({ queryKey: ['document.list'] });
  }
}
