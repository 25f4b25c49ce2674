import { BitternError } from '../../../preload/contract/index.ts';
import { PassingFailure } from './retry.ts';

/** What was asked, for the sentences. */
export interface Question {
  /** The file, or "the list of files". */
  name: string;
  /** Where the request went first; an answer from elsewhere came after a redirect. */
  url: URL;
}

/**
 * Throws for every answer that carries no content: passing failures to try again, the rest as one sentence.
 * Returns for 200, 206 and 416, which the caller knows how to go on from.
 */
export function refuseFailure(response: Response, { name, url }: Question): void {
  const { status } = response;
  if (status === 200 || status === 206 || status === 416) return;
  const host = url.host;
  const came = response.url ? new URL(response.url) : url;
  // Storage hosts answer 403 when a signed address has expired; asking the hub again gives a fresh one.
  if (status === 403 && came.origin !== url.origin)
    throw new PassingFailure(`${came.host} refuses ${name} (403), though ${host} pointed there.`);
  if (status === 429)
    throw new PassingFailure(
      `${host} says there were too many requests (429). Wait a while and try again.`,
      retryAfter(response),
    );
  if (status === 408 || status === 425 || status >= 500)
    throw new PassingFailure(
      `${host} has a problem of its own (${status}). Try again later.`,
      retryAfter(response),
    );
  throw finalRefusal(status, name, host);
}

function finalRefusal(status: number, name: string, host: string): BitternError {
  switch (status) {
    case 401:
      return new BitternError(
        'refused',
        `${host} asks for a sign-in before it gives ${name} (401). Choose another mirror in the settings, or start Bittern with your access token in HF_TOKEN.`,
      );
    case 403:
      return new BitternError(
        'refused',
        `${host} does not let you have ${name} (403). Its licence may have to be accepted on the model's page first, or this network blocks it.`,
      );
    case 404:
    case 410:
      return new BitternError(
        'not-found',
        `${host} does not have ${name} (${status}). Check the mirror in the settings; if there is none, the model may have moved and a newer Bittern will know where.`,
      );
    default:
      return new BitternError(
        'refused',
        `${host} answered ${status} for ${name}, which Bittern does not understand.`,
      );
  }
}

/** The wait that a `Retry-After` header asks for in milliseconds, given in seconds or as a date (RFC 9110, 10.2.3); null without one. */
export function retryAfter(response: Response, now = Date.now()): number | null {
  const value = response.headers.get('retry-after')?.trim();
  if (!value) return null;
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/** A parsed `Content-Range` (RFC 9110, 14.4); `total` is null for `*`. Null when it is missing or malformed. */
export function contentRange(
  response: Response,
): { start: number; end: number; total: number | null } | null {
  const match = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(response.headers.get('content-range')?.trim() ?? '');
  if (!match) return null;
  return {
    start: Number(match[1]),
    end: Number(match[2]),
    total: match[3] === '*' ? null : Number(match[3]),
  };
}

/** The answer's entity tag if it promises identical bytes; a weak one does not. */
export function strongEtag(response: Response): string | null {
  const etag = response.headers.get('etag');
  return etag && !etag.startsWith('W/') ? etag : null;
}
