import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { calls, type ToWindow } from '../../preload/contract/index.ts';
import { root } from '../support/build.ts';
import { type BrowserWindow, type FrameDouble, WebContentsDouble } from './double/main.ts';
import { answerTo, call, firstWindow, post, type Started, startProgram } from './started.ts';

const published = readFileSync(
  join(dirname(createRequire(import.meta.url).resolve('electron/package.json')), 'electron.d.ts'),
  'utf8',
);

let started: Started;
let window: BrowserWindow;

beforeAll(async () => {
  started = startProgram();
  window = await firstWindow(started);
}, 120_000);

afterAll(async () => {
  started.double.app.quit();
  await vi.waitUntil(() => started.double.records.quits > 1, { timeout: 10_000 });
  process.removeAllListeners('uncaughtException');
  rmSync(started.data, { recursive: true, force: true });
});

describe('the start', () => {
  it('switches the sandbox on and takes the instance’s lock before anything else', () => {
    expect(started.double.records.order.slice(0, 4)).toEqual([
      'enableSandbox',
      'registerSchemesAsPrivileged',
      'requestSingleInstanceLock',
      'whenReady',
    ]);
  });

  it('keeps Chromium’s files apart from ours, and the lock one for each data folder', () => {
    expect(started.double.records.paths.userData).toBe(join(started.data, 'window'));
    expect(existsSync(join(started.data, 'bittern.db'))).toBe(true);
  });

  it('listens to nothing that Electron does not publish', () => {
    for (const [name, events] of started.double.records.events) {
      const start = published.search(new RegExp(`\\n  (class|interface) ${name} extends`));
      const section = published.slice(start, published.indexOf('\n  }\n', start));
      expect(start, name).toBeGreaterThan(0);
      // IPC channels are names of our own.
      for (const event of name === 'IpcMain' ? [] : events) expect(section).toContain(`on(event: '${event}'`);
    }
  });
});

describe('the window', () => {
  it('is made with the preferences that keep a page in its box', () => {
    expect(window.options.webPreferences).toEqual({
      preload: join(root, 'out/preload/index.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      navigateOnDragDrop: false,
      safeDialogs: true,
      devTools: false,
      spellcheck: false,
    });
    expect(existsSync(window.options.webPreferences?.preload ?? '')).toBe(true);
  });

  it('shows the page of the program’s own scheme', () => {
    expect(window.url).toBe('app://bundle/');
  });

  it('remembers where it was, in a file that is never half written', () => {
    window.emit('close');
    const state = JSON.parse(readFileSync(join(started.data, 'window-state.json'), 'utf8'));
    expect(state).toEqual({ x: 10, y: 20, width: 900, height: 700, isMaximized: false });
    expect(existsSync(join(started.data, 'window-state.json.part'))).toBe(false);
  });
});

describe('the scheme', () => {
  const get = async (url: string, init?: RequestInit): Promise<Response> => {
    const handler = started.double.session.protocolHandler;
    if (!handler) throw new Error('app: is not handled');
    return await handler(new Request(url, init));
  };

  it('is as safe as https and does not bypass the content policy', () => {
    expect(started.double.records.schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true } },
    ]);
  });

  it('gives the page with a policy that allows nothing foreign', async () => {
    const response = await get('app://bundle/');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy.split('; ')).toEqual([
      `default-src 'none'`,
      `script-src 'self'`,
      `style-src 'self'`,
      `img-src 'self' data: blob:`,
      `font-src 'self'`,
      `connect-src 'self'`,
      `worker-src 'self'`,
      `object-src 'none'`,
      `frame-src 'none'`,
      `frame-ancestors 'none'`,
      `base-uri 'none'`,
      `form-action 'none'`,
      `require-trusted-types-for 'script'`,
      `trusted-types bittern`,
    ]);
    expect(await response.text()).toContain('<div id="root">');
  });

  it.each([
    'app://bundle/../main/electron.js',
    'app://bundle/%2e%2e/main/electron.js',
    'app://bundle/%2e%2e%2fmain%2felectron.js',
    'app://bundle/..%5cmain%5celectron.js',
    'app://bundle/..\\main\\electron.js',
    'app://bundle/%00index.html',
    'app://bundle//etc/passwd',
    'app://bundle/C:/Windows/win.ini',
    'app://bundle/%5c%5cserver%5cshare',
    'app://bundle/.stamp',
    'app://bundle/original/..%2f..%2fbittern.db',
    'app://bundle/original/doc_unknown00000',
  ])('has no way out of the window’s folder: %s', async (url) => {
    expect((await get(url)).status).toBe(404);
  });

  it.each(['app://other/', 'app://bundle.evil.example/', 'app://user@bundle/', 'app://bundle:80/'])(
    'is one host: %s',
    async (url) => {
      // The Fetch standard's own Request refuses credentials before we are asked.
      const status = await get(url).then(
        (response) => response.status,
        () => 403,
      );
      expect(status).toBe(403);
    },
  );

  it('can be read and not written', async () => {
    expect((await get('app://bundle/', { method: 'POST', body: 'x' })).status).toBe(405);
    const head = await get('app://bundle/', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });
});

