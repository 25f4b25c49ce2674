import { useSyncExternalStore } from 'react';
import { useWiderThan } from '../ui/wide.ts';

/** From this width on the list stands beside the view. */
export const wideEnoughForSidebar = 800;

const rememberedKey = 'bittern.sidebar';

interface SidebarState {
  /** Whether the list stands beside the view, in a wide window. */
  shown: boolean;
  /** Whether it lies over the view, in a narrow one. */
  drawer: boolean;
}

let state: SidebarState = { shown: localStorage.getItem(rememberedKey) !== 'hidden', drawer: false };
const listeners = new Set<() => void>();

function change(next: Partial<SidebarState>): void {
  state = { ...state, ...next };
  localStorage.setItem(rememberedKey, state.shown ? 'shown' : 'hidden');
  for (const listener of listeners) listener();
}

/** Shows or hides the list beside the view. */
export function setSidebarShown(shown: boolean): void {
  change({ shown });
}

/** Opens or closes the list over the view. */
export function setDrawerOpen(drawer: boolean): void {
  change({ drawer });
}

/** Whether the list is beside or over the view. */
export function useSidebarState(): SidebarState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

/** Whether the list stands beside the view, so that nothing of it must be shown elsewhere. */
export function useListShown(): boolean {
  const wide = useWiderThan(wideEnoughForSidebar);
  const { shown } = useSidebarState();
  return wide && shown;
}
