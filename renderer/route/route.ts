import { useSyncExternalStore } from 'react';

/** What the window shows. It stands in the address's fragment, so a reload and the back button keep their place. */
export type Route =
  | { view: 'new' }
  | { view: 'conversation'; id: string }
  | { view: 'library' }
  | { view: 'models' }
  | { view: 'settings' };

/** Reads a fragment such as `#/c/cnv_…`; anything unknown leads to a new conversation. */
export function routeOf(fragment: string): Route {
  const [, first, second] = fragment.split('/');
  if (first === 'c' && second) return { view: 'conversation', id: second };
  if (first === 'library' || first === 'models' || first === 'settings') return { view: first };
  return { view: 'new' };
}

/** The fragment that leads to a route. */
export function fragmentOf(route: Route): string {
  if (route.view === 'conversation') return `#/c/${route.id}`;
  return `#/${route.view}`;
}

/** Shows another view. `replace` leaves no step for the back button. */
export function go(route: Route, options: { replace?: boolean } = {}): void {
  const fragment = fragmentOf(route);
  if (fragment === location.hash) return;
  if (!options.replace) {
    location.hash = fragment;
    return;
  }
  history.replaceState(null, '', fragment);
  dispatchEvent(new HashChangeEvent('hashchange'));
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
}

/** The route that is shown now. */
export function useRoute(): Route {
  return routeOf(useSyncExternalStore(subscribe, () => location.hash));
}
