import { useVirtualizer } from '@tanstack/react-virtual';
import { ZoomIn, ZoomOut } from 'lucide-react';
import { type Ref, useEffect, useImperativeHandle, useMemo, useRef, useState } from 'react';
import type { PageSummary } from '../../preload/contract/index.ts';
import { useCall } from '../transport/calls.ts';
import { useConnection } from '../transport/provider.tsx';
import { IconButton } from '../ui/button.tsx';
import type { OpenedPlace } from './opened.ts';
import { PageField } from './page-field.tsx';
import { pageMargins, pageSizes } from './page-sizes.ts';
import { spotOnPages, topOf } from './page-spot.ts';
import { usePdf } from './pdf-document.ts';
import { type MarkedBox, PdfPage } from './pdf-page.tsx';
import { useReadingPlace } from './reading-place.ts';
import type { SpotInBoth, SpotTeller } from './spot.ts';

/** Between two pages, and above the first, in CSS pixels. */
const gap = 14;
const zooms = [0.75, 1, 1.25, 1.5, 2, 3];

/** The pages of a PDF as they look, with the passage boxed on them. */
export default function PdfView({
  place,
  pages,
  scroller,
  zoom,
  onZoom,
  arrival,
  teller,
}: {
  place: OpenedPlace;
  pages: readonly PageSummary[];
  scroller: HTMLElement | null;
  /** How much larger pages are than the panel is wide. */
  zoom: number;
  onZoom: (zoom: number) => void;
  /** Where somebody reads on who read the text before; null: at the passage; undefined while that is found out. */
  arrival: SpotInBoth | null | undefined;
  teller: Ref<SpotTeller>;
}) {
  const connection = useConnection();
  const state = usePdf(connection.originalUrl(place.documentId));
  const available = useWidth(scroller);
  const boxes = useBoxes(place);
  const sizes = useMemo(() => pageSizes(pages, available, zoom), [pages, available, zoom]);
  const widest = Math.max(...sizes.map(({ width, scale }) => width * scale), 1);
  const rows = useVirtualizer({
    count: pages.length,
    getScrollElement: () => scroller,
    estimateSize: (index) => {
      const { height, scale } = sizes[index]!;
      return height * scale + gap;
    },
    paddingStart: gap,
    overscan: 1,
    getItemKey: (index) => index,
  });
  const shownIndex = useReadingPlace(rows, scroller, sizes);
  const startOf = (index: number) =>
    rows.measurementsCache[index]?.start ?? rows.getOffsetForIndex(index, 'start')?.[0] ?? 0;

  const first = boxes[0];
  const opened = 'pdf' in (state ?? {});
  const passage = `${place.turn}:${place.passage?.start}`;
  // Who arrives from the text is not led away to a passage that they had left.
  const left = useRef(passage);
  const arrivedAt = useRef<number | null>(null);
  const ready = opened && available > 0 && arrival !== undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each opening, when boxes and pages are known
  useEffect(() => {
    if (!ready || !scroller) return;
    if (arrival && left.current === passage) {
      if (arrivedAt.current !== null) return;
      scroller.scrollTo({ top: topOf(arrival, { sizes, startOf }) - arrival.below });
      arrivedAt.current = scroller.scrollTop;
      return;
    }
    const page = first?.page ?? pages.find(({ end }) => end > (place.passage?.start ?? 0))?.number ?? 1;
    const top = first ? topOf(first, { sizes, startOf }) - 120 : startOf(page - 1) - 8;
    scroller.scrollTo({ top: Math.max(0, top) });
  }, [passage, first?.page, first?.y, ready]);
  useImperativeHandle(teller, () => ({
    spot: (marksCount) => {
      if (!scroller) return null;
      const isThere = arrivedAt.current !== null && Math.abs(scroller.scrollTop - arrivedAt.current) < 2;
      if (isThere && arrival) return arrival;
      const indexAt = (top: number) => rows.getVirtualItemForOffset(top)?.index;
      return spotOnPages(scroller, { sizes, startOf, indexAt, marked: (marksCount && first) || null });
    },
  }));

  if (state && 'problem' in state)
    return <p className="p-8 text-center text-sm text-ink-2">{state.problem}</p>;
  return (
    <div style={{ minWidth: widest + pageMargins }}>
      {/* Stays where it is however the pages are moved. */}
      <div className="sticky top-2 left-0 z-10 flex h-0 justify-end pr-3" style={{ width: available }}>
        <div className="flex h-fit rounded-lg border border-line bg-raised shadow-rest">
          {pages.length > 1 && (
            <PageField
              page={shownIndex + 1}
              pages={pages.length}
              onPage={(page) => scroller?.scrollTo({ top: startOf(page - 1) - 4 })}
            />
          )}
          <IconButton
            label="Smaller"
            icon={ZoomOut}
            disabled={zoom <= zooms[0]!}
            onClick={() => onZoom(zooms[zooms.indexOf(zoom) - 1]!)}
          />
          <IconButton
            label="Larger"
            icon={ZoomIn}
            disabled={zoom >= zooms.at(-1)!}
            onClick={() => onZoom(zooms[zooms.indexOf(zoom) + 1]!)}
          />
        </div>
      </div>
      <div className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((row) => {
          const page = pages[row.index]!;
          const { width, height, scale } = sizes[row.index]!;
          return (
            <div
              key={row.key}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${row.start}px)` }}
            >
              {state && 'pdf' in state ? (
                <PdfPage
                  pdf={state.pdf}
                  number={page.number}
                  width={width}
                  height={height}
                  scale={scale}
                  boxes={boxes.filter((box) => box.page === page.number)}
                />
              ) : (
                <div
                  aria-busy="true"
                  className="mx-auto rounded-sm bg-white ring-1 ring-line"
                  style={{ width: width * scale, height: height * scale }}
                />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** The boxes of the passage and, over them, of its sentence that counts most. */
function useBoxes({ documentId, passage, highlight }: OpenedPlace): readonly MarkedBox[] {
  const ofPassage = useCall(
    'document.boxes',
    { id: documentId, start: passage?.start ?? 0, end: passage?.end ?? 0 },
    { enabled: passage !== null },
  ).data?.boxes;
  const ofHighlight = useCall(
    'document.boxes',
    { id: documentId, start: highlight?.start ?? 0, end: highlight?.end ?? 0 },
    { enabled: highlight !== null },
  ).data?.boxes;
  return useMemo(
    () => [
      ...(ofHighlight ?? []).map((box): MarkedBox => ({ ...box, kind: 'highlight' })),
      ...(ofPassage ?? []).map((box): MarkedBox => ({ ...box, kind: 'passage' })),
    ],
    [ofPassage, ofHighlight],
  );
}

/** The width of an element, as it changes. */
function useWidth(element: HTMLElement | null): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [element]);
  return width;
}