describe('permissions', () => {
  /** Every name in the published types, so that one that is new fails here until it is decided on. */
  const names = [
    ...new Set(
      [...published.matchAll(/set(?:PermissionRequest|PermissionCheck)Handler\(handler: .*/g)].flatMap(
        ([line]) => [...line.matchAll(/'([a-zA-Z-]+)'/g)].map(([, name]) => name ?? ''),
      ),
    ),
  ];

  const request = (permission: string, requestingUrl: string): boolean | null => {
    let granted: boolean | null = null;
    started.double.session.permissionRequest?.(
      window.webContents as never,
      permission as never,
      (answer) => {
        granted = answer;
      },
      { requestingUrl, isMainFrame: true },
    );
    return granted;
  };
  const check = (permission: string, origin: string): boolean | undefined =>
    started.double.session.permissionCheck?.(null, permission as never, origin, {} as never);

  it('are all listed', () => expect(names.length).toBeGreaterThan(40));

  it.each(names)('%s', (name) => {
    const expected = name === 'clipboard-sanitized-write';
    expect(request(name, 'app://bundle/')).toBe(expected);
    expect(check(name, 'app://bundle/')).toBe(expected);
    expect(request(name, 'https://evil.example/')).toBe(false);
    expect(check(name, 'https://evil.example')).toBe(false);
  });

  it('for devices and the screen are denied', () => {
    const { device, display } = started.double.session;
    expect(device?.({} as never)).toBe(false);
    let streams: unknown = 'unanswered';
    display?.({} as never, (answer) => {
      streams = answer;
    });
    expect(streams).toBeNull();
    let paired: unknown = 'unanswered';
    started.double.session.bluetooth?.({} as never, (answer) => {
      paired = answer;
    });
    expect(paired).toEqual({ confirmed: false });
  });

  it('that nobody heard of are denied', () =>
    expect(request('new-in-some-version', 'app://bundle/')).toBe(false));
});

describe('navigation', () => {
  const leaves = [
    'https://example.org/',
    'http://127.0.0.1/',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:text/html,x',
    'app://other/',
    'app://bundle/original/doc_000000000000',
    'about:blank',
  ];

  const isPrevented = (contents: WebContentsDouble, event: string, url: string): boolean => {
    let prevented = false;
    contents.emit(event, { url, preventDefault: () => (prevented = true) });
    return prevented;
  };

  it.each(leaves)('to %s is prevented', (url) => {
    for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect'])
      expect(isPrevented(window.webContents, event, url)).toBe(true);
    expect(window.webContents.openHandler?.({ url } as never)).toEqual({ action: 'deny' });
  });

  it('to the page itself, which is to load it anew, is not', () => {
    expect(isPrevented(window.webContents, 'will-navigate', 'app://bundle/#/library')).toBe(false);
  });

  it('is guarded in web contents that something else made, and embedding is prevented', () => {
    const { app } = started.double;
    const stray = new WebContentsDouble();
    app.emit('web-contents-created', {}, stray);
    expect(isPrevented(stray, 'will-navigate', 'https://example.org/')).toBe(true);
    expect(isPrevented(stray, 'will-attach-webview', '')).toBe(true);
  });
});

describe('requests of a page', () => {
  const isCancelled = (url: string): boolean | undefined => {
    let cancel: boolean | undefined;
    started.double.session.beforeRequest?.({ url } as never, (answer) => {
      cancel = answer.cancel;
    });
    return cancel;
  };

  it.each([
    'https://example.org/x.png',
    'http://127.0.0.1:80/',
    'ws://example.org',
    'file:///etc/passwd',
    'ftp://a',
    'app://other/x',
  ])('to %s never leave the program', (url) => expect(isCancelled(url)).toBe(true));

  it('that were cancelled stand in the ledger of connections', async () => {
    isCancelled('https://example.org/tracker.png');
    const { attempts } = await call(started, window.webContents, 'app.network', {});
    expect(attempts[0]).toMatchObject({
      purpose: 'a page in the window',
      url: 'https://example.org/tracker.png',
      allowed: false,
    });
  });

  it.each(['app://bundle/assets/index.js', 'blob:app://bundle/1', 'data:image/png;base64,AA=='])(
    'to %s stay inside',
    (url) => expect(isCancelled(url)).toBe(false),
  );
});

describe('messages of a page', () => {
  const hello = (id: number) => ({ kind: 'call', id, name: 'app.info', input: {} });
  const answers = (contents: WebContentsDouble, id: number): ToWindow[] =>
    contents.sent
      .map(({ message }) => message as ToWindow)
      .filter((message) => 'id' in message && message.id === id);

  it('are answered when they come from the top frame of our window', async () => {
    const info = await call(started, window.webContents, 'app.info', {});
    expect(info).toMatchObject({ shell: 'electron', dataDirectory: started.data });
  });

  const foreign: [string, () => FrameDouble | null][] = [
    ['a frame that is gone', () => null],
    [
      'a frame inside the page',
      () => ({ url: 'app://bundle/', parent: window.webContents.mainFrame as never }),
    ],
    ['a page on the web', () => ({ url: 'https://evil.example/', parent: null })],
    ['another host of our scheme', () => ({ url: 'app://other/', parent: null })],
    ['a name that only looks like ours', () => ({ url: 'app://bundle.evil.example/', parent: null })],
    [
      'a document shown by our scheme',
      () => ({ url: 'app://bundle/original/doc_000000000000', parent: null }),
    ],
  ];
  it.each(foreign)('are dropped when they come from %s', async (_name, frame) => {
    post(started, window.webContents, hello(90_001), frame());
    // A later message is answered, so the earlier one would have been.
    await call(started, window.webContents, 'app.info', {});
    expect(answers(window.webContents, 90_001)).toEqual([]);
  });

  it('are dropped when they come from a window that is not ours', async () => {
    const stray = new WebContentsDouble();
    post(started, stray, hello(90_002));
    await call(started, window.webContents, 'app.info', {});
    expect(stray.sent).toEqual([]);
  });

  it('are dropped when they are too large, circular, or not of the contract', async () => {
    const circular: Record<string, unknown> = hello(90_003);
    circular.input = circular;
    post(started, window.webContents, circular);
    post(started, window.webContents, { ...hello(90_003), input: 'x'.repeat(17 * 1024 * 1024) });
    for (const odd of [null, 'app.info', 42, [], { kind: 'eval' }, { ...hello(90_003), extra: 1 }])
      post(started, window.webContents, odd);
    await call(started, window.webContents, 'app.info', {});
    expect(answers(window.webContents, 90_003)).toEqual([]);
  });

  it.each(Object.keys(calls))('to %s are refused with a wrong shape', async (name) => {
    const id = 100_000 + Object.keys(calls).indexOf(name);
    post(started, window.webContents, { kind: 'call', id, name, input: { unheardOf: true } });
    expect(await answerTo(window.webContents, id)).toMatchObject({
      kind: 'error',
      error: { code: 'bad-input' },
    });
  });

  it.each(['', 'constructor', '__proto__', 'toString', 'app.quit'])(
    'to a call named "%s" are refused',
    async (name) => {
      const id = 200_000 + name.length;
      post(started, window.webContents, { kind: 'call', id, name, input: {} });
      expect(await answerTo(window.webContents, id)).toMatchObject({
        kind: 'error',
        error: { code: 'bad-input' },
      });
    },
  );

  it('that a page left unanswered when it was loaded anew stay unanswered, and its numbers are free again', async () => {
    const path = join(started.data, 'left.txt');
    writeFileSync(path, 'A page asked for this and went away.\n');
    const input = { sources: [{ kind: 'path', path }] };
    post(started, window.webContents, { kind: 'call', id: 300_000, name: 'document.import', input });
    window.webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
    post(started, window.webContents, hello(300_000));
    const isThere = async (): Promise<boolean> =>
      (await call(started, window.webContents, 'document.list', {})).documents.some(
        ({ fileName }) => fileName === 'left.txt',
      );
    await expect.poll(isThere, { timeout: 10_000 }).toBe(true);
    expect(answers(window.webContents, 300_000)).toEqual([
      expect.objectContaining({ kind: 'result', output: expect.objectContaining({ shell: 'electron' }) }),
    ]);
  });

  it('of a page that was loaded anew start over: events come once', async () => {
    window.webContents.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
    await call(started, window.webContents, 'app.info', {});
    const before = window.webContents.sent.length;
    await call(started, window.webContents, 'settings.set', { theme: 'dark' });
    const events = window.webContents.sent
      .slice(before)
      .filter(({ message }) => (message as { name?: string }).name === 'settings.changed');
    expect(events).toHaveLength(1);
    expect(started.double.nativeTheme.themeSource).toBe('dark');
  });
});

describe('links', () => {
  const open = (url: string): Promise<unknown> => call(started, window.webContents, 'app.openLink', { url });

  it.each(['https://example.org/reeds?x=1#y', 'mailto:someone@example.org'])(
    'to %s are opened outside',
    async (url) => {
      await open(url);
      expect(started.double.records.opened.at(-1)).toBe(url);
    },
  );

  it.each([
    'http://example.org/',
    'javascript:alert(1)',
    'file:///etc/passwd',
    'smb://server/share',
    'ms-msdt:/id PCWDiagnostic',
    'https://good.example@evil.example/',
    'app://bundle/',
  ])('to %s are refused', async (url) => {
    const before = started.double.records.opened.length;
    await expect(open(url)).rejects.toThrow('bad-input');
    expect(started.double.records.opened).toHaveLength(before);
  });
});

describe('child processes', () => {
  it('are utility processes with a small environment, named, their output kept', async () => {
    const file = join(started.data, 'note.txt');
    writeFileSync(file, 'The bittern booms in the reeds.\n');
    const { documents } = await call(started, window.webContents, 'document.import', {
      sources: [{ kind: 'path', path: file }],
    });
    const { id } = documents[0]!;
    const status = async (): Promise<string> =>
      (await call(started, window.webContents, 'document.get', { id })).status;
    await expect.poll(status, { timeout: 20_000 }).toBe('ready');

    const [{ path, options }] = started.double.records.forks as [
      (typeof started.double.records.forks)[number],
    ];
    expect(path).toBe(join(root, 'out/main/parser.js'));
    expect(options.serviceName).toBe('Bittern parser');
    expect(options.stdio).toEqual(['ignore', 'pipe', 'pipe']);
    expect(options.env).not.toHaveProperty('A_SECRET_OF_THE_PERSON');
    expect(options.env).toHaveProperty('PATH');
    expect(options.execArgv?.join()).toMatch(/^--max-old-space-size=\d+$/);

    const original = await started.double.session.protocolHandler?.(
      new Request(`app://bundle/original/${id}`, { headers: { range: 'bytes=4-10' } }),
    );
    expect(original?.status).toBe(206);
    expect(original?.headers.get('content-disposition')).toContain('attachment');
    expect(await original?.text()).toBe('bittern');
  });
});

describe('a second start', () => {
  it('brings the window to the front and hands over its files', async () => {
    const file = join(started.data, 'second.md');
    writeFileSync(file, '# Reed beds\n\nThey are wet.\n');
    const focuses = window.focuses;
    started.double.app.emit(
      'second-instance',
      {},
      ['bittern', '--flag', 'https://x.example', 'gone.txt', 'second.md'],
      started.data,
    );
    expect(window.focuses).toBe(focuses + 1);
    const names = async (): Promise<string[]> =>
      (await call(started, window.webContents, 'document.list', {})).documents.map(
        ({ fileName }) => fileName,
      );
    await expect.poll(names, { timeout: 10_000 }).toContain('second.md');
    expect(await names()).not.toContain('gone.txt');
  });
});

describe('files that are opened with Bittern on macOS', () => {
  const openFile = (path: string): boolean => {
    let isPrevented = false;
    started.double.app.emit('open-file', { preventDefault: () => (isPrevented = true) }, path);
    return isPrevented;
  };

  it('go into the library, and the window comes to the front', async () => {
    const file = join(started.data, 'opened.md');
    writeFileSync(file, '# Sedge\n\nIt is opened with Bittern.\n');
    const focuses = window.focuses;
    expect(openFile(file)).toBe(true);
    expect(window.focuses).toBe(focuses + 1);
    const names = async (): Promise<string[]> =>
      (await call(started, window.webContents, 'document.list', {})).documents.map(
        ({ fileName }) => fileName,
      );
    await expect.poll(names, { timeout: 10_000 }).toContain('opened.md');
  });

  it('make the window again when there is none', () => {
    const { windows } = started.double.records;
    const closed = windows.splice(0);
    openFile(join(started.data, 'gone.md'));
    expect(windows).toHaveLength(1);
    windows.splice(0, 1, ...closed);
  });

  it('are added as models when they are models, and refused with a sentence when they are none', async () => {
    const file = join(started.data, 'reed.gguf');
    writeFileSync(file, 'no model at all');
    openFile(file);
    const notices = (): unknown[] =>
      window.webContents.sent
        .map(({ message }) => message as { name?: string; payload?: { text: string } })
        .filter(({ name }) => name === 'notice')
        .map(({ payload }) => payload?.text);
    await expect.poll(notices, { timeout: 10_000 }).toContainEqual(expect.stringContaining('reed.gguf'));
    const { documents } = await call(started, window.webContents, 'document.list', {});
    expect(documents.map(({ fileName }) => fileName)).not.toContain('reed.gguf');
  });
});

describe('a page that dies', () => {
  it('is offered to be loaded anew, the first time', () => {
    const { records } = started.double;
    const reloads = (): number => records.order.filter((entry) => entry === 'reload').length;
    window.webContents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 });
    expect(reloads()).toBe(1);
    expect(records.boxes.at(-1)).toBe('The window stopped working.');
    window.webContents.emit('render-process-gone', {}, { reason: 'clean-exit', exitCode: 0 });
    expect(records.boxes).toHaveLength(1);
  });
});

describe('a defect of the program itself', () => {
  it('is said, logged, and ends it', () => {
    const { records } = started.double;
    // The test runner listens, too; only the program's own listener is asked.
    const listener = process.listeners('uncaughtException').at(-1);
    listener?.(new Error('a reed broke'), 'uncaughtException');
    expect(records.boxes.at(-1)).toMatch(/^Bittern has to close: /);
    expect(records.exitCode).toBe(1);
    expect(readFileSync(join(started.data, 'logs/bittern.log'), 'utf8')).toContain('a reed broke');
  });
});
