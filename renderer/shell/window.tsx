import { Dialog } from 'radix-ui';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { ConversationView } from '../conversation/conversation-view.tsx';
import { useFocusBack } from '../focus/focus-back.ts';
import { lastKey, useLastKey } from '../focus/last-input.ts';
import { useLostFocus } from '../focus/lost-focus.ts';
import { LibraryView } from '../library/library-view.tsx';
import { ModelsView } from '../models/models-view.tsx';
import { closePlace, type OpenedPlace, useOpenedPlace } from '../page/opened.ts';
import { PagePanel } from '../page/page-panel.tsx';
import { go, type Route, useRoute } from '../route/route.ts';
import { SettingsView } from '../settings/settings-view.tsx';
import { useCall } from '../transport/calls.ts';
import { useProgramEvents } from '../transport/events.ts';
import { focusItself, Sheet } from '../ui/dialog.tsx';
import { DialogContents } from '../ui/overlay-home.tsx';
import { useShortcut } from '../ui/shortcut.ts';
import { useTheme } from '../ui/theme.ts';
import { useNotify } from '../ui/toasts.tsx';
import { useWiderThan } from '../ui/wide.ts';
import { ConnectionBanner } from './connection-banner.tsx';
import { Sidebar } from './sidebar.tsx';
import { setDrawerOpen, setSidebarShown, useSidebarState, wideEnoughForSidebar } from './sidebar-state.ts';
import { Splitter } from './splitter.tsx';

/** From this width on a document stands beside the view; below it covers it. */
const wideEnoughForPanel = 960;

/** The whole window: list, view, and the document beside it. */
export function BitternWindow() {
  useProgramEvents();
  useLastKey();
  useLostFocus();
  useTheme();
  useStoreNotice();
  const route = useRoute();
  const place = useOpenedPlace();
  const wide = useWiderThan(wideEnoughForSidebar);
  const { shown, drawer } = useSidebarState();
  useWindowShortcuts(wide, shown);
  useClosedWithItsView(route);
  useClosedByEscape(place !== null);
  useTitle(route);
  return (
    <div className="flex h-full">
      <button
        type="button"
        onClick={() => document.getElementById('main')?.focus()}
        className="button button-primary fixed top-2 left-2 z-70 -translate-y-20 focus:translate-y-0"
      >
        Skip to the content
      </button>
      {wide && shown && (
        <aside aria-label="Conversations and views" className="w-68 shrink-0 border-r border-line 2xl:w-80">
          <Sidebar onHide={() => setSidebarShown(false)} />
        </aside>
      )}
      {!wide && (
        <Sheet
          open={drawer}
          onOpenChange={setDrawerOpen}
          side="left"
          title="Conversations and views"
          hideHeader
        >
          <Sidebar onHide={() => setDrawerOpen(false)} onChosen={() => setDrawerOpen(false)} />
        </Sheet>
      )}
      <div className="flex min-w-0 flex-1 flex-col">
        <ConnectionBanner />
        <ViewAndPanel route={route} place={place} />
      </div>
    </div>
  );
}

function ViewAndPanel({ route, place }: { route: Route; place: OpenedPlace | null }) {
  const beside = useWiderThan(wideEnoughForPanel);
  const [share, setShare] = useRememberedShare();
  const panel = useRef<HTMLElement>(null);
  const opened = useFocusBack(place !== null);
  useFocusGoesIn(panel, place);
  return (
    <div className="flex min-h-0 flex-1">
      <main id="main" tabIndex={-1} className="flex min-w-0 flex-1 flex-col outline-none">
        <View route={route} />
      </main>
      {place && beside && (
        <aside
          ref={(element) => {
            panel.current = element;
            opened(element);
          }}
          aria-label="Document"
          tabIndex={-1}
          className="relative min-w-0 shrink-0 border-l border-line bg-ground -outline-offset-2"
          style={{ width: `${share * 100}%` }}
        >
          <Splitter share={share} onShare={setShare} />
          <PagePanel place={place} />
        </aside>
      )}
      {place && !beside && (
        <Dialog.Root open onOpenChange={(open) => !open && closePlace()}>
          <Dialog.Portal>
            <Dialog.Content
              ref={opened}
              aria-describedby={undefined}
              onOpenAutoFocus={focusItself}
              onEscapeKeyDown={leaveToWhatTakesIt}
              className="fixed inset-0 z-41 bg-ground outline-none"
            >
              <Dialog.Title className="sr-only">Document</Dialog.Title>
              <DialogContents>
                <PagePanel place={place} />
              </DialogContents>
            </Dialog.Content>
          </Dialog.Portal>
        </Dialog.Root>
      )}
    </div>
  );
}

