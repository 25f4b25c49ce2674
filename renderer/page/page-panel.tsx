import { Search, X } from 'lucide-react';
import { Tabs } from 'radix-ui';
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from 'react';
import { useFocusBack } from '../focus/focus-back.ts';
import { useCall } from '../transport/calls.ts';
import { IconButton } from '../ui/button.tsx';
import { FailedState } from '../ui/empty-state.tsx';
import { useShortcut, useShortcutText } from '../ui/shortcut.ts';
import { FindBar } from './find-bar.tsx';
import { closePlace, type OpenedPlace } from './opened.ts';
import { ReportView } from './report-view.tsx';
import type { Target } from './scroll-to-target.ts';
import type { TextMark } from './segments.ts';
import { useSelectedText } from './selection.ts';
import { SelectionBar } from './selection-bar.tsx';
import { type Spot, type SpotInBoth, type SpotTeller, useSpotInBoth } from './spot.ts';
import { TextView } from './text-view.tsx';
import { useFind } from './use-find.ts';
import { WhyPanel } from './why-panel.tsx';

const PdfView = lazy(() =>
  import('./pdf-view.tsx').catch(() => ({
    default: () => (
      <p className="p-8 text-center text-sm text-ink-2">
        Pages cannot be drawn now. Load the window again; the text is under Text.
      </p>
    ),
  })),
);

type Tab = 'page' | 'text' | 'report';

/** The tab that was turned to, and where the reader was before. */
interface Turned {
  tab: Tab;
  /** The opening of the document in which it was. */
  turn: number;
  spot: Spot | null;
  /** The place that was found, when a search had found one. */
  foundTurn: string;
  /** Counts how often was turned. */
  at: number;
}

/** What the text is to show: where the reader was or, if they had not left it, what is marked. */
function targetOf(
  marked: number | null,
  turn: string,
  at: number,
  readsOn: SpotInBoth | null | undefined,
): Target | null {
  // A text begins at its beginning by itself.
  if (readsOn)
    return readsOn.offset === 0 ? null : { offset: readsOn.offset, turn: `${turn}:${at}`, spot: readsOn };
  return marked === null ? null : { offset: marked, turn };
}

