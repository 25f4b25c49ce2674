import type { LucideIcon } from 'lucide-react';
import { Boxes, LibraryBig, PanelLeftClose, Settings2, SquarePen } from 'lucide-react';
import { ConversationList } from '../conversation/conversation-list.tsx';
import { fragmentOf, go, type Route, useRoute } from '../route/route.ts';
import { useCall } from '../transport/calls.ts';
import { useReachable } from '../transport/provider.tsx';
import { IconButton } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { fraction } from '../ui/figures.ts';
import { useShortcutText } from '../ui/shortcut.ts';
import { RuntimeLine } from './runtime-line.tsx';

/** The list of conversations and the way to every other view. */
export function Sidebar({ onHide, onChosen }: { onHide: () => void; onChosen?: () => void }) {
  const written = useShortcutText();
  const jobs = useCall('job.list', {}).data?.jobs ?? [];
  const reachable = useReachable();
  const running = reachable ? jobs.find(({ state }) => state === 'running') : undefined;
  const done = fraction(running?.progress ?? null);
  return (
    <div className="flex h-full flex-col bg-side">
      <div className="flex h-13 shrink-0 items-center gap-2 pr-3 pl-4">
        <img src="./icon.svg" alt="" className="size-6" />
        <span className="flex-1 font-semibold tracking-tight">Bittern</span>
        <IconButton
          label="Hide the list"
          hint={written({ key: 'b', mod: true })}
          icon={PanelLeftClose}
          onClick={onHide}
        />
      </div>
      <div className="px-3 pb-2">
        <button
          type="button"
          className="button button-plain w-full justify-start px-3"
          title={written({ key: 'n', mod: true })}
          onClick={() => {
            go({ view: 'new' });
            onChosen?.();
          }}
        >
          <SquarePen aria-hidden className="size-4" strokeWidth={1.9} /> New conversation
        </button>
      </div>
      <nav aria-label="Conversations" className="flex min-h-0 flex-1 flex-col">
        <ConversationList {...(onChosen ? { onChosen } : {})} />
      </nav>
      <nav aria-label="Views" className="border-t border-line p-2 [@media(max-height:30rem)]:flex">
        <ViewLink route={{ view: 'library' }} icon={LibraryBig} label="Library" onChosen={onChosen} />
        <ViewLink
          route={{ view: 'models' }}
          icon={Boxes}
          label="Models"
          note={running ? (done === null ? 'Working' : `${Math.floor(done * 100)} %`) : null}
          onChosen={onChosen}
        />
        <ViewLink route={{ view: 'settings' }} icon={Settings2} label="Settings" onChosen={onChosen} />
      </nav>
      <RuntimeLine />
    </div>
  );
}

function ViewLink({
  route,
  icon: Icon,
  label,
  note,
  onChosen,
}: {
  route: Route;
  icon: LucideIcon;
  label: string;
  note?: string | null;
  onChosen: (() => void) | undefined;
}) {
  const current = useRoute().view === route.view;
  return (
    <a
      href={fragmentOf(route)}
      aria-current={current ? 'page' : undefined}
      onClick={onChosen}
      className={classNames(
        'flex h-9 min-w-0 flex-1 items-center gap-2.5 rounded-lg px-2.5 text-sm hover:bg-hover',
        current && 'bg-hover font-medium',
      )}
    >
      <Icon aria-hidden className="size-4.5 text-ink-2" strokeWidth={1.7} />
      <span className="min-w-0 flex-1 truncate">{label}</span>
      {note && <span className="tabular text-xs text-accent">{note}</span>}
    </a>
  );
}
