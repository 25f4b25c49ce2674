import { useEffect, useState } from 'react';
import type { Bittern, PageSummary } from '../../preload/contract/index.ts';
import { useBittern } from '../transport/provider.tsx';

/** Where somebody reads: a height on a page in PDF points, or an offset in the text. */
export type Place = { page: number; y: number } | { offset: number };

/** A place with the CSS pixels that it stands below the upper edge of the view. */
export type Spot = Place & { below: number };

/** The same spot in both views. */
export interface SpotInBoth {
  page: number;
  y: number;
  offset: number;
  below: number;
}

/** What a view of a document tells of its reader. */
export interface SpotTeller {
  /**
   * Null while the marked passage is in view, unless that does not count: every view shows it by itself. Null also while
   * nothing is drawn.
   */
  spot(marksCount: boolean): Spot | null;
}

/** Room between the upper edge of a view and the line that is read there, in CSS pixels. */
export const roomAbove = 12;

/** Down to this part of a view the beginning of a page is taken for the place that is read. */
export const upperPart = 1 / 3;

/** A spot as both views know it; undefined while that is found out. */
export function useSpotInBoth(
  documentId: string,
  pages: readonly PageSummary[],
  spot: Spot | null,
): SpotInBoth | null | undefined {
  const bittern = useBittern();
  const [known, setKnown] = useState<{ spot: Spot; inBoth: SpotInBoth | null } | null>(null);
  useEffect(() => {
    if (!spot) return;
    let over = false;
    const settle = (inBoth: SpotInBoth | null) => {
      if (!over) setKnown({ spot, inBoth });
    };
    inBothViews(bittern, documentId, pages, spot).then(settle, () => settle(null));
    return () => {
      over = true;
    };
  }, [bittern, documentId, pages, spot]);
  if (!spot) return null;
  return known?.spot === spot ? known.inBoth : undefined;
}

/** How much of the text from an offset on is asked for the place of its first word, in characters. */
const stretch = 400;

/** Says of a spot in one view where it is in the other; null where there is no such page. */
export async function inBothViews(
  bittern: Pick<Bittern, 'call'>,
  documentId: string,
  pages: readonly PageSummary[],
  spot: Spot,
): Promise<SpotInBoth | null> {
  if ('page' in spot && 'offset' in spot) return spot as SpotInBoth;
  if ('page' in spot) {
    const page = pages.find(({ number }) => number === spot.page);
    if (!page) return null;
    if (spot.y <= 0) return { ...spot, offset: page.start };
    const asked = { id: documentId, page: spot.page, y: spot.y };
    return { ...spot, ...(await bittern.call('document.offsetAt', asked)) };
  }
  const { offset } = spot;
  const page = pages.findLast(({ start }) => start <= offset);
  if (!page) return null;
  if (offset === page.start) return { ...spot, page: page.number, y: 0 };
  const end = Math.min(page.end, offset + stretch);
  const { boxes } = await bittern.call('document.boxes', { id: documentId, start: offset, end });
  // Where no word has a place, the share of the page's text that stands before it tells about where it is.
  const share = (offset - page.start) / Math.max(1, page.end - page.start);
  return { ...spot, page: page.number, y: boxes[0]?.y ?? share * (page.height ?? 0) };
}
