import type { Passage } from '../../../preload/contract/index.ts';
import type { StoredDocument } from '../../store/documents.ts';
import { plain } from '../language/words.ts';
import type { Retrieval } from '../retrieval/retrieval.ts';
import type { Shelf } from './shelf.ts';

/** Passages that are looked at for documents that have the words inside. */
const mostPassages = 60;

/** What a search of the library found. */
export interface FoundDocuments {
  documents: StoredDocument[];
  /** The best passage of each document that has the words inside. */
  passages: Passage[];
  /** What was looked for in the place of misspelt words. */
  alsoLookedFor: string[];
}

/** Documents by tag, name and content: those with the words in their name first, then those that say most about them. */
export async function findDocuments(
  shelf: Shelf,
  retrieval: Retrieval,
  wanted: { query?: string | undefined; tag?: string | undefined },
  signal?: AbortSignal,
): Promise<FoundDocuments> {
  const documents = shelf.documents.list({ tag: wanted.tag });
  const query = wanted.query?.trim();
  if (!query) return { documents, passages: [], alsoLookedFor: [] };
  const words = plain(query).split(/\s+/);
  const isNamed = (document: StoredDocument): boolean => {
    const name = plain(`${document.title} ${document.fileName} ${document.tags.join(' ')}`);
    return words.every((word) => name.includes(word));
  };
  const found = new Map(documents.filter(isNamed).map((document) => [document.id, document]));
  const best = new Map<string, Passage>();
  const byId = new Map(documents.map((document) => [document.id, document]));
  let alsoLookedFor: string[] = [];
  if (byId.size > 0) {
    // Something is always nearest in meaning: whoever types a word into a list wants what has it.
    const { passages, alsoLookedFor: instead } = await retrieval.search(
      { query, documentIds: [...byId.keys()], limit: mostPassages, meaning: 'off' },
      signal,
    );
    alsoLookedFor = instead;
    for (const passage of passages) {
      const { documentId } = passage;
      const document = byId.get(documentId);
      if (document) found.set(documentId, document);
      if (document && !best.has(documentId)) best.set(documentId, passage);
    }
  }
  return { documents: [...found.values()], passages: [...best.values()], alsoLookedFor };
}
