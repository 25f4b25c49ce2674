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

interface List {
  documents: DocumentSummary[];
  tags: string[];
}

/** The list of all documents with what has changed, newest first as the program gives it; null stands for a removed one. */
export function withChanges<L extends List>(
  list: L,
  changes: ReadonlyMap<string, DocumentSummary | null>,
): L {
  const known = new Set(list.documents.map(({ id }) => id));
  const added = [...changes.values()].filter((state) => state !== null && !known.has(state.id));
  const newestFirst = (one: DocumentSummary, other: DocumentSummary): number =>
    other.addedAt - one.addedAt || (one.id < other.id ? 1 : -1);
  const kept = list.documents.filter(({ id }) => changes.get(id) !== null);
  const documents = withNewer([...(added as DocumentSummary[]).sort(newestFirst), ...kept], present(changes));
  return { ...list, documents, tags: [...new Set(documents.flatMap(({ tags }) => tags))].sort() };
}

/** What has changed and is still there. */
function present(changes: ReadonlyMap<string, DocumentSummary | null>): Map<string, DocumentSummary> {
  return new Map([...changes].filter((entry): entry is [string, DocumentSummary] => entry[1] !== null));
}

/** A list that is searched or filtered is asked for again at most this often, in milliseconds. */
const askEveryMs = 1000;

/**
 * Collects what `document.changed` and `document.removed` events bring and puts it into the cache together, so that an
 * import of thousands of files redraws the window a few times a second and not once a file. The list of all documents
 * is never asked for again because of them: the whole library would come each time.
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
      if (isOfAll(key)) {
        this.#cache.setQueryData<List>(key, withChanges(list, changes));
        continue;
      }
      const known = new Set(list.documents.map((document) => document.id));
      const documents = withNewer(list.documents, present(changes));
      if (documents !== list.documents)
        this.#cache.setQueryData<List>(key, { ...list, documents: [...documents] });
      // What is new may or may not belong into it, and who knows what is found when something is gone.
      if ([...changes].some(([id, state]) => state === null || !known.has(id)))
        this.#asking ??= setTimeout(() => this.#askForFiltered(), askEveryMs);
    }
  }

  #askForFiltered(): void {
    this.#asking = undefined;
    void this.#cache.invalidateQueries({
      queryKey: ['document.list'],
      predicate: ({ queryKey }) => !isOfAll(queryKey),
    });
  }
}

/** True for the list that is neither searched nor filtered. */
function isOfAll([, input]: readonly unknown[]): boolean {
  return Object.keys(input ?? {}).length === 0;
}
