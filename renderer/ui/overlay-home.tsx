import { createContext, type ReactNode, useContext, useState } from 'react';

/** The place inside the dialog around; null while it is being made, undefined outside of dialogs. */
const DialogHome = createContext<HTMLElement | null | undefined>(undefined);

/** The contents of a dialog, with a place in it for the menus and tooltips of its parts. */
export function DialogContents({ children }: { children: ReactNode }) {
  const [home, setHome] = useState<HTMLElement | null>(null);
  return (
    <DialogHome value={home}>
      {children}
      <div ref={setHome} />
    </DialogHome>
  );
}

/**
 * Where menus and tooltips are put: into the view, so that they belong to a landmark, or into the dialog around, which
 * hides everything else from screen readers.
 */
export function useOverlayHome(): HTMLElement | null {
  const dialogHome = useContext(DialogHome);
  if (dialogHome !== undefined) return dialogHome;
  // Markup that is made outside of a window has no home for what lies over it.
  return typeof document === 'undefined' ? null : document.getElementById('main');
}
