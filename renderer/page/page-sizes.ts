import type { PageSummary } from '../../preload/contract/index.ts';

/** An A4 page in points, for pages whose size is not stored. */
const usualSize = { width: 595, height: 842 };
/** Pages are not drawn larger than this just because there is room, in CSS pixels a point. */
const largestFit = 1.6;
/** Room beside a page that fills the panel, both sides together, in CSS pixels. */
export const pageMargins = 32;
/** Pages stay as wide as this in however narrow a panel, in CSS pixels. */
const narrowest = 240;

/** How a page is drawn: its size in PDF points, and how many CSS pixels a point has. */
export interface PageSize {
  width: number;
  height: number;
  scale: number;
}

/**
 * The sizes of a document's pages in a panel. The page of middle width fills the panel, and most pages are as wide as that one;
 * narrower pages keep their proportion to it, and one that is wider, as a table that lies on its side, is made to fit by itself, so
 * that it does not make the others small.
 *
 * @param room width of the panel in CSS pixels
 * @param zoom how much larger than that the person wants them
 */
export function pageSizes(
  pages: readonly Pick<PageSummary, 'width' | 'height'>[],
  room: number,
  zoom: number,
): PageSize[] {
  const widths = pages.map(({ width }) => width || usualSize.width);
  const fitting = Math.max(narrowest, room - pageMargins);
  // Of two in the middle the narrower one: then both fill the panel.
  const middle = widths.toSorted((a, b) => a - b)[Math.floor((widths.length - 1) / 2)] ?? usualSize.width;
  const usual = Math.min(fitting / middle, largestFit);
  return pages.map(({ height }, index) => {
    const width = widths[index] ?? usualSize.width;
    return { width, height: height || usualSize.height, scale: Math.min(usual, fitting / width) * zoom };
  });
}
