import { useEffect, useRef } from 'react';
import { useConnection } from '../transport/provider.tsx';

/** A key with the modifiers that it needs. `mod` is ⌘ on macOS and Ctrl elsewhere. */
export interface Shortcut {
  key: string;
  mod?: boolean;
  shift?: boolean;
}

/** Does something when a shortcut is pressed anywhere in the window. */
export function useShortcut(shortcut: Shortcut, act: () => void, enabled = true): void {
  const { isMac } = useConnection();
  const latest = useRef(act);
  latest.current = act;
  const { key, mod = false, shift = false } = shortcut;
  useEffect(() => {
    if (!enabled) return;
    const listen = (event: KeyboardEvent) => {
      const modPressed = isMac ? event.metaKey : event.ctrlKey;
      const otherPressed = event.altKey || (isMac ? event.ctrlKey : event.metaKey);
      if (event.key.toLowerCase() !== key.toLowerCase() || modPressed !== mod || otherPressed) return;
      if (event.shiftKey !== shift || event.defaultPrevented) return;
      event.preventDefault();
      latest.current();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [isMac, key, mod, shift, enabled]);
}

/** How a shortcut is written for people on this machine. */
export function useShortcutText(): (shortcut: Shortcut) => string {
  const { isMac } = useConnection();
  return ({ key, mod, shift }) => {
    const name = key.length === 1 ? key.toUpperCase() : key;
    return isMac
      ? `${shift ? '⇧' : ''}${mod ? '⌘' : ''}${name}`
      : [mod && 'Ctrl', shift && 'Shift', name].filter(Boolean).join('+');
  };
}
