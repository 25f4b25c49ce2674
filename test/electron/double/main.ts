import { type ChildProcess, fork } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import type * as Electron from 'electron';

/**
 * A stand-in for the module `electron` in the main process, for machines that cannot have its binary. Every member is
 * checked against electron.d.ts by the compiler, and what the program does is recorded. Utility processes are real
 * processes of Node that see what Electron would give them.
 */
export class Records {
  readonly order: string[] = [];
  readonly windows: BrowserWindow[] = [];
  readonly forks: { path: string; options: Electron.ForkOptions }[] = [];
  readonly opened: string[] = [];
  readonly boxes: string[] = [];
  /** Listeners by object and event, to compare with the events that electron.d.ts knows. */
  readonly events = new Map<string, Set<string>>();
  schemes: Electron.CustomScheme[] = [];
  menu: Electron.MenuItemConstructorOptions[] = [];
  paths: Record<string, string> = {};
  exitCode: number | null = null;
  quits = 0;
}

export const records = new Records();

/** An emitter that remembers which events were listened to. */
class Recorded extends EventEmitter {
  readonly #name: string;

  constructor(name: string) {
    super();
    this.#name = name;
    this.on('newListener', (event: string) => {
      if (event === 'newListener') return;
      const known = records.events.get(this.#name) ?? new Set();
      records.events.set(this.#name, known.add(event));
    });
  }
}

type UsedOfApp =
  | 'enableSandbox'
  | 'setPath'
  | 'setAppUserModelId'
  | 'requestSingleInstanceLock'
  | 'quit'
  | 'exit'
  | 'whenReady'
  | 'isPackaged';

class AppDouble extends Recorded implements Pick<Electron.App, UsedOfApp> {
  readonly isPackaged = true;
  readonly commandLine: Pick<Electron.CommandLine, 'hasSwitch'> = {
    hasSwitch: (name) =>
      process.env[`DOUBLE_SWITCH_${name.toUpperCase().replaceAll('-', '_')}`] !== undefined,
  };

  enableSandbox(): void {
    records.order.push('enableSandbox');
  }
  setPath(name: string, path: string): void {
    records.paths[name] = path;
  }
  setAppUserModelId(): void {}
  requestSingleInstanceLock(): boolean {
    records.order.push('requestSingleInstanceLock');
    return process.env.DOUBLE_SECOND_INSTANCE === undefined;
  }
  async whenReady(): Promise<void> {
    records.order.push('whenReady');
  }
  quit(): void {
    records.quits += 1;
    let isPrevented = false;
    this.emit('before-quit', { preventDefault: () => (isPrevented = true) });
    if (!isPrevented) this.emit('quit');
  }
  exit(code = 0): void {
    records.exitCode = code;
  }
}
export const app = new AppDouble('App');

/** A frame of a page, as far as the program looks at it. */
export type FrameDouble = Pick<Electron.WebFrameMain, 'url' | 'parent'>;

type UsedOfContents = 'setWindowOpenHandler' | 'send' | 'isDestroyed' | 'reload';

export class WebContentsDouble extends Recorded implements Pick<Electron.WebContents, UsedOfContents> {
  readonly sent: { channel: string; message: unknown }[] = [];
  openHandler: ((details: Electron.HandlerDetails) => Electron.WindowOpenHandlerResponse) | null = null;
  mainFrame: FrameDouble = { url: 'app://bundle/', parent: null };

  constructor() {
    super('WebContents');
    app.emit('web-contents-created', {}, this);
  }
  setWindowOpenHandler(handler: NonNullable<WebContentsDouble['openHandler']>): void {
    this.openHandler = handler;
  }
  send(channel: string, message: unknown): void {
    // What crosses is a structured clone; a message that cannot be one must fail here as it would there.
    this.sent.push({ channel, message: structuredClone(message) });
  }
  isDestroyed(): boolean {
    return false;
  }
  reload(): void {
    records.order.push('reload');
  }
}

type UsedOfWindow =
  | 'maximize'
  | 'show'
  | 'focus'
  | 'restore'
  | 'isMinimized'
  | 'isMaximized'
  | 'isDestroyed'
  | 'getNormalBounds'
  | 'loadURL';

export class BrowserWindow extends Recorded implements Pick<Electron.BrowserWindow, UsedOfWindow> {
  static getAllWindows(): BrowserWindow[] {
    return records.windows;
  }
  readonly webContents = new WebContentsDouble();
  readonly options: Electron.BrowserWindowConstructorOptions;
  url = '';
  focuses = 0;

  constructor(options: Electron.BrowserWindowConstructorOptions) {
    super('BrowserWindow');
    this.options = options;
    records.windows.push(this);
    records.order.push('window');
  }
  async loadURL(url: string): Promise<void> {
    this.url = url;
    this.webContents.mainFrame = { url, parent: null };
  }
  maximize(): void {}
  show(): void {}
  restore(): void {}
  focus(): void {
    this.focuses += 1;
  }
  isMinimized(): boolean {
    return false;
  }
  isMaximized(): boolean {
    return false;
  }
  isDestroyed(): boolean {
    return false;
  }
  getNormalBounds(): Electron.Rectangle {
    return { x: 10, y: 20, width: 900, height: 700 };
  }
}

type UsedOfSession =
  | 'setPermissionRequestHandler'
  | 'setPermissionCheckHandler'
  | 'setDevicePermissionHandler'
  | 'setDisplayMediaRequestHandler'
  | 'setBluetoothPairingHandler';
type Handler<N extends keyof Electron.Session> = Electron.Session[N] extends (
  handler: infer H,
  ...rest: never[]
) => void
  ? H
  : never;

class SessionDouble implements Pick<Electron.Session, UsedOfSession> {
  permissionRequest: Handler<'setPermissionRequestHandler'> = null;
  permissionCheck: Handler<'setPermissionCheckHandler'> = null;
  device: Handler<'setDevicePermissionHandler'> = null;
  display: Handler<'setDisplayMediaRequestHandler'> = null;
  bluetooth: Handler<'setBluetoothPairingHandler'> = null;
  beforeRequest:
    | ((
        details: Electron.OnBeforeRequestListenerDetails,
        answer: (response: Electron.CallbackResponse) => void,
      ) => void)
    | null = null;
  protocolHandler: ((request: Request) => Response | Promise<Response>) | null = null;

  readonly webRequest = {
    onBeforeRequest: (listener: NonNullable<SessionDouble['beforeRequest']>): void => {
      this.beforeRequest = listener;
    },
  } satisfies { onBeforeRequest: (listener: never) => void };
  readonly protocol = {
    handle: (scheme: string, handler: NonNullable<SessionDouble['protocolHandler']>): void => {
      records.order.push(`handle ${scheme}`);
      this.protocolHandler = handler;
    },
  } satisfies { handle: (scheme: string, handler: never) => void };

  setPermissionRequestHandler(handler: Handler<'setPermissionRequestHandler'>): void {
    this.permissionRequest = handler;
  }
  setPermissionCheckHandler(handler: Handler<'setPermissionCheckHandler'>): void {
    this.permissionCheck = handler;
  }
  setDevicePermissionHandler(handler: Handler<'setDevicePermissionHandler'>): void {
    this.device = handler;
  }
  setDisplayMediaRequestHandler(handler: Handler<'setDisplayMediaRequestHandler'>): void {
    this.display = handler;
  }
  setBluetoothPairingHandler(handler: Handler<'setBluetoothPairingHandler'>): void {
    this.bluetooth = handler;
  }
}
const defaultSession = new SessionDouble();
export const session = { defaultSession };

export const protocol: Pick<Electron.Protocol, 'registerSchemesAsPrivileged'> = {
  registerSchemesAsPrivileged: (schemes) => {
    records.order.push('registerSchemesAsPrivileged');
    records.schemes = schemes;
  },
};

export const ipcMain = new Recorded('IpcMain');

export const shell: Pick<Electron.Shell, 'openExternal' | 'showItemInFolder'> = {
  openExternal: async (url) => void records.opened.push(url),
  showItemInFolder: () => {},
};

export const dialog = {
  showErrorBox: (title: string, text: string) => void records.boxes.push(`${title}: ${text}`),
  showMessageBox: async (options: Electron.MessageBoxOptions) => {
    records.boxes.push(options.message);
    return { response: 0, checkboxChecked: false };
  },
  showMessageBoxSync: (_window: unknown, options: Electron.MessageBoxSyncOptions) => {
    records.boxes.push(options.message);
    return 0;
  },
  showOpenDialog: async () => ({ canceled: true, filePaths: [] as string[] }),
} satisfies { [N in keyof Electron.Dialog]?: (...rest: never[]) => ReturnType<Electron.Dialog[N]> };

export const Menu = {
  buildFromTemplate: (template: Electron.MenuItemConstructorOptions[]) => template,
  setApplicationMenu: (menu: Electron.MenuItemConstructorOptions[]) => {
    records.menu = menu;
  },
};

export const nativeTheme: Pick<Electron.NativeTheme, 'themeSource' | 'shouldUseDarkColors'> = {
  themeSource: 'system',
  shouldUseDarkColors: false,
};

export const screen = {
  getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1040 } }],
} satisfies { getAllDisplays: () => Pick<Electron.Display, 'workArea'>[] };

