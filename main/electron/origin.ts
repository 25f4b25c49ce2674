/** The window's own scheme and host; `app://bundle/` is the page. */
export const scheme = 'app';
export const host = 'bundle';
export const page = `${scheme}://${host}/`;

/** Whether an address is the window's own page or one of its files. Parsed, never compared as a string. */
export function isOwn(address: string): boolean {
  const url = URL.parse(address);
  return url?.protocol === `${scheme}:` && url.host === host && url.username === '' && url.password === '';
}

/** Whether an address is the page itself, whatever stands behind `?` and `#`. */
export function isPage(address: string): boolean {
  const url = URL.parse(address);
  return isOwn(address) && (url?.pathname === '/' || url?.pathname === '/index.html');
}
