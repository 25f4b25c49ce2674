import {
  Ellipsis,
  FileSearch,
  Info,
  LibraryBig,
  MessageSquarePlus,
  RotateCcw,
  Trash2,
  X,
} from 'lucide-react';
import type { DocumentSummary, Passage } from '../../preload/contract/index.ts';
import { StateIcon } from '../conversation/document-chip.tsx';
import { openPassage, Snippet } from '../conversation/source-card.tsx';
import { stateSentence, stateText } from '../conversation/state-text.ts';
import { openPlace } from '../page/opened.ts';
import { useAction } from '../transport/calls.ts';
import { IconButton } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { bytes, count, exactly, fraction, when } from '../ui/figures.ts';
import { Menu, MenuItem, MenuLine } from '../ui/menu.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { useAskAbout } from './ask-about.ts';
import { useRemoveDocuments } from './remove-documents.ts';

/** The cells of one document. */
export function DocumentRow({
  document,
  query,
  found,
  selected,
  onToggle,
}: {
  document: DocumentSummary;
  /** What the library is searched for; opening a document finds it there. */
  query: string;
  /** The passage in it that fits the search best. */
  found: Passage | null;
  selected: boolean;
  onToggle: () => void;
}) {
  const { id, fileName, title, status, pages, words, conversations, addedAt, tags, type } = document;
  const reread = useAction('document.reread');
  const cancel = useAction('document.cancel');
  const describe = useAction('document.describe');
  const askAbout = useAskAbout();
  const remove = useRemoveDocuments();
  const busy = status === 'reading' || status === 'queued';
  const bad = status === 'failed' || status === 'needs-password';
  const open = () =>
    found
      ? openPassage(found, query || null, null)
      : openPlace({ documentId: id, tab: status === 'ready' ? null : 'report', question: query || null });
  return (
    // biome-ignore-start lint/a11y/useSemanticElements: rows that are laid out by hand cannot be a <table>
    <>
      <div role="cell" className="flex w-5">
        <input
          type="checkbox"
          aria-label={`Select ${fileName}`}
          className="size-4 accent-accent"
          checked={selected}
          onChange={onToggle}
        />
      </div>
      <div role="cell" className="flex min-w-0 flex-1 items-center gap-3">
        <StateIcon document={document} />
        <div className="min-w-0 flex-1">
          <div className="flex min-w-0 items-center gap-2">
            <button
              type="button"
              onClick={open}
              title={title === fileName ? fileName : `${title}\n${fileName}`}
              className="min-w-0 truncate text-left text-sm font-medium hover:underline"
            >
              {fileName}
            </button>
            {tags.map((tag) => (
              <span
                key={tag}
                className="shrink-0 rounded-md bg-sunken px-1.5 text-xs text-ink-2 @max-3xl:hidden"
              >
                {tag}
              </span>
            ))}
          </div>
          {busy ? (
            <ProgressBar
              value={status === 'queued' ? 0 : fraction(document.progress)}
              label={`${fileName}: ${stateText(document)}`}
              height="h-1"
              className="mt-1 max-w-72"
            />
          ) : found && !bad ? (
            <p className="truncate text-xs text-ink-2" dir="auto">
              {pages > 1 && <span className="text-ink-3">Page {count(found.page)} · </span>}
              <Snippet passage={found} lead={30} />
            </p>
          ) : (
            <p
              title={stateSentence(document)}
              className={classNames('truncate text-xs', bad ? 'text-bad' : 'text-ink-2')}
            >
              {bad
                ? (document.error ?? stateText(document))
                : `${type.toUpperCase()}, ${bytes(document.bytes)}${
                    document.doubtfulPages > 0 ? `, ${stateText(document)}` : ''
                  }${document.inLibrary ? '' : ', only in conversations'}`}
            </p>
          )}
        </div>
      </div>
      <div role="cell" className="tabular w-18 text-right text-sm text-ink-2 @max-2xl:hidden">
        {pages > 0 ? count(pages) : ''}
      </div>
      <div role="cell" className="tabular w-22 text-right text-sm text-ink-2 @max-4xl:hidden">
        {words > 0 ? count(words) : ''}
      </div>
      <div role="cell" className="tabular w-20 text-right text-sm text-ink-2 @max-3xl:hidden">
        {conversations > 0 ? count(conversations) : ''}
      </div>
      <div role="cell" className="tabular w-24 text-right text-sm text-ink-2 @max-lg:hidden">
        <time dateTime={new Date(addedAt).toISOString()} title={exactly(addedAt)}>
          {when(addedAt)}
        </time>
      </div>
      <div role="cell" className="w-8">
        <Menu trigger={<IconButton label={`More about ${fileName}`} icon={Ellipsis} />}>
          <MenuItem icon={FileSearch} onSelect={open}>
            Open
          </MenuItem>
          <MenuItem icon={MessageSquarePlus} disabled={bad} onSelect={() => void askAbout([id])}>
            Ask about it
          </MenuItem>
          <MenuItem icon={Info} onSelect={() => openPlace({ documentId: id, tab: 'report' })}>
            Report
          </MenuItem>
          {!document.inLibrary && (
            <MenuItem icon={LibraryBig} onSelect={() => describe.mutate({ id, inLibrary: true })}>
              Put into the library
            </MenuItem>
          )}
          {busy ? (
            <MenuItem icon={X} onSelect={() => cancel.mutate({ id })}>
              Stop reading
            </MenuItem>
          ) : (
            <MenuItem icon={RotateCcw} onSelect={() => reread.mutate({ id })}>
              Read again
            </MenuItem>
          )}
          <MenuLine />
          <MenuItem icon={Trash2} danger onSelect={() => void remove([document])}>
            Remove…
          </MenuItem>
        </Menu>
      </div>
    </>
    // biome-ignore-end lint/a11y/useSemanticElements: rows that are laid out by hand cannot be a <table>
  );
}
