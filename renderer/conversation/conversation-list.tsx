import { useVirtualizer } from '@tanstack/react-virtual';
import { Ellipsis, Pencil, Search, Trash2, X } from 'lucide-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { ConversationSummary } from '../../preload/contract/index.ts';
import { fragmentOf, useRoute } from '../route/route.ts';
import { useCall } from '../transport/calls.ts';
import { classNames } from '../ui/class-names.ts';
import { exactly, when } from '../ui/figures.ts';
import { Menu, MenuItem } from '../ui/menu.tsx';
import { useRemoveConversation } from './remove-conversation.tsx';
import { RenameField } from './rename-field.tsx';

/** Height of a row in CSS pixels; rows of a search show what was found and are taller. */
const rowHeight = 40;
const foundRowHeight = 60;

/** Every conversation, newest first, with a search over titles and messages. */
export function ConversationList({ onChosen }: { onChosen?: () => void }) {
  const [query, setQuery] = useState('');
  const searched = query.trim();
  const { data } = useCall('conversation.list', searched ? { query: searched } : {}, { keepPrevious: true });
  const conversations = data?.conversations ?? [];
  const list = useRef<HTMLDivElement>(null);
  return (
    <div ref={list} className="flex min-h-0 flex-1 flex-col">
      <div className="relative px-3 pb-2">
        <Search aria-hidden className="pointer-events-none absolute top-2.5 left-6 size-4 text-ink-3" />
        <input
          type="search"
          id="search-conversations"
          aria-label="Search conversations"
          placeholder="Search conversations"
          className="field field-soft pr-8 pl-9 [&::-webkit-search-cancel-button]:hidden"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') {
              event.preventDefault();
              list.current?.querySelector<HTMLElement>('li a')?.focus();
            } else if (event.key === 'Escape' && query !== '') {
              event.preventDefault();
              setQuery('');
            }
          }}
        />
        {query !== '' && (
          <button
            type="button"
            aria-label="Clear the search"
            className="icon-button absolute top-1 right-4 size-6.5"
            onClick={() => setQuery('')}
          >
            <X aria-hidden className="size-3.5" />
          </button>
        )}
      </div>
      {data && conversations.length === 0 ? (
        <p className="px-5 py-4 text-sm text-ink-2">
          {searched ? `No conversation contains “${searched}”.` : 'Your conversations will be listed here.'}
        </p>
      ) : (
        <Rows conversations={conversations} found={searched !== ''} onChosen={onChosen} />
      )}
    </div>
  );
}

function Rows({
  conversations,
  found,
  onChosen,
}: {
  conversations: readonly ConversationSummary[];
  found: boolean;
  onChosen: (() => void) | undefined;
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const height = found ? foundRowHeight : rowHeight;
  const rows = useVirtualizer({
    count: conversations.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 12,
    getItemKey: (index) => conversations[index]?.id ?? index,
  });
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto px-2 pb-2">
      <ul aria-label="Conversations" className="relative" style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map((item) => {
          const conversation = conversations[item.index];
          return (
            conversation && (
              <li
                key={item.key}
                aria-setsize={conversations.length}
                aria-posinset={item.index + 1}
                className="absolute inset-x-0 top-0"
                style={{ height, transform: `translateY(${item.start}px)` }}
              >
                <Row conversation={conversation} found={found} onChosen={onChosen} />
              </li>
            )
          );
        })}
      </ul>
    </div>
  );
}

/** The arrow keys go from one conversation to the next: the rows near the window exist, so there is one. */
function toNeighbour(event: KeyboardEvent<HTMLAnchorElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  event.preventDefault();
  const row = event.currentTarget.closest('li');
  const next = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling;
  next?.querySelector('a')?.focus();
}

function Row({
  conversation,
  found,
  onChosen,
}: {
  conversation: ConversationSummary;
  found: boolean;
  onChosen: (() => void) | undefined;
}) {
  const route = useRoute();
  const [renaming, setRenaming] = useState(false);
  const remove = useRemoveConversation();
  const { id, title, preview, updatedAt, answering } = conversation;
  const current = route.view === 'conversation' && route.id === id;
  if (renaming)
    return (
      <div className="p-1">
        <RenameField conversation={conversation} onClose={() => setRenaming(false)} />
      </div>
    );
  return (
    <div
      className={classNames(
        'group relative flex h-[calc(100%-2px)] items-center rounded-lg pr-1 hover:bg-hover',
        current && 'bg-hover',
      )}
    >
      <a
        href={fragmentOf({ view: 'conversation', id })}
        aria-current={current ? 'page' : undefined}
        onClick={onChosen}
        onDoubleClick={() => setRenaming(true)}
        onKeyDown={toNeighbour}
        className="flex h-full min-w-0 flex-1 flex-col justify-center rounded-lg px-2.5"
      >
        <span className="flex min-w-0 items-center gap-2">
          <span className={classNames('min-w-0 flex-1 truncate text-sm', current && 'font-medium')}>
            {title}
          </span>
          {answering && (
            <span
              role="img"
              aria-label="Answering"
              className="size-2 shrink-0 animate-[breathe_1.4s_ease-in-out_infinite] rounded-full bg-accent"
            />
          )}
          <time
            dateTime={new Date(updatedAt).toISOString()}
            title={exactly(updatedAt)}
            className="tabular shrink-0 text-xs text-ink-3 group-focus-within:invisible group-hover:invisible"
          >
            {when(updatedAt)}
          </time>
        </span>
        {found && <span className="truncate text-xs text-ink-2">{preview}</span>}
      </a>
      <div className="absolute top-1/2 right-1 -translate-y-1/2 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 has-data-[state=open]:opacity-100">
        <Menu
          trigger={
            <button type="button" aria-label={`More about ${title}`} className="icon-button size-7">
              <Ellipsis aria-hidden className="size-4" />
            </button>
          }
        >
          <MenuItem icon={Pencil} onSelect={() => setRenaming(true)}>
            Rename…
          </MenuItem>
          <MenuItem icon={Trash2} danger onSelect={() => void remove(conversation)}>
            Delete…
          </MenuItem>
        </Menu>
      </div>
    </div>
  );
}
