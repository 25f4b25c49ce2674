import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { DocumentOrder } from '../../preload/contract/index.ts';
import { classNames } from '../ui/class-names.ts';
import type { DocumentList, ListFilter } from './document-list.ts';
import { DocumentRow } from './document-row.tsx';
import type { Selection } from './selection.ts';

const rowHeight = 52;

const columns: readonly { key: DocumentOrder['key']; label: string; className: string }[] = [
  { key: 'name', label: 'Name', className: 'min-w-0 flex-1' },
  { key: 'pages', label: 'Pages', className: 'w-18 justify-end @max-2xl:hidden' },
  { key: 'words', label: 'Words', className: 'w-22 justify-end @max-4xl:hidden' },
  { key: 'used', label: 'Used in', className: 'w-20 justify-end @max-3xl:hidden' },
  { key: 'added', label: 'Added', className: 'w-24 justify-end @max-lg:hidden' },
];

/** The documents as rows, of which only those near the window exist. */
export function DocumentTable({
  list,
  filter,
  sorting,
  onSort,
  selection,
  onShown,
}: {
  list: DocumentList;
  filter: ListFilter;
  /** Null: in the order given. */
  sorting: DocumentOrder | null;
  onSort: (key: DocumentOrder['key']) => void;
  selection: Selection;
  /** Hears which lines are near the window. */
  onShown: (first: number, last: number) => void;
}) {
  const { chosen, gathering } = selection;
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: list.total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  });
  const items = rows.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => onShown(first, last), [first, last, onShown]);
  // Another list begins at its top.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the change of the filter that matters
  useEffect(() => {
    scroller.current?.scrollTo({ top: 0 });
  }, [filter]);
  // Parts come one after the other: while a document has moved from one into the next, both have it.
  const drawn = new Set<string>();
  const lines = items.map((item) => {
    const document = list.at(item.index);
    const isAgain = document !== undefined && drawn.has(document.id);
    if (document) drawn.add(document.id);
    return { item, document: isAgain ? undefined : document };
  });
  const all =
    chosen.size >= list.total && lines.every(({ document }) => !document || chosen.has(document.id));
  return (
    // biome-ignore-start lint/a11y/useSemanticElements: rows that are laid out by hand cannot be a <table>
    // biome-ignore-start lint/a11y/useFocusableInteractive: rows and headers hold what can be focused
    <div
      role="table"
      aria-label="Documents"
      aria-rowcount={list.total + 1}
      className="@container flex min-h-0 flex-1 flex-col"
    >
      <div role="rowgroup">
        <div
          role="row"
          aria-rowindex={1}
          className="flex items-center gap-3 border-b border-line px-2 pb-1.5 text-xs text-ink-2"
        >
          <div role="columnheader" className="flex w-5">
            <input
              type="checkbox"
              aria-label="Select all"
              className="size-4 accent-accent"
              checked={all || gathering}
              disabled={gathering}
              onChange={() => (all ? selection.clear() : void selection.addAll(filter))}
            />
          </div>
          {columns.map(({ key, label, className }) => (
            <div
              key={key}
              role="columnheader"
              aria-sort={sorting?.key === key ? (sorting.descending ? 'descending' : 'ascending') : 'none'}
              className={classNames('flex', className)}
            >
              <button
                type="button"
                onClick={() => onSort(key)}
                className="flex items-center gap-1 rounded py-0.5 font-medium hover:text-ink"
              >
                {label}
                {sorting?.key === key &&
                  (sorting.descending ? (
                    <ArrowDown aria-hidden className="size-3" />
                  ) : (
                    <ArrowUp aria-hidden className="size-3" />
                  ))}
              </button>
            </div>
          ))}
          <div role="columnheader" className="w-8">
            <span className="sr-only">Actions</span>
          </div>
        </div>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <div ref={scroller} role="rowgroup" tabIndex={0} className="min-h-0 flex-1 overflow-y-auto pb-8">
        <div role="presentation" className="relative" style={{ height: rows.getTotalSize() }}>
          {lines.map(({ item, document }) => (
            <div
              key={document?.id ?? item.index}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={document && chosen.has(document.id)}
              className={classNames(
                'absolute inset-x-0 top-0 flex items-center gap-3 border-b border-line/70 px-2 hover:bg-hover/60',
                document && chosen.has(document.id) && 'bg-accent-soft',
              )}
              style={{ height: rowHeight, transform: `translateY(${item.start}px)` }}
            >
              {document ? (
                <DocumentRow
                  document={document}
                  query={filter.query ?? ''}
                  found={list.passageOf(document.id)}
                  selected={chosen.has(document.id)}
                  onToggle={() => selection.toggle(document)}
                />
              ) : (
                <div role="cell" className="ml-8 h-3 w-2/5 rounded bg-sunken">
                  <span className="sr-only">On its way</span>
                </div>
              )}
            </div>
          ))}
        </div>
      </div>
    </div>
    // biome-ignore-end lint/a11y/useFocusableInteractive: rows and headers hold what can be focused
    // biome-ignore-end lint/a11y/useSemanticElements: rows that are laid out by hand cannot be a <table>
  );
}
