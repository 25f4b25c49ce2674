import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { protocol, type Session } from 'electron';
import { answerOriginal, contentType, listAssets, type Original, pageHeaders } from '../assets/index.ts';
import type { Log } from '../log.ts';
import { host, isOwn, scheme } from './origin.ts';

/** Tells Chromium about `app:` before it starts: like https, without the right to bypass the content policy. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
  ]);
}

export interface WindowFilesOptions {
  /** Folder of the built window. */
  assets: string;
  log: Log;
  findOriginal(documentId: string): Promise<Original | null> | Original | null;
}

/** Serves the window's files and the originals of documents under `app://bundle/`. */
export function serveWindowFiles(session: Session, options: WindowFilesOptions): void {
  const files = listAssets(options.assets);
  session.protocol.handle(scheme, async (request) => {
    try {
      return await answer(request, files, options);
    } catch (thrown) {
      options.log('error', `${scheme}://${host}`, thrown);
      return refusal(500);
    }
  });
}

async function answer(
  request: Request,
  files: ReadonlyMap<string, string>,
  options: WindowFilesOptions,
): Promise<Response> {
  if (!isOwn(request.url)) return refusal(403);
  if (request.method !== 'GET' && request.method !== 'HEAD') return refusal(405);
  const { pathname } = new URL(request.url);
  const headersOnly = request.method === 'HEAD';
  const documentId = /^\/original\/(doc_[0-9a-z]+)$/.exec(pathname)?.[1];
  if (documentId) {
    const original = await options.findOriginal(documentId);
    const { status, headers, body } = await answerOriginal(
      original,
      request.headers.get('range'),
      headersOnly,
    );
    return new Response(body && toWeb(body), { status, headers });
  }
  const file = files.get(pathname);
  if (!file) return refusal(404);
  const headers = { ...pageHeaders(), 'content-type': contentType(file) };
  return new Response(headersOnly ? null : toWeb(createReadStream(file)), { headers });
}

function refusal(status: number): Response {
  return new Response(null, { status, headers: pageHeaders() });
}

/** Node's stream types and the DOM's are the same thing under two names. */
function toWeb(stream: Readable): ReadableStream {
  return Readable.toWeb(stream) as ReadableStream;
}
