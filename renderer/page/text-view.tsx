import { useVirtualizer } from '@tanstack/react-virtual';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { type Ref, useImperativeHandle, useMemo, useRef, useState } from 'react';
import type { PageSummary } from '../../preload/contract/index.ts';
import { IconButton } from '../ui/button.tsx';
import { type Target, useScrollToTarget } from './scroll-to-target.ts';
import { Segment } from './segment.tsx';
import { segmentAt, segmentCount, segmentsPerPart, type TextMark } from './segments.ts';
import type { SpotTeller } from './spot.ts';
import { spotInText } from './text-spot.ts';

/** Height of a segment before it was measured, in CSS pixels. */
const estimatedHeight = 1150;

/** A document's stored text, of any length, with marks in it. */
export function TextView({
  documentId,
  type,
  length,
  pages,
  marks,
  marked,
  target,
  scroller,
  teller,
}: {
  documentId: string;
  /** The document's short type name. */
  type: string;
  length: number;
  pages: readonly PageSummary[];
  marks: readonly TextMark[];
  /** Where the mark begins that the document is shown for. */
  marked: number | null;
  target: Target | null;
  scroller: HTMLElement | null;
  teller: Ref<SpotTeller>;
}) {
  const total = segmentCount(length);
  const parts = Math.ceil(total / segmentsPerPart);
  const [part, setPart] = useState(0);
  const followed = useRef<string | null>(null);
  if (target && followed.current !== target.turn) {
    followed.current = target.turn;
    const wanted = Math.floor(Math.min(total - 1, segmentAt(target.offset)) / segmentsPerPart);
    if (wanted !== part) setPart(wanted);
  }
  const first = part * segmentsPerPart;
  const rows = useVirtualizer({
    count: Math.min(segmentsPerPart, total - first),
    getScrollElement: () => scroller,
    estimateSize: () => Math.min(estimatedHeight, 60 + (length / total) * (estimatedHeight / 3000)),
    overscan: 2,
    getItemKey: (index) => `${documentId}:${first + index}`,
  });
  const toSegment = useMemo(
    () => (offset: number) => {
      const index = Math.max(0, Math.min(total - 1, segmentAt(offset)) - first);
      rows.scrollToIndex(index, { align: 'center' });
    },
    [rows, total, first],
  );
  const rest = useScrollToTarget(scroller, target, toSegment);
  useImperativeHandle(teller, () => ({
    spot: (marksCount) => {
      if (!scroller) return null;
      // Who has not moved since is where they came from, though this view may not have been able to show it at the edge.
      const isThere = rest.current !== null && Math.abs(scroller.scrollTop - rest.current) < 2;
      return isThere && target?.spot ? target.spot : spotInText(scroller, marksCount ? marked : null, pages);
    },
  }));
  return (
    <div className="document-text mx-auto max-w-[42rem] px-5 pb-16 sm:px-8" data-type={type}>
      {parts > 1 && <PartSwitch part={part} parts={parts} onPart={setPart} />}
      <div className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((row) => (
          <div
            key={row.key}
            ref={rows.measureElement}
            data-index={row.index}
            className="absolute inset-x-0 top-0"
            style={{ transform: `translateY(${row.start}px)` }}
          >
            <Segment
              documentId={documentId}
              segment={first + row.index}
              length={length}
              pages={pages}
              marks={marks}
              target={target?.offset ?? null}
            />
          </div>
        ))}
      </div>
      {parts > 1 && <PartSwitch part={part} parts={parts} onPart={setPart} />}
    </div>
  );
}

function PartSwitch({
  part,
  parts,
  onPart,
}: {
  part: number;
  parts: number;
  onPart: (part: number) => void;
}) {
  return (
    <div className="flex items-center justify-center gap-2 py-3 font-sans text-sm text-ink-2">
      <IconButton
        label="Previous part"
        icon={ChevronLeft}
        disabled={part === 0}
        onClick={() => onPart(part - 1)}
      />
      <span className="tabular">
        Part {part + 1} of {parts}
      </span>
      <IconButton
        label="Next part"
        icon={ChevronRight}
        disabled={part === parts - 1}
        onClick={() => onPart(part + 1)}
      />
    </div>
  );
}
