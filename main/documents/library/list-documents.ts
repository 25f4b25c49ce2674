import type { CallInput, CallOutput, DocumentOrder } from '../../../preload/contract/index.ts';
import type { Retrieval } from '../retrieval/retrieval.ts';
import { type FoundDocuments, findDocuments } from './find-documents.ts';
import type { Shelf } from './shelf.ts';

const newestFirst: DocumentOrder = { key: 'added', descending: true };

/** A part of the documents by tag, name and content, with what is known of the whole list. */
export async function listDocuments(
  shelf: Shelf,
  retrieval: Retrieval,
  { query, tag, order, from = 0, limit = Number.MAX_SAFE_INTEGER }: CallInput<'document.list'>,
  signal?: AbortSignal,
): Promise<CallOutput<'document.list'>> {
  const asked = query?.trim();
  const found: FoundDocuments | null = asked
    ? await findDocuments(shelf, retrieval, { query: asked, tag }, signal)
    : null;
  const listed = { tag, ids: found?.ids };
  const ids =
    found && !order
      ? found.ids.slice(from, from + limit)
      : shelf.list.part(listed, { order: order ?? newestFirst, from, limit });
  // One may have been removed while the others were searched.
  const documents = shelf.documents.some(ids);
  const given = new Set(ids);
  return {
    documents: documents.map((document) => shelf.summary(document)),
    ...shelf.list.count(listed),
    tags: shelf.documents.tags(),
    found: found?.passages.filter(({ documentId }) => given.has(documentId)) ?? [],
    alsoLookedFor: found?.alsoLookedFor ?? [],
  };
}
