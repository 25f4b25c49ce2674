import { useEffect } from 'react';

let key: string | null = null;

function note(event: Event): void {
  key = event instanceof KeyboardEvent ? event.key : null;
}

/** The key that was pressed last; null when something was clicked or touched since. */
export function lastKey(): string | null {
  return key;
}

/** Keeps `lastKey` right while the window is mounted. */
export function useLastKey(): void {
  useEffect(() => {
    const inputs = ['keydown', 'pointerdown'];
    for (const input of inputs) addEventListener(input, note, { capture: true });
    return () => {
      for (const input of inputs) removeEventListener(input, note, { capture: true });
    };
  }, []);
}