/** A document beside what is being read, at the passage that was asked for. */
export function PagePanel({ place }: { place: OpenedPlace }) {
  const { documentId } = place;
  const detail = useCall('document.get', { id: documentId });
  const document = detail.data;
  const ready = document?.status === 'ready';
  const pagesCall = useCall('document.pages', { id: documentId }, { enabled: ready });
  const pages = useMemo(() => pagesCall.data?.pages ?? [], [pagesCall.data]);
  const length = pages.at(-1)?.end ?? 0;
  const drawable = document?.type === 'pdf' && ready;

  const [turned, setTurned] = useState<Turned | null>(null);
  const current = turned?.turn === place.turn ? turned : null;
  const tab = current?.tab ?? place.tab ?? (drawable ? 'page' : 'text');
  const teller = useRef<SpotTeller>(null);
  const arrival = useSpotInBoth(documentId, pages, current?.spot ?? null);
  const [zoomed, setZoomed] = useState({ documentId, zoom: 1 });
  const [finding, setFinding] = useState(false);
  const findBar = useFocusBack(finding);
  const [query, setQuery] = useState('');
  const [nth, setNth] = useState(0);
  const [steps, setSteps] = useState(0);
  const [why, setWhy] = useState<{ start: number; end: number } | null>(null);
  const [body, setBody] = useState<HTMLElement | null>(null);
  const selected = useSelectedText(body);
  const { found, searched } = useFind(documentId, length, finding ? query : '');
  const shownPlace = found[nth];

  // biome-ignore lint/correctness/useExhaustiveDependencies: another search begins at its first place
  useEffect(() => setNth(0), [query, documentId]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another document has other selections
  useEffect(() => setWhy(null), [documentId]);

  const marks = useMemo<TextMark[]>(
    () => [
      ...(place.passage ? [{ ...place.passage, kind: 'passage' as const }] : []),
      ...(place.highlight ? [{ ...place.highlight, kind: 'highlight' as const }] : []),
      ...found.map((at) => ({ ...at, kind: 'found' as const })),
      ...(shownPlace ? [{ ...shownPlace, kind: 'found-now' as const }] : []),
    ],
    [place, found, shownPlace],
  );
  const marked =
    finding && shownPlace ? shownPlace.start : (place.highlight?.start ?? place.passage?.start ?? null);
  const foundTurn = finding && shownPlace ? `${marked}:${steps}` : '';
  // Who turned to this tab reads on where they were, until another place is found.
  const readsOn = current?.spot && current.foundTurn === foundTurn ? arrival : null;
  const target = targetOf(marked, `${place.turn}:${foundTurn}`, current?.at ?? 0, readsOn);

  // What was found in the text is shown on its page, too.
  const onPages = useMemo(
    () => (finding && shownPlace ? { ...place, passage: shownPlace, highlight: null } : place),
    [place, finding, shownPlace],
  );

  const turnTo = (next: Tab) => {
    // What is not read, as the report, leaves the reader where they were.
    const spot = teller.current ? teller.current.spot(true) : (current?.spot ?? null);
    setTurned({ tab: next, turn: place.turn, spot, foundTurn, at: (current?.at ?? 0) + 1 });
  };
  const closeFind = () => {
    // What was found is not marked any more, but it is where the reader is.
    const spot = teller.current?.spot(false) ?? null;
    setTurned({ tab: 'text', turn: place.turn, spot, foundTurn: '', at: (current?.at ?? 0) + 1 });
    setFinding(false);
  };
  const openFind = () => {
    if (tab !== 'text') turnTo('text');
    setFinding(true);
  };
  useShortcut({ key: 'f', mod: true }, openFind, ready);
  const written = useShortcutText();
  const step = (by: 1 | -1) => {
    if (found.length === 0) return;
    setNth((nth + by + found.length) % found.length);
    setSteps(steps + 1);
  };

  return (
    <Tabs.Root
      value={tab}
      onValueChange={(next) => turnTo(next as Tab)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        closePlace();
      }}
      className="flex h-full min-w-0 flex-col"
    >
      <header className="flex h-13 shrink-0 items-center gap-2 border-b border-line px-3">
        <h2 className="min-w-0 flex-1 truncate pl-1 text-sm font-semibold" title={document?.title}>
          {document?.fileName ?? ''}
        </h2>
        <Tabs.List aria-label="What to show of this document" className="flex rounded-lg bg-sunken p-0.5">
          {drawable && <TabButton value="page">Page</TabButton>}
          {ready && <TabButton value="text">Text</TabButton>}
          {document && <TabButton value="report">Report</TabButton>}
        </Tabs.List>
        {ready && (
          <IconButton
            label="Find in this document"
            hint={written({ key: 'f', mod: true })}
            icon={Search}
            aria-pressed={finding}
            onClick={openFind}
          />
        )}
        <IconButton label="Close the document" icon={X} onClick={closePlace} />
      </header>
      {finding && tab === 'text' && (
        <FindBar
          ref={findBar}
          query={query}
          onQuery={setQuery}
          places={found.length}
          current={nth}
          searching={searched < length}
          onStep={step}
          onClose={closeFind}
        />
      )}
      <section
        ref={setBody}
        // Another tab or document starts with its own scroll position.
        key={`${documentId}:${tab}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={document ? `${document.fileName}, ${tab}` : 'Document'}
        className="min-h-0 flex-1 overflow-auto overscroll-contain outline-offset-[-3px]"
      >
        {detail.error && (
          <FailedState
            message={detail.error.message}
            onRetry={detail.error.code === 'not-found' ? undefined : () => void detail.refetch()}
          />
        )}
        {document && tab === 'report' && (
          <Tabs.Content value="report" tabIndex={-1}>
            <ReportView document={document} pages={pages} />
          </Tabs.Content>
        )}
        {drawable && tab === 'page' && pages.length > 0 && (
          <Tabs.Content value="page" tabIndex={-1} className="min-h-full bg-sunken">
            <Suspense fallback={null}>
              <PdfView
                place={onPages}
                pages={pages}
                scroller={body}
                zoom={zoomed.documentId === documentId ? zoomed.zoom : 1}
                onZoom={(zoom) => setZoomed({ documentId, zoom })}
                arrival={readsOn}
                teller={teller}
              />
            </Suspense>
          </Tabs.Content>
        )}
        {ready && tab === 'text' && pagesCall.data && readsOn !== undefined && (
          <Tabs.Content value="text" tabIndex={-1} className="pt-5">
            {length === 0 ? (
              <p className="p-8 text-center text-sm text-ink-2">
                No text was found in this document. See its report.
              </p>
            ) : (
              <TextView
                documentId={documentId}
                type={document.type}
                length={length}
                pages={pages}
                marks={marks}
                marked={marked}
                target={target}
                scroller={body}
                teller={teller}
              />
            )}
          </Tabs.Content>
        )}
        {document && !ready && tab !== 'report' && (
          <p className="p-8 text-center text-sm text-ink-2">
            This document has not been read yet. See its report.
          </p>
        )}
      </section>
      {selected && !why && tab !== 'report' && (
        <SelectionBar documentId={documentId} selected={selected} pages={pages} onWhy={setWhy} />
      )}
      {why && (
        <WhyPanel
          key={`${why.start}:${why.end}`}
          documentId={documentId}
          range={why}
          question={place.question}
          messageId={place.messageId}
          onClose={() => setWhy(null)}
        />
      )}
    </Tabs.Root>
  );
}

function TabButton({ value, children }: { value: Tab; children: string }) {
  return (
    <Tabs.Trigger
      value={value}
      className="rounded-[7px] px-2.5 py-1 text-xs font-medium text-ink-2 hover:text-ink data-[state=active]:bg-raised data-[state=active]:text-ink data-[state=active]:shadow-rest"
    >
      {children}
    </Tabs.Trigger>
  );
}
