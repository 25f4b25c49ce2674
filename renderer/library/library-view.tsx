import { FolderSync, LibraryBig, Plus, Search, SearchX } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useAddFiles } from '../drop/add-files.ts';
import { chooseFiles } from '../drop/choose-files.ts';
import { DropZone } from '../drop/drop-zone.tsx';
import { ViewHeader } from '../shell/view-header.tsx';
import { useCall } from '../transport/calls.ts';
import { AlsoLookedFor } from '../ui/also-looked-for.tsx';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { EmptyState, FailedState } from '../ui/empty-state.tsx';
import { counted } from '../ui/figures.ts';
import { Menu, MenuItem } from '../ui/menu.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { useSettledQuery } from '../ui/settled.ts';
import { DocumentTable } from './document-table.tsx';
import { FoldersDialog } from './folders-dialog.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { nextSorting, type Sorting, sorted } from './sorting.ts';

const newestFirst: Sorting = { key: 'added', descending: true };

/** Every document there is, to find, sort, tag, ask about and remove. */
export function LibraryView() {
  const [query, setQuery] = useState('');
  const [tag, setTag] = useState<string | null>(null);
  const [chosenSorting, setSorting] = useState<Sorting | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const [folders, setFolders] = useState(false);
  const asked = useSettledQuery(query);
  const { data, error, refetch } = useCall(
    'document.list',
    { ...(asked ? { query: asked } : {}), ...(tag ? { tag } : {}) },
    { keepPrevious: true },
  );
  // What fits a search best comes first, until the person wants another order.
  const sorting = chosenSorting ?? (asked ? null : newestFirst);
  const documents = useMemo(
    () => (sorting ? sorted(data?.documents ?? [], sorting) : (data?.documents ?? [])),
    [data, sorting],
  );
  const found = useMemo(
    () => new Map(data?.found.map((passage) => [passage.documentId as string, passage])),
    [data],
  );
  const destination = useMemo(() => ({ to: 'library' as const }), []);
  const { add, adding } = useAddFiles(destination);
  const choose = async (what: 'files' | 'folder') => {
    const items = await chooseFiles(what);
    if (items.length > 0) await add(items);
  };
  const reading = documents.filter(({ status }) => status === 'reading' || status === 'queued').length;
  const nothingAtAll = data?.documents.length === 0 && !asked && !tag;
  return (
    <DropZone
      title="Add to the library"
      text="Every conversation without documents of its own searches the library."
      onItems={(items) => void add(items)}
    >
      <ViewHeader title="Library">
        <Button look="quiet" icon={FolderSync} onClick={() => setFolders(true)}>
          <span className="max-sm:sr-only">Watched folders</span>
        </Button>
        <Menu trigger={<Button icon={Plus}>Add</Button>}>
          <MenuItem onSelect={() => void choose('files')}>Files…</MenuItem>
          <MenuItem onSelect={() => void choose('folder')}>Folder…</MenuItem>
          <MenuItem onSelect={() => setFolders(true)}>Watch a folder…</MenuItem>
        </Menu>
      </ViewHeader>
      <div className="flex min-h-0 flex-1 flex-col px-3 sm:px-5">
        <div className="flex flex-wrap items-center gap-2 pb-3">
          <div className="relative min-w-48 flex-1">
            <Search aria-hidden className="pointer-events-none absolute top-2.5 left-3 size-4 text-ink-3" />
            <input
              type="search"
              aria-label="Search the library"
              placeholder="Search by name or content"
              className="field pl-9"
              value={query}
              onChange={(event) => setQuery(event.target.value)}
            />
          </div>
          <p role="status" className="tabular text-sm text-ink-2">
            {data ? counted(documents.length, 'document') : ''}
            {reading > 0 && `, ${counted(reading, 'is', 'are')} being read`}
          </p>
        </div>
        {asked && data && <AlsoLookedFor words={data.alsoLookedFor} className="pb-3" />}
        {data && data.tags.length > 0 && (
          <ul aria-label="Tags" className="flex flex-wrap gap-1.5 pb-3">
            {data.tags.map((name) => (
              <li key={name}>
                <button
                  type="button"
                  aria-pressed={tag === name}
                  onClick={() => setTag(tag === name ? null : name)}
                  className={classNames(
                    'chip min-h-6 hover:bg-hover',
                    tag === name && 'border-accent bg-accent-soft text-accent',
                  )}
                >
                  {name}
                </button>
              </li>
            ))}
          </ul>
        )}
        {adding && (
          <div role="status" className="pb-3 text-sm text-ink-2">
            <p className="truncate">{adding.what}</p>
            <ProgressBar
              value={adding.progress && adding.progress.sentBytes / Math.max(1, adding.progress.totalBytes)}
              label={adding.what}
              height="h-1"
              className="mt-1.5"
            />
          </div>
        )}
        {selected.size > 0 && (
          <SelectionBar
            documents={documents.filter(({ id }) => selected.has(id))}
            onClear={() => setSelected(new Set())}
          />
        )}
        {error && <FailedState message={error.message} onRetry={() => void refetch()} />}
        {nothingAtAll && (
          <EmptyState icon={LibraryBig} title="Your library is empty">
            <p>Drop files or folders here. Bittern reads them once and finds what you ask in all of them.</p>
            <Button look="primary" icon={Plus} className="mt-5" onClick={() => void choose('files')}>
              Add files
            </Button>
          </EmptyState>
        )}
        {data && documents.length === 0 && !nothingAtAll && (
          <EmptyState icon={SearchX} title="No document fits">
            <p>Neither a name nor a text contains {asked ? `“${asked}”` : 'that'}. Try fewer words.</p>
          </EmptyState>
        )}
        {documents.length > 0 && (
          <DocumentTable
            documents={documents}
            query={asked}
            found={found}
            sorting={sorting}
            onSort={(key) => setSorting(nextSorting(sorting ?? newestFirst, key))}
            selected={selected}
            onSelected={setSelected}
          />
        )}
      </div>
      <FoldersDialog open={folders} onOpenChange={setFolders} />
    </DropZone>
  );
}
