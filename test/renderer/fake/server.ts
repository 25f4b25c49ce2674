import { randomBytes } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { type WebSocket, WebSocketServer } from 'ws';
import { pageHeaders } from '../../../main/assets/policy.ts';
import {
  asBitternError,
  type CallName,
  calls,
  streams,
  type ToWindow,
  toProgram,
} from '../../../preload/contract/index.ts';
import { type FakeOptions, FakeProgram } from './program.ts';

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

const key = 'fake-key';
const root = join(import.meta.dirname, '../../../out/renderer');

/** A browser shell over a fake program, serving the built window. */
export interface FakeShell {
  program: FakeProgram;
  /** The address to open, with its key. */
  address: string;
  /** Ends every connection, as when the program is restarted. */
  drop(): void;
  close(): Promise<void>;
}

/** Starts the fake on a free port of the loopback address. */
export async function startFakeShell(options: Partial<FakeOptions> = {}, port = 0): Promise<FakeShell> {
  const program = new FakeProgram(options);
  const server = createServer((request, response) => serve(program, request, response));
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url ?? '', 'http://localhost');
    if (url.pathname !== '/contract' || url.searchParams.get('token') !== key) return socket.destroy();
    sockets.handleUpgrade(request, socket, head, (webSocket) => session(program, webSocket));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const drop = () => {
    for (const socket of sockets.clients) socket.terminate();
  };
  return {
    program,
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/#token=${key}`,
    drop,
    close: () =>
      new Promise((resolve) => {
        drop();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function serve(program: FakeProgram, request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (request.method === 'POST' && url.pathname === '/upload') {
    receive(program, request, response, url);
    return;
  }
  const original = /^\/original\/(doc_\w+)$/.exec(url.pathname)?.[1];
  if (original && url.searchParams.get('token') === key) {
    const bytes = program.documents.get(original)?.original;
    if (bytes) return void response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(bytes);
  }
  const path = join(root, normalize(url.pathname === '/' ? '/index.html' : url.pathname));
  if (!path.startsWith(root) || !existsSync(path) || !statSync(path).isFile())
    return void response.writeHead(404).end();
  response.writeHead(200, {
    'content-type': types[extname(path)] ?? 'application/octet-stream',
    ...pageHeaders(),
  });
  createReadStream(path).pipe(response);
}

function receive(program: FakeProgram, request: IncomingMessage, response: ServerResponse, url: URL): void {
  if (request.headers.authorization !== `Bearer ${key}`) return void response.writeHead(401).end();
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
  });
  request.on('end', () => {
    const uploadId = randomBytes(16).toString('hex');
    program.uploads.set(uploadId, { name: url.searchParams.get('name') ?? '', bytes });
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ uploadId }));
  });
}

/** One window's end of the wire. */
function session(program: FakeProgram, socket: WebSocket): void {
  const open = new Map<number, AbortController>();
  const send = (message: ToWindow) => socket.send(JSON.stringify(message));
  const stop = program.listen((name, payload) => send({ kind: 'event', name, payload }));
  socket.on('close', () => {
    stop();
    for (const controller of open.values()) controller.abort();
  });
  socket.on('message', (data) => {
    const message = toProgram.parse(JSON.parse(String(data)));
    if (message.kind === 'call') void call(message.id, message.name as CallName, message.input);
    if (message.kind === 'open') void stream(message.id, message.input);
    if (message.kind === 'cancel') open.get(message.id)?.abort();
  });
  async function call(id: number, name: CallName, input: unknown): Promise<void> {
    try {
      const handler = program.handlers[name] as (input: unknown) => unknown;
      send({ kind: 'result', id, output: await handler(calls[name].input.parse(input)) });
    } catch (thrown) {
      send({ kind: 'error', id, error: asBitternError(thrown).toWire() });
    }
  }
  async function stream(id: number, input: unknown): Promise<void> {
    const controller = new AbortController();
    open.set(id, controller);
    const { answerId, offset } = streams.answer.input.parse(input);
    try {
      for await (const item of program.answer(answerId, offset, controller.signal))
        if (!controller.signal.aborted) send({ kind: 'item', id, item });
      if (!controller.signal.aborted) send({ kind: 'end', id });
    } catch (thrown) {
      send({ kind: 'end', id, error: asBitternError(thrown).toWire() });
    }
    open.delete(id);
  }
}
