/** Path of a browser on this machine; null when there is none. */
export function findBrowser(): string | null;
/** Finds a browser or installs one; null when neither worked. */
export function ensureBrowser(): string | null;
