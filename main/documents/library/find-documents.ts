import type { Passage } from '../../../preload/contract/index.ts';
import { plain } from '../language/words.ts';
import type { Retrieval } from '../retrieval/retrieval.ts';
import type { Shelf } from './shelf.ts';

/** Passages that are looked at for documents that have the words inside. */
const mostPassages = 60;

/** What a search of the library found. */
export interface FoundDocuments {
  /** What fits best comes first. */
  ids: string[];
  /** The best passage of each document that has the words inside. */
  passages: Passage[];
  /** What was looked for in the place of misspelt words. */
  alsoLookedFor: string[];
}

/** Documents by name and content: those with the words in their name first, then those that say most about them. */
export async function findDocuments(
  shelf: Shelf,
  retrieval: Retrieval,
  { query, tag }: { query: string; tag?: string | undefined },
  signal?: AbortSignal,
): Promise<FoundDocuments> {
  const named = shelf.list.named(tag);
  if (named.length === 0) return { ids: [], passages: [], alsoLookedFor: [] };
  const words = plain(query).split(/\s+/);
  const found = new Set<string>();
  for (const { id, title, fileName, tags } of named) {
    const name = plain(`${title} ${fileName} ${tags}`);
    if (words.every((word) => name.includes(word))) found.add(id);
  }
  // Something is always nearest in meaning: whoever types a word into a list wants what has it.
  const { passages, alsoLookedFor } = await retrieval.search(
    { query, documentIds: named.map(({ id }) => id), limit: mostPassages, meaning: 'off' },
    signal,
  );
  const best = new Map<string, Passage>();
  for (const passage of passages) {
    found.add(passage.documentId);
    if (!best.has(passage.documentId)) best.set(passage.documentId, passage);
  }
  return { ids: [...found], passages: [...best.values()], alsoLookedFor };
}
