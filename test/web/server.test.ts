import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect as connectSocket } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Session } from '../../main/door/session.ts';
import { EventBus } from '../../main/events.ts';
import type { Handlers, StreamHandlers } from '../../main/handlers.ts';
import { silentLog } from '../../main/log.ts';
import { startWebServer, type WebServer } from '../../main/web/server.ts';
import { Uploads } from '../../main/web/uploads.ts';
import { wire } from '../../preload/contract/index.ts';

const folder = mkdtempSync(join(tmpdir(), 'bittern-web-'));
const assets = join(folder, 'window');
const uploads = new Uploads(join(folder, 'uploads'));
const events = new EventBus();
const documentId = 'doc_0123456789ab';
let server: WebServer;

beforeAll(async () => {
  mkdirSync(join(assets, 'assets'), { recursive: true });
  writeFileSync(join(assets, 'index.html'), '<!doctype html><title>Bittern</title>');
  writeFileSync(join(assets, 'assets/app.js'), 'export {};');
  writeFileSync(join(folder, 'secret.txt'), 'not for the window');
  writeFileSync(join(folder, 'reeds.pdf'), '0123456789');
  symlinkSync(join(folder, 'secret.txt'), join(assets, 'link.txt'));
  await uploads.prepare();
  const services = {
    handlers: { 'conversation.list': () => ({ conversations: [] }) } as unknown as Handlers,
    streams: {} as StreamHandlers,
    events,
    log: silentLog,
  };
  server = await startWebServer({
    port: 0,
    assets,
    uploads,
    log: silentLog,
    openSession: (post) => new Session(services, post),
    findOriginal: (id) =>
      id === documentId
        ? { path: join(folder, 'reeds.pdf'), fileName: 'Röhricht "2".pdf', type: 'pdf' }
        : null,
  });
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** A request as it is written: no client tidies the path or adds headers. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET', body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        host: '127.0.0.1',
        port: server.port,
        path,
        method,
        headers: { host: `127.0.0.1:${server.port}`, ...headers },
      },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
        );
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** Whether somebody listens there. */
function isReached(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectSocket({ host, port, timeout: 2000 });
    const end = (answer: boolean) => () => {
      socket.destroy();
      resolve(answer);
    };
    socket.on('connect', end(true)).on('error', end(false)).on('timeout', end(false));
  });
}

const bearer = (): Record<string, string> => ({ authorization: `Bearer ${server.token}` });
const origin = (): string => `http://127.0.0.1:${server.port}`;

describe('the window’s files', () => {
  it('come without a token, with the policy that forbids everything foreign', async () => {
    const { status, headers, body } = await ask('/');
    expect(status).toBe(200);
    expect(body).toContain('<title>Bittern</title>');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['x-content-type-options']).toBe('nosniff');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain(`default-src 'none'; script-src 'self'; style-src 'self'`);
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${server.port}`);
    expect(policy).toContain(`require-trusted-types-for 'script'`);
    expect(policy).not.toContain('unsafe');
    expect((await ask('/assets/app.js')).headers['content-type']).toBe('text/javascript; charset=utf-8');
  });

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '/%252e%252e%252fsecret.txt',
    '/assets/%00/../../secret.txt',
    '//127.0.0.1/secret.txt',
    '/C:/secret.txt',
    '/C%3A%5Csecret.txt',
    '/%c0%ae%c0%ae/secret.txt',
    '/link.txt',
    '/.stamp',
  ])('never leave their folder: %s', async (path) => {
    const { status, body } = await ask(path);
    expect(status).toBe(404);
    expect(body).not.toContain('not for the window');
  });

  it('cannot be written', async () => {
    expect((await ask('/index.html', {}, 'PUT', 'x')).status).toBe(405);
  });
});

describe('a foreign page', () => {
  it.each(['evil.example', 'evil.example:80', '127.0.0.1', '127.0.0.1:1', '[::1]'])(
    'is refused by its Host: %s',
    async (host) => {
      const { status, body } = await ask('/', { host });
      expect(status).toBe(403);
      expect(body).not.toContain('<title>');
    },
  );

  it.each(['http://evil.example', 'null', 'https://127.0.0.1', 'file://'])(
    'is refused by its Origin: %s',
    async (foreign) => {
      for (const [path, method] of [
        ['/', 'GET'],
        ['/upload?name=a', 'POST'],
      ] as const)
        expect((await ask(path, { origin: foreign, ...bearer() }, method)).status).toBe(403);
    },
  );

  it('of our own origin is answered, also under the name localhost', async () => {
    expect((await ask('/', { origin: origin() })).status).toBe(200);
    const host = `localhost:${server.port}`;
    expect((await ask('/', { host, origin: `http://${host}` })).status).toBe(200);
  });
});

