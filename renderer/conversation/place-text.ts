import type { PageSummary, Passage } from '../../preload/contract/index.ts';
import { useCall } from '../transport/calls.ts';

/**
 * The page a person should look at: that of the sentence that counts, where a passage goes over several pages.
 *
 * @param pages the document's pages; empty while they are not known
 */
export function placeText(
  { page, lastPage, highlight }: Pick<Passage, 'page' | 'lastPage' | 'highlight'>,
  pages: readonly Pick<PageSummary, 'number' | 'end'>[],
): string {
  if (page === lastPage) return `page ${page}`;
  const ofSentence = highlight && pages.find(({ end }) => end > highlight.start)?.number;
  return ofSentence ? `page ${ofSentence}` : `pages ${page}–${lastPage}`;
}

/** The same for a passage that is shown; the pages are asked for only when they matter. */
export function usePlaceText(passage: Passage): string {
  const { data } = useCall(
    'document.pages',
    { id: passage.documentId },
    { enabled: passage.page !== passage.lastPage && passage.highlight !== null },
  );
  return placeText(passage, data?.pages ?? []);
}
