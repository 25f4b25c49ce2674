import type { DocumentSummary } from '../../preload/contract/index.ts';

/** What the library can be ordered by. */
export type SortKey = 'name' | 'pages' | 'words' | 'used' | 'added';

export interface Sorting {
  key: SortKey;
  descending: boolean;
}

const names = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

const compare: Record<SortKey, (a: DocumentSummary, b: DocumentSummary) => number> = {
  name: (a, b) => names.compare(a.fileName, b.fileName),
  pages: (a, b) => a.pages - b.pages,
  words: (a, b) => a.words - b.words,
  used: (a, b) => a.conversations - b.conversations,
  added: (a, b) => a.addedAt - b.addedAt,
};

/** The documents in order; equal ones by name. */
export function sorted(
  documents: readonly DocumentSummary[],
  { key, descending }: Sorting,
): DocumentSummary[] {
  const direction = descending ? -1 : 1;
  return documents.toSorted((a, b) => direction * compare[key](a, b) || compare.name(a, b));
}

/** The sorting after a click on a column: the other way round, or the way that is useful first for that column. */
export function nextSorting(now: Sorting, key: SortKey): Sorting {
  return now.key === key ? { key, descending: !now.descending } : { key, descending: key !== 'name' };
}
