import { type RefCallback, type RefObject, useCallback, useLayoutEffect, useRef } from 'react';
import { setGoesOn } from './lost-focus.ts';

/**
 * For the `ref` of what lies over the window for a while, or stands in the place of something: when it closes with the focus in
 * it, the focus goes back to what opened it, or to the view when that is gone.
 *
 * @param opener what to go back to, where the opener is taken away meanwhile and another stands in its place later
 */
export function useFocusBack(open: boolean, opener?: RefObject<HTMLElement | null>): RefCallback<Element> {
  const before = useRef<HTMLElement | null>(null);
  useLayoutEffect(() => {
    if (open) before.current = openerOf(document.activeElement);
  }, [open]);
  return useCallback(
    (opened) => {
      if (!opened) return;
      setGoesOn(opened, () => {
        if (opened.isConnected) return null;
        const place = opener ? opener.current : before.current;
        return place?.isConnected ? place : document.getElementById('main');
      });
    },
    [opener],
  );
}

/** The element to go back to: a menu is gone by then, the button that opened it is not. */
function openerOf(focused: Element | null): HTMLElement | null {
  const menu = focused?.closest('[role=menu]');
  const opener = menu ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '') : focused;
  return opener instanceof HTMLElement && opener !== document.body ? opener : null;
}
