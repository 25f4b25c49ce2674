import type { Virtualizer } from '@tanstack/react-virtual';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { upperPart } from './spot.ts';

/** Where the reader is: a page by its index, and the share of it that is above the window. */
interface ReadingPlace {
  index: number;
  share: number;
}

/**
 * Follows which page is in view, and keeps it there when pages become larger or smaller.
 *
 * @param sizes every height follows from them
 * @returns the index of the page in view
 */
export function useReadingPlace(
  rows: Virtualizer<HTMLElement, Element>,
  scroller: HTMLElement | null,
  sizes: unknown,
): number {
  const place = useRef<ReadingPlace>({ index: 0, share: 0 });
  const [index, setIndex] = useState(0);
  useEffect(() => {
    if (!scroller) return;
    const follow = () => {
      const row = rows.getVirtualItemForOffset(scroller.scrollTop);
      if (!row) return;
      place.current = { index: row.index, share: (scroller.scrollTop - row.start) / row.size };
      const isAtEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight <= 4;
      // The page that is read is the one a third down the window, and the last one at the end.
      const read = scroller.scrollTop + scroller.clientHeight * (isAtEnd ? 1 : upperPart);
      setIndex(rows.getVirtualItemForOffset(read)?.index ?? row.index);
    };
    scroller.addEventListener('scroll', follow, { passive: true });
    return () => scroller.removeEventListener('scroll', follow);
  }, [rows, scroller]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: heights follow from the sizes
  useLayoutEffect(() => {
    rows.measure();
    rows.getTotalSize();
    const row = rows.measurementsCache[place.current.index];
    if (row && scroller) scroller.scrollTop = row.start + place.current.share * row.size;
  }, [sizes]);
  return index;
}
