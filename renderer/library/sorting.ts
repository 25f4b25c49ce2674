import type { DocumentOrder } from '../../preload/contract/index.ts';

/** The sorting after a click on a column: the other way round, or the way that is useful first for that column. */
export function nextSorting(now: DocumentOrder, key: DocumentOrder['key']): DocumentOrder {
  return now.key === key ? { key, descending: !now.descending } : { key, descending: key !== 'name' };
}
