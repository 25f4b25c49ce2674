import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useRef } from 'react';
import type { DocumentSummary, Passage } from '../../preload/contract/index.ts';
import { classNames } from '../ui/class-names.ts';
import { DocumentRow } from './document-row.tsx';
import type { Sorting, SortKey } from './sorting.ts';

const rowHeight = 52;

const columns: readonly { key: SortKey; label: string; className: string }[] = [
  { key: 'name', label: 'Name', className: 'min-w-0 flex-1' },
  { key: 'pages', label: 'Pages', className: 'w-18 justify-end @max-2xl:hidden' },
  { key: 'words', label: 'Words', className: 'w-22 justify-end @max-4xl:hidden' },
  { key: 'used', label: 'Used in', className: 'w-20 justify-end @max-3xl:hidden' },
  { key: 'added', label: 'Added', className: 'w-24 justify-end @max-lg:hidden' },
];

/** The documents as rows, of which only those near the window exist. */
export function DocumentTable({
  documents,
  query,
  found,
  sorting,
  onSort,
  selected,
  onSelected,
}: {
  documents: readonly DocumentSummary[];
  query: string;
  /** Where the query was found inside a document, by its id. */
  found: ReadonlyMap<string, Passage>;
  /** Null: in the order given. */
  sorting: Sorting | null;
  onSort: (key: SortKey) => void;
  selected: ReadonlySet<string>;
  onSelected: (selected: ReadonlySet<string>) => void;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: documents.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    getItemKey: (index) => documents[index]?.id ?? index,
  });
  const toggle = (id: string) => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    onSelected(next);
  };
  const all = documents.length > 0 && documents.every(({ id }) => selected.has(id));
  return (
    // biome-ignore-start lint/a11y/useSemanticElements: rows that are laid out by hand cannot be a <table>
    // biome-ignore-start lint/a11y/useFocusableInteractive: rows and headers hold what can be focused
    <div
      role="table"
      aria-label="Documents"
      aria-rowcount={documents.length + 1}
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
              checked={all}
              onChange={() => onSelected(new Set(all ? [] : documents.map(({ id }) => id)))}
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
          {rows.getVirtualItems().map((item) => {
            const document = documents[item.index];
            return (
              document && (
                <div
                  key={item.key}
                  role="row"
                  aria-rowindex={item.index + 2}
                  aria-selected={selected.has(document.id)}
                  className={classNames(
                    'absolute inset-x-0 top-0 flex items-center gap-3 border-b border-line/70 px-2 hover:bg-hover/60',
                    selected.has(document.id) && 'bg-accent-soft',
                  )}
                  style={{ height: rowHeight, transform: `translateY(${item.start}px)` }}
                >
                  <DocumentRow
                    document={document}
                    query={query}
                    found={found.get(document.id) ?? null}
                    selected={selected.has(document.id)}
                    onToggle={() => toggle(document.id)}
                  />
                </div>
              )
            );
          })}
        </div>
      </div>
    </div>
    // biome-ignore-end lint/a11y/useFocusableInteractive: rows and headers hold what can be focused
    // biome-ignore-end lint/a11y/useSemanticElements: rows that are laid out by hand cannot be a <table>
  );
}
