/**
 * What a page of Bittern may do, as a content-security policy. Everything comes from the program itself: no inline
 * script, no evaluated script, no remote image, no frame. Scripts are bundled files, so trusted types leave only the
 * window's own policy, which makes the URL of its PDF worker.
 *
 * `connections` are further sources for `connect-src`: the browser shell's WebSocket.
 */
export function contentSecurityPolicy(connections: readonly string[] = []): string {
  return [
    `default-src 'none'`,
    `script-src 'self'`,
    `style-src 'self'`,
    `img-src 'self' data: blob:`,
    `font-src 'self'`,
    `connect-src ${[`'self'`, ...connections].join(' ')}`,
    `worker-src 'self'`,
    `object-src 'none'`,
    `frame-src 'none'`,
    `frame-ancestors 'none'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `require-trusted-types-for 'script'`,
    `trusted-types bittern`,
  ].join('; ');
}

/** Headers of every file of the window, in Electron and in the browser alike. */
export function pageHeaders(connections: readonly string[] = []): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(connections),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  };
}

/** Headers of a person's own document: it may be looked at, never run. */
export const originalHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; sandbox`,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'private, no-store',
};
