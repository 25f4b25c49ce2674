import { memo, type ReactNode } from 'react';
import type { PageSummary } from '../../preload/contract/index.ts';
import { useCall } from '../transport/calls.ts';
import { classNames } from '../ui/class-names.ts';
import {
  type FetchedText,
  fetchRange,
  type Piece,
  piecesOf,
  runsOf,
  segmentCount,
  segmentStart,
  type TextMark,
} from './segments.ts';
import { type Cell, tableCells } from './table-cells.ts';

const pageWords: Record<PageSummary['kind'], string> = {
  text: '',
  empty: 'empty',
  scanned: 'scanned, without text',
  suspicious: 'its text may be garbled',
};

/** One segment of a document's text, fetched when it comes near the window. */
export const Segment = memo(function Segment({
  documentId,
  segment,
  length,
  pages,
  marks,
  target,
}: {
  documentId: string;
  segment: number;
  length: number;
  pages: readonly PageSummary[];
  marks: readonly TextMark[];
  /** The offset that is to be brought into view. */
  target: number | null;
}) {
  const { data, error } = useCall('document.text', { id: documentId, ...fetchRange(segment, length) });
  if (error) return <p className="py-4 text-sm text-bad">{error.message}</p>;
  // Stands in for the text at about its height, so that the list does not jump when it arrives.
  if (!data) return <div className="h-240" aria-busy="true" />;
  const from = segmentStart(segment, length, data);
  const isLast = segment === segmentCount(length) - 1;
  const to = isLast ? length : segmentStart(segment + 1, length, data);
  const begun =
    pages.length > 1
      ? pages.filter(({ start }) => start >= from && (start < to || (isLast && start === to)))
      : [];
  const pieces = piecesOf(segment, length, data);
  const here = target !== null && target >= from && target < to ? drawnOffset(pieces, data, target) : null;
  return <>{drawn(pieces, begun, data, marks, here)}</>;
});

/** The first offset from `target` on that is drawn: white space and what parts the cells of a table is not. */
function drawnOffset(pieces: readonly Piece[], fetched: FetchedText, target: number): number | null {
  const piece = pieces.find(({ end }) => end > target) ?? pieces.at(-1);
  if (!piece) return null;
  const cells = cellsOf(piece, fetched)?.flat();
  const cell = cells?.find(({ start, end }) => end > target && end > start);
  const { start, end } = cell ?? piece;
  return Math.min(Math.max(start, target), end - 1);
}

function cellsOf({ kind, start, end }: Piece, fetched: FetchedText): Cell[][] | null {
  return kind === 'table'
    ? tableCells(fetched.text.slice(start - fetched.start, end - fetched.start), start)
    : null;
}

/** The pieces with a marker wherever a page begins. */
function drawn(
  pieces: readonly Piece[],
  pages: readonly PageSummary[],
  fetched: FetchedText,
  marks: readonly TextMark[],
  target: number | null,
) {
  const elements: ReactNode[] = [];
  let next = 0;
  const pagesUpTo = (offset: number) => {
    for (; next < pages.length && pages[next]!.start <= offset; next++)
      elements.push(<PageMarker key={`page ${pages[next]!.number}`} page={pages[next]!} />);
  };
  for (const piece of pieces) {
    pagesUpTo(piece.start);
    let { start } = piece;
    // A block that goes on over a page is cut where the page begins.
    while (next < pages.length && pages[next]!.start < piece.end) {
      const cut = pages[next]!.start;
      elements.push(
        <PieceText key={start} piece={{ ...piece, start, end: cut }} {...{ fetched, marks, target }} />,
      );
      pagesUpTo(cut);
      start = cut;
    }
    elements.push(<PieceText key={start} piece={{ ...piece, start }} {...{ fetched, marks, target }} />);
  }
  pagesUpTo(Number.MAX_SAFE_INTEGER);
  return elements;
}

function PageMarker({ page }: { page: PageSummary }) {
  const note = pageWords[page.kind];
  return (
    <div className="page-marker" data-page={page.number}>
      <span className={classNames(page.kind !== 'text' && 'text-warn')}>
        Page {page.number}
        {note && ` · ${note}`}
      </span>
    </div>
  );
}

interface PieceProps {
  piece: Piece;
  fetched: FetchedText;
  marks: readonly TextMark[];
  target: number | null;
}

function PieceText({ piece, fetched, marks, target }: PieceProps) {
  const runs = <Runs start={piece.start} end={piece.end} {...{ fetched, marks, target }} />;
  if (piece.kind === 'heading')
    return (
      // biome-ignore lint/a11y/useSemanticElements: the level is the document's own
      <div
        role="heading"
        aria-level={Math.min(6, (piece.level ?? 1) + 2)}
        className={`piece piece-heading level-${piece.level ?? 1}`}
        dir="auto"
      >
        {runs}
      </div>
    );
  const rows = cellsOf(piece, fetched);
  if (rows) return <Table rows={rows} {...{ fetched, marks, target }} />;
  return (
    <div className={`piece piece-${piece.kind}`} dir="auto">
      {runs}
    </div>
  );
}

function Table({ rows, ...rest }: Omit<PieceProps, 'piece'> & { rows: readonly Cell[][] }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for form fields
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div className="piece piece-cells" role="group" tabIndex={0} aria-label="Table" dir="auto">
      <table>
        <tbody>
          {rows.map((row) => (
            <tr key={row[0]?.start}>
              {row.map((cell) => (
                <td key={cell.start}>
                  <Runs start={cell.start} end={cell.end} {...rest} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A stretch of text, cut where marks begin and end. Every run carries its offset, by which selections are found. */
function Runs({
  start,
  end,
  fetched,
  marks,
  target,
}: Omit<PieceProps, 'piece'> & { start: number; end: number }) {
  return runsOf(start, end, marks, target).map((run) => {
    const text = fetched.text.slice(run.start - fetched.start, run.end - fetched.start).replaceAll('\f', ' ');
    const isTarget = target !== null && target >= run.start && target < run.end;
    const attributes = { 'data-at': run.start, ...(isTarget ? { 'data-target': '' } : {}) };
    return run.kinds.length === 0 ? (
      <span key={run.start} {...attributes}>
        {text}
      </span>
    ) : (
      <mark key={run.start} data-mark={run.kinds.join(' ')} {...attributes}>
        {text}
      </mark>
    );
  });
}
