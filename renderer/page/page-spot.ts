import type { PageSize } from './page-sizes.ts';
import { roomAbove, type Spot, upperPart } from './spot.ts';

/** What is this near to the edge counts as being there, in CSS pixels. */
const near = 4;

/** What of the drawn pages is needed to say where somebody reads. */
export interface DrawnPages {
  sizes: readonly PageSize[];
  /** Where a page begins in what scrolls, by its index, in CSS pixels. */
  startOf(index: number): number;
  /** The page at this height of what scrolls, by its index. */
  indexAt(top: number): number | undefined;
  /** Where the marked words begin. */
  marked: { page: number; y: number } | null;
}

/**
 * Where somebody reads on drawn pages: the page that begins in the upper part of what they see, at the very end the last one, else
 * the height at the edge; null while the marked words are in view.
 */
export function spotOnPages(
  scroller: Pick<HTMLElement, 'scrollTop' | 'clientHeight' | 'scrollHeight'>,
  pages: DrawnPages,
): Spot | null {
  const { scrollTop: top, clientHeight: height } = scroller;
  const { sizes, startOf, indexAt, marked } = pages;
  if (marked) {
    const at = topOf(marked, pages) - top;
    if (at >= 0 && at <= height - roomAbove) return null;
  }
  if (top <= near) return { offset: 0, below: 0 };
  const index = indexAt(top + near);
  if (index === undefined) return null;
  const begun = (other: number): Spot => ({ page: other + 1, y: 0, below: startOf(other) - top });
  const isIn = (other: number, limit: number) =>
    other < sizes.length && startOf(other) >= top - near && startOf(other) <= top + limit;
  const isAtEnd = scroller.scrollHeight - top - height <= near;
  if (isAtEnd && isIn(sizes.length - 1, height)) return begun(sizes.length - 1);
  for (const other of [index, index + 1]) if (isIn(other, height * upperPart)) return begun(other);
  const start = startOf(index);
  return { page: index + 1, y: (top + roomAbove - start) / sizes[index]!.scale, below: roomAbove };
}

/** The height of a place in what scrolls, in CSS pixels. */
export function topOf(
  { page, y }: { page: number; y: number },
  { sizes, startOf }: Pick<DrawnPages, 'sizes' | 'startOf'>,
): number {
  return startOf(page - 1) + y * (sizes[page - 1]?.scale ?? 1);
}
