import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { asBitternError, BitternError, type ToWindow, wire } from '../../preload/contract/index.ts';
import { answerOriginal, contentType, listAssets, type Original, pageHeaders } from '../assets/index.ts';
import type { Log } from '../log.ts';
import { type ContractSession, connect } from './connection.ts';
import { refuseForeign, refuseWithoutToken } from './guard.ts';
import { readUrl, sendBody, sendError, sendJson, sendMethodRefusal, sendRefusal } from './reply.ts';
import type { Uploads } from './uploads.ts';

export interface DoorOptions {
  /** Folder of the built window. */
  assets: string;
  uploads: Uploads;
  log: Log;
  openSession(post: (message: ToWindow) => void): ContractSession;
  /** Where the bytes of a document are; null when there is no such document. */
  findOriginal(documentId: string): Promise<Original | null> | Original | null;
}

const reads = ['GET', 'HEAD'];

/**
 * Answers what reaches the port: the window's files to every page on the right host, because there is nothing secret in
 * them; uploads, originals and the contract only to whoever has the token.
 */
export class Door {
  readonly #options: DoorOptions;
  readonly #token: string;
  readonly #port: number;
  readonly #assets: ReadonlyMap<string, string>;
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: wire.maximumBytes });

  constructor(options: DoorOptions, token: string, port: number) {
    this.#options = options;
    this.#token = token;
    this.#port = port;
    this.#assets = listAssets(options.assets);
  }

  /** Answers one request; never rejects. */
  async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const foreign = refuseForeign(request.headers, this.#port);
      if (foreign) return sendRefusal(response, foreign);
      const url = readUrl(request);
      if (!url) throw new BitternError('bad-input', 'The address cannot be read.');
      if (url.pathname === '/upload') return await this.#upload(request, response, url);
      if (url.pathname.startsWith('/original/')) return await this.#original(request, response, url);
      return await this.#file(request, response, url);
    } catch (thrown) {
      const error = asBitternError(thrown);
      if (error.code === 'internal' && !request.destroyed)
        this.#options.log('error', 'browser shell', thrown);
      sendError(response, error);
    }
  }

  /** Turns a request into the contract's WebSocket, or refuses it before it is one. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const url = readUrl(request);
    const refusal =
      refuseForeign(request.headers, this.#port, true) ??
      (url && refuseWithoutToken(request.headers, url, this.#token));
    if (refusal || url?.pathname !== '/contract') {
      socket.end(
        `HTTP/1.1 ${refusal?.status ?? 404} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
      );
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) =>
      connect(webSocket, this.#options.openSession),
    );
  }

  /** Ends every connection of the contract. */
  close(): void {
    for (const client of this.#sockets.clients) client.close(1001, 'Bittern was closed');
    // A page that does not answer the close must not keep the program alive.
    for (const client of this.#sockets.clients) setTimeout(() => client.terminate(), 500).unref();
  }

  async #file(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    if (!reads.includes(request.method ?? '')) return sendMethodRefusal(response, reads.join(', '));
    const file = this.#assets.get(url.pathname);
    const stats = file && (await stat(file).catch(() => null));
    if (!file || !stats) throw new BitternError('not-found', 'There is nothing at this address.');
    const headers = {
      ...pageHeaders([`ws://127.0.0.1:${this.#port}`, `ws://localhost:${this.#port}`]),
      'content-type': contentType(file),
      'content-length': String(stats.size),
      'cache-control': 'no-cache',
    };
    await sendBody(response, 200, headers, request.method === 'HEAD' ? null : createReadStream(file));
  }

  async #original(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const refusal = refuseWithoutToken(request.headers, url, this.#token);
    if (refusal) return sendRefusal(response, refusal);
    if (!reads.includes(request.method ?? '')) return sendMethodRefusal(response, reads.join(', '));
    const id = url.pathname.slice('/original/'.length);
    const original = /^doc_[0-9a-z]+$/.test(id) ? await this.#options.findOriginal(id) : null;
    const answer = await answerOriginal(original, request.headers.range, request.method === 'HEAD');
    if (answer.status === 404) throw new BitternError('not-found', 'This document is not here any more.');
    await sendBody(response, answer.status, answer.headers, answer.body);
  }

  async #upload(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const refusal = refuseWithoutToken(request.headers, url, this.#token);
    if (refusal) return sendRefusal(response, refusal);
    if (request.method !== 'POST') return sendMethodRefusal(response, 'POST');
    const name = url.searchParams.get('name')?.trim();
    if (!name || name.length > 1024)
      throw new BitternError('bad-input', 'The file has no name, or one that is too long.');
    const announced = request.headers['content-length'];
    const received = await this.#options.uploads.receive(
      request,
      announced === undefined ? null : Number(announced),
    );
    sendJson(response, 200, { ...received, name });
  }
}