/** What makes a process of Node look like a utility process to the program that runs in it. */
const prelude = fileURLToPath(new URL('./parent-port.ts', import.meta.url));

class UtilityProcessDouble
  extends Recorded
  implements Pick<Electron.UtilityProcess, 'postMessage' | 'kill' | 'pid' | 'stdout' | 'stderr'>
{
  readonly #child: ChildProcess;

  constructor(path: string, options: Electron.ForkOptions) {
    super('UtilityProcess');
    this.#child = fork(path, [], {
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: options.env as NodeJS.ProcessEnv,
      execArgv: [...(options.execArgv ?? []), '--import', prelude],
    });
    this.#child.on('spawn', () => this.emit('spawn'));
    this.#child.on('message', (message) => this.emit('message', message));
    // As `waitpid` reports it.
    this.#child.on('exit', (code, signal) =>
      this.emit('exit', code ?? (signal && constants.signals[signal])),
    );
  }
  get pid(): number | undefined {
    return this.#child.pid;
  }
  get stdout(): NodeJS.ReadableStream | null {
    return this.#child.stdout;
  }
  get stderr(): NodeJS.ReadableStream | null {
    return this.#child.stderr;
  }
  postMessage(message: unknown): void {
    this.#child.send(message as object, () => {});
  }
  kill(): boolean {
    return this.#child.kill();
  }
}

export const utilityProcess = {
  fork: (path: string, _commandLine: string[] = [], options: Electron.ForkOptions = {}) => {
    records.forks.push({ path, options });
    return new UtilityProcessDouble(path, options);
  },
} satisfies { fork: (...rest: Parameters<typeof Electron.utilityProcess.fork>) => unknown };

/** Everything the test looks at, from the instance of this module that the program loaded. */
export const double = { records, app, session: defaultSession, ipcMain, nativeTheme };
(globalThis as { electronDouble?: typeof double }).electronDouble = double;
