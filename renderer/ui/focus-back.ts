import { type RefObject, useLayoutEffect } from 'react';

/**
 * While something lies over the window, the focus is in it; when it closes, the focus goes back to what opened it, or
 * to the view when that is gone. Without this it would be nowhere, and a keyboard would begin at the top again.
 *
 * @param opener what to go back to, where the opener is taken away meanwhile and another stands in its place later
 */
export function useFocusBack(open: boolean, opener?: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    if (!open) return;
    const before = openerOf(document.activeElement);
    return () => {
      // Once what was open is gone, unless something else takes the focus before: it may itself be gone by then.
      const giveBack = setTimeout(() => {
        removeEventListener('focusin', leave);
        if (document.activeElement && document.activeElement !== document.body) return;
        const opened = opener ? opener.current : before;
        const place = opened?.isConnected ? opened : document.getElementById('main');
        place?.focus({ preventScroll: true });
      });
      const leave = () => clearTimeout(giveBack);
      addEventListener('focusin', leave, { once: true });
    };
  }, [open, opener]);
}

/** The element to go back to: a menu is gone by then, the button that opened it is not. */
function openerOf(focused: Element | null): HTMLElement | null {
  const menu = focused?.closest('[role=menu]');
  const opener = menu ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '') : focused;
  return opener instanceof HTMLElement && opener !== document.body ? opener : null;
}
