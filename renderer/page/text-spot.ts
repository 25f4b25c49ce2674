import type { PageSummary } from '../../preload/contract/index.ts';
import { roomAbove, type Spot, upperPart } from './spot.ts';

/** What is this near to the edge counts as being there, in CSS pixels. */
const near = 4;

/**
 * Where somebody reads in a drawn text: the page that begins in the upper part of what they see, at the very end the last one, else
 * the line at the edge; null while the mark that begins at `marked` is in view.
 */
export function spotInText(
  scroller: HTMLElement,
  marked: number | null,
  pages: readonly PageSummary[],
): Spot | null {
  const { top, bottom, height } = scroller.getBoundingClientRect();
  const below = (element: Element) => element.getBoundingClientRect().top - top;
  const isAbove = (element: Element, limit: number) => below(element) >= -near && below(element) <= limit;
  const mark = marked === null ? null : scroller.querySelector(`mark[data-at="${marked}"]`);
  if (mark && isAbove(mark, bottom - top - roomAbove)) return null;
  if (scroller.scrollTop <= near) return { offset: 0, below: 0 };
  const isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight <= near;
  const markers = [...scroller.querySelectorAll<HTMLElement>('.page-marker')];
  for (const marker of isAtEnd ? markers.reverse() : markers)
    if (isAbove(marker, isAtEnd ? height : height * upperPart)) {
      const page = pages.find(({ number }) => number === Number(marker.dataset.page));
      if (page) return { page: page.number, y: 0, below: below(marker) };
    }
  for (const run of scroller.querySelectorAll<HTMLElement>('[data-at]')) {
    const box = run.getBoundingClientRect();
    if (box.height === 0 || box.bottom <= top + near) continue;
    // How much of the run has gone over the edge tells about where in it the line at the edge is.
    const gone = Math.max(0, top + roomAbove - near - box.top) / box.height;
    const length = run.textContent?.length ?? 0;
    const offset = Number(run.dataset.at) + Math.min(length, Math.floor(gone * length));
    return { offset, below: Math.max(roomAbove, box.top - top) };
  }
  return null;
}
