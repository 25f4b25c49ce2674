const storageKey = 'bittern.key';

/**
 * The browser shell's access key. The address that the program prints carries it as `#token=…`; it is moved to this
 * tab's session storage at once, so that it stands neither in the address bar nor in the history.
 *
 * @returns the key, or null when the page was opened without one
 */
export function takeAccessKey(): string | null {
  const match = /^#token=([^&]+)/.exec(location.hash);
  if (!match?.[1]) return sessionStorage.getItem(storageKey);
  const key = decodeURIComponent(match[1]);
  sessionStorage.setItem(storageKey, key);
  history.replaceState(null, '', `${location.pathname}${location.search}`);
  return key;
}

/**
 * Loads the page anew when an address with a key is opened in its tab, as the one that the program prints when it is
 * started again: for the browser only the fragment changes then.
 */
export function loadWithNewAccessKey(): void {
  addEventListener('hashchange', () => {
    if (location.hash.startsWith('#token=')) location.reload();
  });
}
