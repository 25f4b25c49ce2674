import { PanelLeft, SquarePen } from 'lucide-react';
import { go } from '../route/route.ts';
import { IconButton } from '../ui/button.tsx';
import { useShortcutText } from '../ui/shortcut.ts';
import { useWiderThan } from '../ui/wide.ts';
import { setDrawerOpen, setSidebarShown, useListShown, wideEnoughForSidebar } from './sidebar-state.ts';

/** Brings the list back where it is hidden, with a way to a new conversation beside it. */
export function SidebarButton() {
  const wide = useWiderThan(wideEnoughForSidebar);
  const written = useShortcutText();
  if (useListShown()) return null;
  return (
    <>
      <IconButton
        label="Show the list"
        hint={written({ key: 'b', mod: true })}
        icon={PanelLeft}
        onClick={() => (wide ? setSidebarShown(true) : setDrawerOpen(true))}
      />
      <IconButton label="New conversation" icon={SquarePen} onClick={() => go({ view: 'new' })} />
    </>
  );
}
