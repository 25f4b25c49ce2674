import { useEffect } from 'react';
import { lastKey } from './last-input.ts';

/** How long others have to move the focus themselves, in milliseconds. */
const othersFirstMs = 80;

/**
 * What had the focus may be taken away: a row that was removed, a bar that was cleared. Whoever uses the keyboard then goes
 * on in the nearest thing around it that is still there, and does not begin at the top of the window again.
 */
export function useFocusNeverLost(): void {
  useEffect(() => {
    /** What had the focus last, and what it stands in, from the inside out. */
    let path: HTMLElement[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const isLost = () => document.activeElement === document.body && path[0]?.isConnected === false;
    const note = ({ target }: FocusEvent) => {
      // It was found again; what is lost next has its own time.
      clearTimeout(timer);
      timer = undefined;
      path = [];
      for (let at = target instanceof HTMLElement ? target : null; at; at = at.parentElement) path.push(at);
    };
    const goOn = () => {
      timer = undefined;
      if (!isLost() || lastKey() === null) return;
      const around = path.find((element) => element.isConnected && element.hasAttribute('tabindex'));
      (around ?? document.getElementById('main'))?.focus({ preventScroll: true });
    };
    const removals = new MutationObserver(() => {
      if (isLost()) timer ??= setTimeout(goOn, othersFirstMs);
    });
    addEventListener('focusin', note);
    removals.observe(document.body, { childList: true, subtree: true });
    return () => {
      removeEventListener('focusin', note);
      removals.disconnect();
      clearTimeout(timer);
    };
  }, []);
}
