/** True for names and addresses that never leave this machine. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname === '[::1]' ||
    // The URL parser has turned every spelling of an IPv4 address into four decimal numbers.
    /^127(\.\d{1,3}){3}$/.test(hostname)
  );
}

/** Whether an address may be fetched from at all: https anywhere, http on this machine only. */
export function isSafeAddress(address: string | URL): boolean {
  const url = typeof address === 'string' ? URL.parse(address) : address;
  if (!url) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

/** An address as it may be shown and stored: without user name, password, query and fragment, where tokens travel. */
export function withoutSecrets(address: string | URL): string {
  const url = typeof address === 'string' ? URL.parse(address) : address;
  if (!url) return 'an address that cannot be read';
  return `${url.protocol}//${url.host}${url.pathname}${url.search ? '?…' : ''}`;
}
