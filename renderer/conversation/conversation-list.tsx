import { useVirtualizer } from '@tanstack/react-virtual';
import { Ellipsis, Pencil, Search, Trash2, X } from 'lucide-react';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import type { ConversationSummary } from '../../preload/contract/index.ts';
import { useFocusBack } from '../focus/focus-back.ts';
import { fragmentOf, useRoute } from '../route/route.ts';
import { useCall } from '../transport/calls.ts';
import { useReachable } from '../transport/provider.tsx';
import { classNames } from '../ui/class-names.ts';
import { exactly, when } from '../ui/figures.ts';
import { Menu, MenuItem } from '../ui/menu.tsx';
import { useToday } from '../ui/today.ts';
import { dateGroups } from './date-groups.ts';
import { useRemoveConversation } from './remove-conversation.tsx';
import { RenameField } from './rename-field.tsx';

/** Height of a row in CSS pixels; rows of a search show what was found and are taller. */
const rowHeight = 40;
const foundRowHeight = 60;
const headingHeight = 32;

/** Every conversation, newest first and grouped by date, with a search over titles and messages. */
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

/** A line of the list: the heading of a group, or a conversation with its place in the group. */
type Line =
  | { key: string; group: string; heading: true }
  | { key: string; group: string; heading: false; conversation: ConversationSummary; at: number; of: number };

/** What a search found comes best first, so it has no groups. */
function linesOf(conversations: readonly ConversationSummary[], found: boolean, today: number): Line[] {
  const groups = found ? [{ label: 'Found', members: conversations }] : dateGroups(conversations, today);
  return groups.flatMap(({ label, members }): Line[] => [
    ...(found ? [] : [{ key: label, group: label, heading: true as const }]),
    ...members.map(
      (conversation, index): Line => ({
        key: conversation.id,
        group: label,
        heading: false,
        conversation,
        at: index + 1,
        of: members.length,
      }),
    ),
  ]);
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
  const today = useToday();
  const lines = useMemo(() => linesOf(conversations, found, today), [conversations, found, today]);
  const height = found ? foundRowHeight : rowHeight;
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (lines[index]?.heading ? headingHeight : height),
    overscan: 12,
    getItemKey: (index) => lines[index]?.key ?? index,
  });
  const drawn = rows.getVirtualItems().flatMap((item) => {
    const line = lines[item.index];
    return line ? [{ line, style: { height: item.size, transform: `translateY(${item.start}px)` } }] : [];
  });
  const groups = [...Map.groupBy(drawn, ({ line }) => line.group)];
  return (
    <div ref={scroller} tabIndex={-1} className="min-h-0 flex-1 overflow-y-auto px-2 pb-2 -outline-offset-2">
      <ul aria-label="Conversations" className="relative" style={{ height: rows.getTotalSize() }}>
        {groups.map(([group, members]) => (
          <li key={group}>
            {members.map(
              ({ line, style }) =>
                line.heading && (
                  <h2
                    key={line.key}
                    className="eyebrow absolute inset-x-0 top-0 flex items-end px-2.5 pb-1"
                    style={style}
                  >
                    {group}
                  </h2>
                ),
            )}
            <ul aria-label={group}>
              {members.map(
                ({ line, style }) =>
                  !line.heading && (
                    <li
                      key={line.key}
                      aria-setsize={line.of}
                      aria-posinset={line.at}
                      className="absolute inset-x-0 top-0"
                      style={style}
                    >
                      <Row conversation={line.conversation} found={found} onChosen={onChosen} />
                    </li>
                  ),
              )}
            </ul>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The arrow keys go from one conversation to the next: the rows near the window exist, so there is one. */
function toNeighbour(event: KeyboardEvent<HTMLAnchorElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  event.preventDefault();
  const links = [
    ...(event.currentTarget.closest('ul[aria-label=Conversations]')?.querySelectorAll('a') ?? []),
  ];
  const at = links.indexOf(event.currentTarget);
  links[event.key === 'ArrowDown' ? at + 1 : at - 1]?.focus();
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
  const link = useRef<HTMLAnchorElement>(null);
  const field = useFocusBack(renaming, link);
  const remove = useRemoveConversation();
  const reachable = useReachable();
  const { id, title, preview, updatedAt, answering } = conversation;
  const current = route.view === 'conversation' && route.id === id;
  if (renaming)
    return (
      <div className="p-1">
        <RenameField ref={field} conversation={conversation} onClose={() => setRenaming(false)} />
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
        ref={link}
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
          {answering && reachable && (
            <span
              role="img"
              aria-label="Answering"
              className="size-2 shrink-0 animate-[breathe_1.4s_ease-in-out_infinite] rounded-full bg-accent forced-color-adjust-none"
            />
          )}
          <time
            dateTime={new Date(updatedAt).toISOString()}
            title={exactly(updatedAt)}
            className="tabular shrink-0 text-xs text-ink-3 group-focus-within:invisible group-hover:invisible [@media(hover:none)]:invisible"
          >
            {when(updatedAt)}
          </time>
        </span>
        {found && <span className="truncate text-xs text-ink-2">{preview}</span>}
      </a>
      <div className="absolute top-1/2 right-1 -translate-y-1/2 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 has-data-[state=open]:opacity-100 [@media(hover:none)]:opacity-100">
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
