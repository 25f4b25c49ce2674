import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ToProgram, ToWindow } from '../../preload/contract/index.ts';
import type { ElectronBridge } from '../../preload/index.ts';
import { build } from '../../scripts/build.mjs';

const folder = mkdtempSync(join(tmpdir(), 'bittern-preload-'));
let source = '';

beforeAll(async () => {
  await build({ only: ['preload'], out: folder });
  source = readFileSync(join(folder, 'preload/index.cjs'), 'utf8');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Exposed {
  bridge: ElectronBridge;
  worlds: string[];
  sent: { channel: string; message: ToProgram }[];
  /** Gives the script a message of the program. */
  deliver(message: ToWindow): void;
  required: string[];
}

/** Runs the built script as a sandboxed preload script runs: no Node, and `require` that knows `electron` alone. */
function load(): Exposed {
  const worlds = new Map<string, unknown>();
  const sent: Exposed['sent'] = [];
  const required: string[] = [];
  let listener: (event: unknown, message: unknown) => void = () => {};
  const electron = {
    contextBridge: { exposeInMainWorld: (name: string, value: unknown) => worlds.set(name, value) },
    ipcRenderer: {
      send: (channel: string, message: ToProgram) =>
        sent.push({ channel, message: structuredClone(message) }),
      on: (_channel: string, take: typeof listener) => {
        listener = take;
      },
    },
    webUtils: { getPathForFile: (file: { name: string }) => `/home/reader/${file.name}` },
  };
  const require = (name: string): unknown => {
    required.push(name);
    if (name === 'electron') return electron;
    throw new Error(`module not found: ${name}`);
  };
  const globals = {
    require,
    exports: {},
    module: {},
    process: { platform: 'linux' },
    URL,
    console,
    setTimeout,
  };
  runInNewContext(source, globals);
  return {
    bridge: worlds.get('bittern') as ElectronBridge,
    worlds: [...worlds.keys()],
    sent,
    required,
    deliver: (message) => listener({ sender: 'must not be seen' }, structuredClone(message)),
  };
}

describe('the preload script', () => {
  it('is one CommonJS file that requires electron and nothing else', () => {
    expect(readdirSync(join(folder, 'preload')).filter((name) => /js$/.test(name))).toEqual(['index.cjs']);
    expect([...source.matchAll(/\brequire\(["']([^"']+)["']\)/g)].map(([, name]) => name)).toEqual([
      'electron',
    ]);
    expect(source).not.toMatch(/^import\s|\bimport\(/m);
    expect(load().required).toEqual(['electron']);
  });

  it('shows the page named functions, and nothing of Electron', () => {
    const { bridge, worlds } = load();
    expect(worlds).toEqual(['bittern']);
    expect(Object.entries(bridge).map(([name, value]) => [name, typeof value])).toEqual([
      ['call', 'function'],
      ['open', 'function'],
      ['on', 'function'],
      ['pathsOf', 'function'],
      ['platform', 'string'],
    ]);
  });

  it('carries a call and its answer', async () => {
    const { bridge, sent, deliver } = load();
    const answer = bridge.call('conversation.list', {});
    expect(sent).toEqual([
      { channel: 'bittern', message: { kind: 'call', id: 1, name: 'conversation.list', input: {} } },
    ]);
    deliver({ kind: 'result', id: 1, output: { conversations: [] } });
    expect(await answer).toEqual({ conversations: [] });
  });

  it('hands errors on as a code and a sentence, which is all that crosses the bridge', async () => {
    const { bridge, deliver } = load();
    const answer = bridge.call('conversation.get', { id: 'cnv_000000000000' });
    deliver({ kind: 'error', id: 1, error: { code: 'not-found', message: 'It is gone.' } });
    await expect(answer).rejects.toEqual({ code: 'not-found', message: 'It is gone.' });
  });

  it('delivers events as plain values until it is told to stop', () => {
    const { bridge, deliver } = load();
    const seen: unknown[][] = [];
    const stop = bridge.on('notice', (...rest) => seen.push(rest));
    const event = { kind: 'event', name: 'notice', payload: { level: 'info', text: 'hello' } } as const;
    deliver(event);
    stop();
    deliver(event);
    expect(seen).toEqual([[{ level: 'info', text: 'hello' }]]);
  });

  it('tells where dropped files are', () => {
    expect(load().bridge.pathsOf([{ name: 'reeds.pdf' } as File])).toEqual(['/home/reader/reeds.pdf']);
  });
});
