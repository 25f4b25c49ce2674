import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EventBus } from '../../main/events.ts';
import { silentLog } from '../../main/log.ts';
import { createNetwork, type Network } from '../../main/network/index.ts';
import { createSettings, type SettingsService } from '../../main/settings/index.ts';
import { openStore, type Store } from '../../main/store/index.ts';

let directory: string;
let store: Store;
let settings: SettingsService;
let network: Network;
const servers: Server[] = [];

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'bittern-network-'));
  store = await openStore(directory, silentLog);
  settings = createSettings({ store, events: new EventBus(), log: silentLog });
  network = createNetwork({ store, settings, log: silentLog });
});
afterEach(async () => {
  network.close();
  store.close();
  rmSync(directory, { recursive: true, force: true });
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

async function listen(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const fetchIt = (url: string, headers: Record<string, string> = {}) =>
  network.gatedFetch('model-download', url, { headers });
const ledger = () => network.attempts().map(({ url, allowed, outcome }) => ({ url, allowed, outcome }));

describe('the gate', () => {
  it('fetches from the mirror that is set and writes it down', async () => {
    const url = await listen((_, response) => response.end('hello'));
    settings.set({ mirror: url });
    expect(await (await fetchIt(`${url}/file?token=secret`)).text()).toBe('hello');
    expect(ledger()).toEqual([{ url: `${url}/file?…`, allowed: true, outcome: '200' }]);
  });

  it('sends nothing to anywhere else, and writes that down too', async () => {
    let asked = 0;
    const url = await listen((_, response) => response.end(String(++asked)));
    await expect(fetchIt(url)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/Nothing was sent/),
    });
    expect(asked).toBe(0);
    expect(ledger()).toEqual([
      { url: `${url}/`, allowed: false, outcome: expect.stringMatching(/^refused: /) },
    ]);
  });

  it('writes an attempt down before it is made', async () => {
    let seen: unknown;
    const url = await listen((_, response) => {
      seen = ledger();
      response.end();
    });
    settings.set({ mirror: url });
    await fetchIt(url);
    expect(seen).toEqual([{ url: `${url}/`, allowed: true, outcome: 'connecting' }]);
  });

  it('follows redirects itself, one row a hop, without taking secrets to another origin', async () => {
    const seen: (string | undefined)[] = [];
    const storage = await listen((request, response) => {
      seen.push(request.headers.authorization, String(request.headers['x-plain']));
      response.end('stored');
    });
    const hub = await listen((request, response) => {
      if (request.url === '/a') response.writeHead(307, { location: '/b' }).end();
      else
        response.writeHead(302, { location: `${storage}/c?sig=secret` }).end(request.headers.authorization);
    });
    settings.set({ mirror: hub });
    const response = await fetchIt(`${hub}/a`, { authorization: 'Bearer secret', 'x-plain': 'kept' });
    expect(await response.text()).toBe('stored');
    expect(seen).toEqual([undefined, 'kept']);
    expect(ledger().map((row) => [new URL(row.url).pathname, row.outcome.split(',')[0]])).toEqual([
      ['/c', '200'],
      ['/b', '302'],
      ['/a', '307'],
    ]);
    expect(JSON.stringify(ledger())).not.toContain('secret');
  });

  it('ends a circle of redirects', async () => {
    const url = await listen((_, response) => response.writeHead(302, { location: '/again' }).end());
    settings.set({ mirror: url });
    await expect(fetchIt(url)).rejects.toThrow(/redirects in circles/);
  });

  it('names the host and what happened when there is no answer', async () => {
    const url = await listen((request) => request.socket.resetAndDestroy());
    settings.set({ mirror: url });
    await expect(fetchIt(url)).rejects.toMatchObject({
      code: 'network',
      isPassing: true,
      message: expect.stringMatching(/^The connection to 127\.0\.0\.1:\d+ failed \(\w+\)/),
    });
    expect(ledger()[0]?.outcome).toMatch(/^failed: /);
  });

  it('tells a name that cannot be found from a broken connection', async () => {
    network = createNetwork({
      store,
      settings,
      log: silentLog,
      hubUrl: 'https://hub.example',
      fetch: () =>
        Promise.reject(
          new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ENOTFOUND' }) }),
        ),
    });
    await expect(fetchIt('https://hub.example/x')).rejects.toThrow(/hub\.example cannot be found.*internet/);
  });

  it('does not take an untrustworthy certificate for something that passes', async () => {
    network = createNetwork({
      store,
      settings,
      log: silentLog,
      hubUrl: 'https://hub.example',
      fetch: () =>
        Promise.reject(
          new TypeError('fetch failed', {
            cause: Object.assign(new Error(), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
          }),
        ),
    });
    await expect(fetchIt('https://hub.example/x')).rejects.toMatchObject({
      isPassing: false,
      message: expect.stringMatching(/not trustworthy/),
    });
  });

  it('refuses a hub address that anybody on the way could change', () => {
    expect(() => createNetwork({ store, settings, log: silentLog, hubUrl: 'http://hub.example' })).toThrow(
      /https:/,
    );
  });
});

describe('the offline switch', () => {
  it('forbids everything, this machine included', async () => {
    let asked = 0;
    const url = await listen((_, response) => response.end(String(++asked)));
    settings.set({ mirror: url, offline: true });
    await expect(fetchIt(url)).rejects.toMatchObject({
      code: 'network',
      message: expect.stringMatching(/Stay offline/),
    });
    expect(asked).toBe(0);
    expect(ledger()).toEqual([
      { url: `${url}/`, allowed: false, outcome: 'refused: Bittern is set to stay offline' },
    ]);
  });

  it('ends an answer that is still coming', async () => {
    const url = await listen((_, response) => response.write('first part'));
    settings.set({ mirror: url });
    const response = await fetchIt(url);
    const rest = response.text();
    settings.set({ offline: true });
    await expect(rest).rejects.toThrow(/Stay offline/);
  });

  it('ends a connection that waits for its answer', async () => {
    let arrived = () => {};
    const asked = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const url = await listen(() => arrived());
    settings.set({ mirror: url });
    const answer = fetchIt(url);
    await asked;
    settings.set({ offline: true });
    await expect(answer).rejects.toThrow(/Stay offline/);
    expect(ledger()[0]?.outcome).toBe('stopped');
  });

  it('stops in the middle of a chain of redirects', async () => {
    const url = await listen((_, response) => {
      settings.set({ offline: true });
      response.writeHead(302, { location: '/next' }).end();
    });
    settings.set({ mirror: url });
    await expect(fetchIt(url)).rejects.toThrow(/Stay offline/);
  });

  it('lets go when it is off again', async () => {
    const url = await listen((_, response) => response.end('hello'));
    settings.set({ mirror: url, offline: true });
    await fetchIt(url).catch(() => {});
    settings.set({ offline: false });
    expect(await (await fetchIt(url)).text()).toBe('hello');
  });
});

describe('the ledger', () => {
  it('is what the window is shown, newest first, and stays over a restart', async () => {
    const url = await listen((_, response) => response.end());
    settings.set({ mirror: url });
    await fetchIt(`${url}/1`);
    await fetchIt(`${url}/2`);
    network.recordRefusal('window', 'https://tracker.example/pixel?who=me');
    network.close();
    network = createNetwork({ store, settings, log: silentLog });
    const { attempts } = await network.handlers['app.network']({}, { signal: new AbortController().signal });
    expect(attempts.map((attempt) => [attempt.url, attempt.allowed])).toEqual([
      ['https://tracker.example/pixel?…', false],
      [`${url}/2`, true],
      [`${url}/1`, true],
    ]);
  });
});
