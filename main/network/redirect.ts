/** Headers that belong to one server and must not follow a redirect to another. */
const secretHeaders = ['authorization', 'cookie', 'proxy-authorization'];

/** Where a redirect leads, or null when the answer is not one. Throws nothing: a location that is no address gives null. */
export function redirectTarget(response: Response, from: URL): URL | null {
  if (![301, 302, 303, 307, 308].includes(response.status)) return null;
  const location = response.headers.get('location');
  return location === null ? null : URL.parse(location, from.href);
}

/** The headers for the next hop: the same within an origin, without secrets across origins. */
export function headersFor(next: URL, from: URL, headers: Headers): Headers {
  if (next.origin === from.origin) return headers;
  const kept = new Headers(headers);
  for (const name of secretHeaders) kept.delete(name);
  return kept;
}
