import { useEffect } from 'react';
import { lastKey } from './last-input.ts';

/** How long others have to move the focus themselves, in milliseconds: a menu, say, that gives it back to its button. */
const othersFirstMs = 80;

/**
 * Where the focus goes on that was somewhere in a part of the window; null where that part has no say in it.
 *
 * @param had what had the focus and what it stood in, from the inside out; some or all of it is gone
 */
export type GoesOn = (had: readonly Element[]) => HTMLElement | null;

const parts = new WeakMap<Element, GoesOn>();

/** Lets a part of the window say where the focus goes on when what had it in there is gone, also with the part itself. */
export function setGoesOn(part: Element, goesOn: GoesOn): void {
  parts.set(part, goesOn);
}

/**
 * Where the focus goes when what had it disappears is answered here, for the whole window:
 *
 * 1. Where a part of the window says, in which it was: back to what opened the part, to the same button of another version, into
 *    the field beside it. Of several parts the outermost decides, because what was in it may be gone with it.
 * 2. Where no part has a say, whoever uses the keyboard goes on in the nearest thing around that is still there and can have the
 *    focus, or else in the view, and does not begin at the top of the window again.
 *
 * Only what had the focus last counts, and only while nothing else has taken it: each loss has its own answer and its own time.
 */
export function useLostFocus(): void {
  useEffect(() => {
    /** What had the focus last, and what it stood in, from the inside out. */
    let had: HTMLElement[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const isLost = () => document.activeElement === document.body && had[0]?.isConnected === false;
    const note = ({ target }: FocusEvent) => {
      clearTimeout(timer);
      timer = undefined;
      had = [];
      for (let at = target instanceof HTMLElement ? target : null; at; at = at.parentElement) had.push(at);
    };
    const goOnWhereAPartSays = () => {
      timer = undefined;
      if (!isLost()) return;
      const place = placeThatAPartSays(had);
      if (place) place.focus({ preventScroll: true });
      else timer = setTimeout(goOnAround, othersFirstMs);
    };
    const goOnAround = () => {
      timer = undefined;
      if (!isLost() || lastKey() === null) return;
      const around = had.find((element) => element.isConnected && element.hasAttribute('tabindex'));
      (around ?? document.getElementById('main'))?.focus({ preventScroll: true });
    };
    const removals = new MutationObserver(() => {
      // Not at once: what comes instead may be about to take the focus.
      if (isLost()) timer ??= setTimeout(goOnWhereAPartSays);
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

function placeThatAPartSays(had: readonly Element[]): HTMLElement | null {
  for (const element of had.toReversed()) {
    const place = parts.get(element)?.(had);
    if (place) return place;
  }
  return null;
}
