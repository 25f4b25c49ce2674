import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BitternError, type ErrorCode } from '../../preload/contract/index.ts';
import type { Refusal } from './guard.ts';

const statusOf: Partial<Record<ErrorCode, number>> = {
  'bad-input': 400,
  'not-found': 404,
  'too-large': 413,
  'no-room': 507,
};

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  if (response.headersSent) return void response.destroy();
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    // What is left of a refused body is not worth reading.
    ...(status >= 400 ? { connection: 'close' } : {}),
  });
  response.end(JSON.stringify(value));
}

/** An error as every page of Bittern understands it: a code and a sentence. */
export function sendError(response: ServerResponse, error: BitternError): void {
  sendJson(response, statusOf[error.code] ?? 500, error.toWire());
}

export function sendRefusal(response: ServerResponse, refusal: Refusal): void {
  sendJson(response, refusal.status, { code: 'refused', message: refusal.message });
}

export function sendMethodRefusal(response: ServerResponse, allowed: string): void {
  response.setHeader('allow', allowed);
  sendJson(response, 405, new BitternError('bad-input', 'This address cannot be used like that.').toWire());
}

/** Sends headers, then a body when there is one. A page that goes away before the end is no error. */
export async function sendBody(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: Readable | null,
): Promise<void> {
  response.writeHead(status, headers);
  if (!body) return void response.end();
  await pipeline(body, response).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code !== 'ERR_STREAM_PREMATURE_CLOSE' && thrown.code !== 'ECONNRESET') throw thrown;
  });
}

/** The address of a request; null when it cannot be one. */
export function readUrl(request: IncomingMessage): URL | null {
  return URL.parse(request.url ?? '', 'http://127.0.0.1');
}