/** Whoever opens a document with the keyboard wants to go on in it; the way there would lead through everything else. */
function useFocusGoesIn(panel: RefObject<HTMLElement | null>, place: OpenedPlace | null): void {
  useEffect(() => {
    if (!place || lastKey() === null || panel.current?.contains(document.activeElement)) return;
    panel.current?.focus({ preventScroll: true });
  }, [panel, place]);
}

/** A dialog hears of Escape before everything in it does. What has a use for the key keeps it. */
function leaveToWhatTakesIt(event: KeyboardEvent): void {
  if (event.target instanceof Element && event.target.closest('[data-takes-escape]')) event.preventDefault();
}

function View({ route }: { route: Route }) {
  switch (route.view) {
    case 'new':
      return <ConversationView id={null} />;
    case 'conversation':
      return <ConversationView id={route.id} />;
    case 'library':
      return <LibraryView />;
    case 'models':
      return <ModelsView />;
    case 'settings':
      return <SettingsView />;
  }
}

function useWindowShortcuts(wide: boolean, shown: boolean): void {
  const newConversation = () => go({ view: 'new' });
  useShortcut({ key: 'n', mod: true }, newConversation);
  // Browsers keep the first for themselves.
  useShortcut({ key: 'o', mod: true, shift: true }, newConversation);
  useShortcut({ key: ',', mod: true }, () => go({ view: 'settings' }));
  useShortcut({ key: 'b', mod: true }, () => (wide ? setSidebarShown(!shown) : setDrawerOpen(true)));
  useShortcut({ key: 'k', mod: true }, () => {
    if (wide) setSidebarShown(true);
    else setDrawerOpen(true);
    requestAnimationFrame(() => document.getElementById('search-conversations')?.focus());
  });
}

/** A document belongs to the view it was opened from. */
function useClosedWithItsView(route: Route): void {
  const key = route.view === 'conversation' ? route.id : route.view;
  const before = useRef(key);
  useEffect(() => {
    // The first question of a new conversation gives it its name: that is no change of view.
    if (before.current !== key && !(before.current === 'new' && key.startsWith('cnv_'))) closePlace();
    before.current = key;
  }, [key]);
}

/** Escape closes the document, unless something nearer takes it: a menu, a search that is cleared, an answer that is stopped. */
function useClosedByEscape(open: boolean): void {
  useEffect(() => {
    if (!open) return;
    const listen = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.isComposing) return;
      const { target } = event;
      if (target instanceof HTMLInputElement && target.value !== '') return;
      // Once everybody else had the key.
      setTimeout(() => {
        if (!event.defaultPrevented) closePlace();
      });
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [open]);
}

/** The window is named after what it shows. */
function useTitle(route: Route): void {
  const id = route.view === 'conversation' ? route.id : '';
  const { data } = useCall('conversation.get', { id }, { enabled: id !== '' });
  const names = { new: null, library: 'Library', models: 'Models', settings: 'Settings' };
  const name = route.view === 'conversation' ? data?.title : names[route.view];
  useEffect(() => {
    document.title = name ? `${name} · Bittern` : 'Bittern';
  }, [name]);
}

/** What the person must know about the store is said once, at the start. */
function useStoreNotice(): void {
  const notify = useNotify();
  const notice = useCall('app.info', {}).data?.notice;
  useEffect(() => {
    if (notice) notify({ level: 'warning', text: notice });
  }, [notice, notify]);
}

const rememberedShare = 'bittern.panel';

function useRememberedShare(): [number, (share: number) => void] {
  const [share, setShare] = useState(() => Number(localStorage.getItem(rememberedShare)) || 0.46);
  return [
    share,
    (next) => {
      setShare(next);
      localStorage.setItem(rememberedShare, String(next));
    },
  ];
}
