import { useSyncExternalStore } from 'react';
import type { PluggableList } from 'unified';

/** Texts that want more than the plain plugins: code to colour, formulas to set. */
const wanting = /```|~~~|\$\$/;

let plugins: PluggableList | null = null;
let loading: Promise<void> | null = null;
const listeners = new Set<() => void>();

/** Loads them; settles when texts can be drawn with them. */
export function loadRichPlugins(): Promise<void> {
  loading ??= import('./rich-plugin-list.ts').then(
    (loaded) => {
      plugins = loaded.richPlugins;
      for (const listener of listeners) listener();
    },
    () => {
      loading = null;
    },
  );
  return loading;
}

/**
 * The plugins that colour code and set formulas, once they are here. They are as large as the rest of the window
 * together, so they are loaded with the first text that wants them; until then it is shown plainly.
 */
export function useRichPlugins(text: string): PluggableList | null {
  const wanted = wanting.test(text);
  return useSyncExternalStore(
    (listener) => {
      if (wanted) void loadRichPlugins();
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => (wanted ? plugins : null),
    () => (wanted ? plugins : null),
  );
}
