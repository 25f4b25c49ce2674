import type { Session } from 'electron';
import { isOwn } from './origin.ts';

/** Addresses that never leave the window: its own files, and bytes that the page itself made. */
function staysInside(address: string): boolean {
  const protocol = URL.parse(address)?.protocol;
  return isOwn(address) || protocol === 'blob:' || protocol === 'data:' || protocol === 'devtools:';
}

/**
 * Cancels every request of a page that would leave the program, and tells of it. Downloads of models are made elsewhere and
 * asked for by the person.
 */
export function forbidRequests(session: Session, onCancelled: (address: string) => void): void {
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    const cancel = !staysInside(url);
    if (cancel) onCancelled(url);
    answer({ cancel });
  });
}
