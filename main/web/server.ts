import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BitternError } from '../../preload/contract/index.ts';
import { Door, type DoorOptions } from './door.ts';
import { newToken } from './token.ts';

export interface WebServerOptions extends DoorOptions {
  /** 0 takes a free port. */
  port: number;
}

export interface WebServer {
  readonly port: number;
  readonly token: string;
  /** What to open. The token is in the fragment, which browsers keep to themselves. */
  readonly address: string;
  close(): Promise<void>;
}

/** Starts the browser shell on the loopback interface. Throws `bad-input` when the port cannot be had. */
export async function startWebServer(options: WebServerOptions): Promise<WebServer> {
  const token = newToken();
  const server = createServer();
  // A model of several gigabytes may be uploaded; only the headers have to come soon.
  server.requestTimeout = 0;
  server.headersTimeout = 10_000;
  const port = await listen(server, options.port);
  const door = new Door(options, token, port);
  server.on('request', (request, response) => void door.answer(request, response));
  server.on('upgrade', (request, socket, head) => door.upgrade(request, socket, head));
  return {
    port,
    token,
    address: `http://127.0.0.1:${port}/#token=${token}`,
    close: async () => {
      door.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const sentence =
        error.code === 'EADDRINUSE'
          ? `Port ${port} is in use by another program. Choose another one with --port, or leave it out.`
          : `Port ${port} cannot be used (${error.code}). Choose another one with --port, or leave it out.`;
      reject(new BitternError('bad-input', sentence, { cause: error }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}
