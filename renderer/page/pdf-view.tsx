import { useVirtualizer } from '@tanstack/react-virtual';
import { ZoomIn, ZoomOut } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { PageSummary } from '../../preload/contract/index.ts';
import { useCall } from '../transport/calls.ts';
import { useConnection } from '../transport/provider.tsx';
import { IconButton } from '../ui/button.tsx';
import type { OpenedPlace } from './opened.ts';
import { PageField } from './page-field.tsx';
import { usePdf } from './pdf-document.ts';
import { type MarkedBox, PdfPage } from './pdf-page.tsx';
import { useReadingPlace } from './reading-place.ts';

const gap = 14;
/** An A4 page in points, for pages whose size is not stored. */
const usualSize = { width: 595, height: 842 };
/** Pages are not drawn larger than this just because there is room, in CSS pixels a point. */
const largestFit = 1.6;
const zooms = [0.75, 1, 1.25, 1.5, 2, 3];

/** The pages of a PDF as they look, with the passage boxed on them. */
export default function PdfView({
  place,
  pages,
  scroller,
}: {
  place: OpenedPlace;
  pages: readonly PageSummary[];
  scroller: HTMLElement | null;
}) {
  const connection = useConnection();
  const state = usePdf(connection.originalUrl(place.documentId));
  const available = useWidth(scroller);
  const [zoom, setZoom] = useState(1);
  const boxes = useBoxes(place);
  const widest = Math.max(...pages.map(({ width }) => width ?? usualSize.width), 1);
  const scale = Math.min(Math.max(240, available - 32) / widest, largestFit) * zoom;
  const rows = useVirtualizer({
    count: pages.length,
    getScrollElement: () => scroller,
    estimateSize: (index) => (pages[index]?.height ?? usualSize.height) * scale + gap,
    overscan: 1,
    getItemKey: (index) => index,
  });
  const shownIndex = useReadingPlace(rows, scroller, scale);
  const startOf = (index: number) =>
    rows.measurementsCache[index]?.start ?? rows.getOffsetForIndex(index, 'start')?.[0] ?? 0;

  const first = boxes[0];
  const opened = 'pdf' in (state ?? {});
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each opening, when boxes and pages are known
  useEffect(() => {
    if (!opened || available === 0) return;
    const page = first?.page ?? pages.find(({ end }) => end > (place.passage?.start ?? 0))?.number ?? 1;
    const top = startOf(page - 1);
    scroller?.scrollTo({ top: Math.max(0, top + (first ? first.y * scale : 0) - (first ? 120 : 8)) });
  }, [place.turn, first?.page, first?.y, opened, available > 0]);

  if (state && 'problem' in state)
    return <p className="p-8 text-center text-sm text-ink-2">{state.problem}</p>;
  return (
    <div className="py-3">
      <div className="sticky top-2 z-10 float-right mr-3 flex rounded-lg border border-line bg-raised shadow-rest">
        {pages.length > 1 && (
          <PageField
            page={shownIndex + 1}
            pages={pages.length}
            onPage={(page) => scroller?.scrollTo({ top: startOf(page - 1) + 8 })}
          />
        )}
        <IconButton
          label="Smaller"
          icon={ZoomOut}
          disabled={zoom <= zooms[0]!}
          onClick={() => setZoom(zooms[zooms.indexOf(zoom) - 1]!)}
        />
        <IconButton
          label="Larger"
          icon={ZoomIn}
          disabled={zoom >= zooms.at(-1)!}
          onClick={() => setZoom(zooms[zooms.indexOf(zoom) + 1]!)}
        />
      </div>
      <div className="relative" style={{ height: rows.getTotalSize(), minWidth: widest * scale + 32 }}>
        {rows.getVirtualItems().map((row) => {
          const page = pages[row.index]!;
          const width = page.width ?? usualSize.width;
          const height = page.height ?? usualSize.height;
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
