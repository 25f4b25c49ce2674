import { FolderSync, LibraryBig, Plus, Search, SearchX } from 'lucide-react';
import { useCallback, useMemo, useState } from 'react';
import type { DocumentOrder } from '../../preload/contract/index.ts';
import { useAddFiles } from '../drop/add-files.ts';
import { chooseFiles } from '../drop/choose-files.ts';
import { DropZone } from '../drop/drop-zone.tsx';
import { ViewHeader } from '../shell/view-header.tsx';
import { AlsoLookedFor } from '../ui/also-looked-for.tsx';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { EmptyState, FailedState } from '../ui/empty-state.tsx';
import { counted } from '../ui/figures.ts';
import { Menu, MenuItem } from '../ui/menu.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { useSettledQuery } from '../ui/settled.ts';
import { partsOf, useDocumentList } from './document-list.ts';
import { DocumentTable } from './document-table.tsx';
import { FoldersDialog } from './folders-dialog.tsx';
import { useSelection } from './selection.ts';
import { SelectionBar } from './selection-bar.tsx';
import { nextSorting } from './sorting.ts';

const newestFirst: DocumentOrder = { key: 'added', descending: true };

/** Every document there is, to find, sort, tag, ask about and remove. */
export function LibraryView() {
  const [query, setQuery] = useState('');
  const [tag, setTag] = useState<string | null>(null);
  const [chosenSorting, setSorting] = useState<DocumentOrder | null>(null);
  const [shown, setShown] = useState(partsOf(0, 0));
  const selection = useSelection();
  const [folders, setFolders] = useState(false);
  const asked = useSettledQuery(query);
  // What fits a search best comes first, until the person wants another order.
  const sorting = chosenSorting ?? (asked ? null : newestFirst);
  const filter = useMemo(
    () => ({
      ...(asked ? { query: asked } : {}),
      ...(tag ? { tag } : {}),
      ...(sorting ? { order: sorting } : {}),
    }),
    [asked, tag, sorting],
  );
  const list = useDocumentList(filter, shown);
  const { about, error, total } = list;
  const show = useCallback((first: number, last: number) => {
    const parts = partsOf(first, last);
    setShown((before) => (before.first === parts.first && before.last === parts.last ? before : parts));
  }, []);
  const destination = useMemo(() => ({ to: 'library' as const }), []);
  const { add, adding } = useAddFiles(destination);
  const choose = async (what: 'files' | 'folder') => {
    const items = await chooseFiles(what);
    if (items.length > 0) await add(items);
  };
  const reading = about?.unread ?? 0;
  const nothingAtAll = about?.total === 0 && !asked && !tag;
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
            {about ? counted(total, 'document') : ''}
            {reading > 0 && `, ${counted(reading, 'is', 'are')} being read`}
          </p>
        </div>
        {asked && about && <AlsoLookedFor words={about.alsoLookedFor} className="pb-3" />}
        {about && about.tags.length > 0 && (
          <ul aria-label="Tags" className="flex flex-wrap gap-1.5 pb-3">
            {about.tags.map((name) => (
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
        {selection.chosen.size > 0 && (
          <SelectionBar documents={[...selection.chosen.values()]} onClear={selection.clear} />
        )}
        {error && <FailedState message={error.message} onRetry={list.retry} />}
        {nothingAtAll && (
          <EmptyState icon={LibraryBig} title="Your library is empty">
            <p>Drop files or folders here. Bittern reads them once and finds what you ask in all of them.</p>
            <Button look="primary" icon={Plus} className="mt-5" onClick={() => void choose('files')}>
              Add files
            </Button>
          </EmptyState>
        )}
        {about && total === 0 && !nothingAtAll && (
          <EmptyState icon={SearchX} title="No document fits">
            <p>Neither a name nor a text contains {asked ? `“${asked}”` : 'that'}. Try fewer words.</p>
          </EmptyState>
        )}
        {total > 0 && (
          <DocumentTable
            list={list}
            filter={filter}
            sorting={sorting}
            onSort={(key) => setSorting(nextSorting(sorting ?? newestFirst, key))}
            selection={selection}
            onShown={show}
          />
        )}
      </div>
      <FoldersDialog open={folders} onOpenChange={setFolders} />
    </DropZone>
  );
}
