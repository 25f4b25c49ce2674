import { createContext, type ReactNode, useContext } from 'react';

const InsideDialog = createContext(false);

/** Says to what is below it that it stands in a dialog. */
export function DialogContents({ children }: { children: ReactNode }) {
  return <InsideDialog value={true}>{children}</InsideDialog>;
}

/**
 * Where menus and tooltips are put: into the view, so that they belong to a landmark; into the body for those of a dialog, since a
 * dialog hides the view from screen readers.
 */
export function useOverlayHome(): HTMLElement | null {
  const insideDialog = useContext(InsideDialog);
  // Markup that is made outside of a window has no home for what lies over it.
  return insideDialog || typeof document === 'undefined' ? null : document.getElementById('main');
}