describe('uploads', () => {
  it('need the token', async () => {
    const wrong = [
      {},
      { authorization: 'Bearer ' },
      { authorization: `Bearer ${server.token}x` },
      { authorization: server.token },
    ];
    for (const headers of wrong) {
      const { status, body } = await ask(
        '/upload?name=a.txt',
        headers as Record<string, string>,
        'POST',
        'x',
      );
      expect(status).toBe(401);
      expect(JSON.parse(body).code).toBe('refused');
    }
    expect(readdirSync(join(folder, 'uploads'))).toEqual([]);
  });

  it('are kept under a random name, byte for byte', async () => {
    const { status, body } = await ask('/upload?name=..%2F..%2Fnotes.txt', bearer(), 'POST', 'wading birds');
    expect(status).toBe(200);
    const { uploadId, name, bytes } = JSON.parse(body);
    expect(uploadId).toMatch(/^[0-9a-f]{32}$/);
    expect({ name, bytes }).toEqual({ name: '../../notes.txt', bytes: 12 });
    expect(readFileSync(join(folder, 'uploads', uploadId), 'utf8')).toBe('wading birds');
  });

  it('that would fill the disk are refused before they are read', async () => {
    const headers = { ...bearer(), 'content-length': String(Number.MAX_SAFE_INTEGER) };
    const { status, body } = await new Promise<{ status: number; body: string }>((resolve, reject) => {
      const request = httpRequest(
        { host: '127.0.0.1', port: server.port, path: '/upload?name=huge.bin', method: 'POST', headers },
        (response) => {
          let text = '';
          response.on('data', (part) => (text += part));
          response.on('close', () => resolve({ status: response.statusCode ?? 0, body: text }));
        },
      );
      request.on('error', reject);
      request.write('x');
    });
    expect(status).toBe(507);
    expect(JSON.parse(body).code).toBe('no-room');
  });

  it('that break off leave nothing behind', async () => {
    const before = readdirSync(join(folder, 'uploads'));
    const socket = connectSocket(server.port, '127.0.0.1');
    const head = [
      'POST /upload?name=half.bin HTTP/1.1',
      `Host: 127.0.0.1:${server.port}`,
      `Authorization: Bearer ${server.token}`,
      'Content-Length: 100000',
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\nbeginning`);
    const partial = (): string[] =>
      readdirSync(join(folder, 'uploads')).filter((name) => name.endsWith('.part'));
    await expect.poll(() => partial().length).toBe(1);
    socket.destroy();
    await expect.poll(() => readdirSync(join(folder, 'uploads'))).toEqual(before);
  });

  it('need a name and the right method', async () => {
    expect((await ask('/upload', bearer(), 'POST', 'x')).status).toBe(400);
    expect((await ask('/upload?name=a', bearer(), 'GET')).status).toBe(405);
  });

  it('of an earlier run are gone at the start', async () => {
    const other = join(folder, 'earlier');
    mkdirSync(other);
    writeFileSync(join(other, 'a'.repeat(32)), 'old');
    await new Uploads(other).prepare();
    expect(readdirSync(other)).toEqual([]);
  });
});

describe('originals', () => {
  const path = `/original/${documentId}`;

  it('need the token, in the header or in the address', async () => {
    expect((await ask(path)).status).toBe(401);
    expect((await ask(`${path}?token=wrong`)).status).toBe(401);
    expect((await ask(path, bearer())).body).toBe('0123456789');
    expect((await ask(`${path}?token=${server.token}`)).body).toBe('0123456789');
  });

  it('may be looked at, never run', async () => {
    const { headers } = await ask(path, bearer());
    expect(headers['content-type']).toBe('application/pdf');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-security-policy']).toContain('sandbox');
    expect(headers['content-disposition']).toBe(
      `inline; filename="R_hricht _2_.pdf"; filename*=UTF-8''R%C3%B6hricht%20%222%22.pdf`,
    );
  });

  it.each([
    ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-3', 206, '789', 'bytes 7-9/10'],
    ['bytes=8-99', 206, '89', 'bytes 8-9/10'],
    ['bytes=10-', 416, '', 'bytes */10'],
    ['bytes=4-2', 200, '0123456789', undefined],
    ['lines=1-2', 200, '0123456789', undefined],
  ])('come in the range that is asked for: %s', async (range, status, body, contentRange) => {
    const answer = await ask(path, { ...bearer(), range });
    expect([answer.status, answer.body, answer.headers['content-range']]).toEqual([
      status,
      body,
      contentRange,
    ]);
  });

  it.each([
    '/original/doc_unknown00000',
    '/original/',
    '/original/..%2f..%2fsecret.txt',
    '/original/doc_/../../secret.txt',
  ])('that are not there are not found: %s', async (unknown) =>
    expect((await ask(unknown, bearer())).status).toBe(404),
  );
});

describe('the contract’s WebSocket', () => {
  const open = (
    path: string,
    options: { origin?: string; headers?: Record<string, string> } = {},
  ): Promise<WebSocket> =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, options);
      socket.on('open', () => resolve(socket));
      socket.on('unexpected-response', (_request, response) =>
        reject(new Error(String(response.statusCode))),
      );
      socket.on('error', reject);
    });
  const good = (): string => `/contract?token=${server.token}`;
  const closed = (socket: WebSocket): Promise<number> =>
    new Promise((resolve) => socket.on('close', resolve));

  it.each([
    ['without a token', () => '/contract', () => ({ origin: origin() }), '401'],
    ['with a wrong token', () => '/contract?token=wrong', () => ({ origin: origin() }), '401'],
    ['from another origin', good, () => ({ origin: 'http://evil.example' }), '403'],
    ['without an origin', good, () => ({}), '403'],
    [
      'for another host',
      good,
      () => ({ origin: 'http://evil.example', headers: { host: 'evil.example' } }),
      '403',
    ],
    ['at another path', () => `/other?token=${server.token}`, () => ({ origin: origin() }), '404'],
  ])('is refused %s', async (_name, path, options, status) => {
    await expect(open(path(), options())).rejects.toThrow(status);
  });

  it('carries calls and events', async () => {
    const socket = await open(good(), { origin: origin() });
    const messages: unknown[] = [];
    socket.on('message', (data) => messages.push(JSON.parse(String(data))));
    socket.send(JSON.stringify({ kind: 'call', id: 1, name: 'conversation.list', input: {} }));
    await expect.poll(() => messages).toEqual([{ kind: 'result', id: 1, output: { conversations: [] } }]);
    events.emit('notice', { level: 'info', text: 'hello' });
    await expect
      .poll(() => messages[1])
      .toEqual({
        kind: 'event',
        name: 'notice',
        payload: { level: 'info', text: 'hello' },
      });
    socket.close();
  });

  it.each([
    ['no JSON', 'call me'],
    ['not of the contract', '{"kind":"eval","code":"1"}'],
    ['binary', Buffer.from('{}')],
  ])('is closed by a message that is %s', async (_name, message) => {
    const socket = await open(good(), { origin: origin() });
    socket.send(message);
    expect(await closed(socket)).toBe(1008);
  });

  it('is closed by a message that is too large', async () => {
    const socket = await open(good(), { origin: origin() });
    socket.on('error', () => {});
    socket.send('x'.repeat(wire.maximumBytes + 1));
    expect(await closed(socket)).toBe(1009);
  });
});

describe('the port', () => {
  it('that is taken gives a sentence', async () => {
    const options = {
      assets,
      uploads,
      log: silentLog,
      openSession: () => ({ receive() {}, close() {} }),
      findOriginal: () => null,
    };
    await expect(startWebServer({ ...options, port: server.port })).rejects.toThrow(
      `Port ${server.port} is in use by another program.`,
    );
  });

  it('is reached from this machine alone', async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ internal }) => !internal)
      .map(({ address, scopeid }) => (scopeid ? `${address}%${scopeid}` : address));
    // Linux answers on the whole of 127.0.0.0/8 to whoever listens everywhere, also where there is no other interface.
    if (process.platform === 'linux') others.push('127.0.0.2', '::1');
    const reached = await Promise.all(others.map((address) => isReached(address, server.port)));
    expect(others.filter((_address, index) => reached[index])).toEqual([]);
    expect(await isReached('127.0.0.1', server.port)).toBe(true);
  });

  it('is printed with a key that nobody guesses, which browsers keep to themselves', () => {
    expect(server.address).toBe(`http://127.0.0.1:${server.port}/#token=${server.token}`);
    expect(server.token.length).toBeGreaterThanOrEqual(43);
  });
});
