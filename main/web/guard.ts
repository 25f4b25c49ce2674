import type { IncomingMessage } from 'node:http';
import { isToken } from './token.ts';

/** Why a request is not answered: a status and the sentence for it. */
export interface Refusal {
  status: 401 | 403;
  message: string;
}

/**
 * Refuses what did not come from Bittern's own page. A page of another site that reaches this port through a name of
 * its own (DNS rebinding) shows in `Host`; one that reaches it directly shows in `Origin`.
 * `needsOrigin`: a WebSocket handshake, which no browser sends without one.
 */
export function refuseForeign(
  headers: IncomingMessage['headers'],
  port: number,
  needsOrigin = false,
): Refusal | null {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const host = headers.host ?? '';
  if (!hosts.includes(host)) return { status: 403, message: 'This address does not belong to Bittern.' };
  const { origin } = headers;
  if (origin === undefined && !needsOrigin) return null;
  if (origin !== `http://${host}`) return { status: 403, message: 'Another page may not talk to Bittern.' };
  return null;
}

/** The token of a request: from its `Authorization: Bearer` header or, where a page cannot set one, from the address. */
export function refuseWithoutToken(
  headers: IncomingMessage['headers'],
  url: URL,
  token: string,
): Refusal | null {
  const bearer = /^Bearer (\S+)$/.exec(headers.authorization ?? '')?.[1];
  if (isToken(bearer ?? url.searchParams.get('token'), token)) return null;
  return {
    status: 401,
    message: 'The token is missing or wrong. Open Bittern with the address that it printed when it started.',
  };
}
