import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  app,
  BrowserWindow,
  type BrowserWindowConstructorOptions,
  nativeTheme,
  type WebPreferences,
} from 'electron';
import type { Log } from '../log.ts';
import { page } from './origin.ts';
import { rememberBounds, type WindowState } from './window-state.ts';

/** The preload script of the build: one CommonJS file beside `out/main`. */
export function preloadPath(): string {
  return join(dirname(fileURLToPath(import.meta.url)), '..', 'preload', 'index.cjs');
}

/** What every page of Bittern runs with. Most of it is Electron's default; it is written down so that it stays so. */
export function webPreferences(preload: string): WebPreferences {
  return {
    preload,
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
    devTools: !app.isPackaged,
    // The spelling checker fetches its dictionaries from the network on its own.
    spellcheck: false,
  };
}

/** Makes the window, the only place that does. It shows itself when its first picture is ready. */
export function createWindow(state: WindowState, log: Log): BrowserWindow {
  const options: BrowserWindowConstructorOptions = {
    ...state.bounds,
    minWidth: 420,
    minHeight: 360,
    title: 'Bittern',
    show: false,
    // The page's own colours, so that nothing flashes before it is there.
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#161512' : '#fbfaf7',
    autoHideMenuBar: process.platform !== 'darwin',
    webPreferences: webPreferences(preloadPath()),
  };
  const window = new BrowserWindow(options);
  if (state.isMaximized) window.maximize();
  rememberBounds(window, state);
  window.once('ready-to-show', () => window.show());
  window.webContents.on('preload-error', (_event, path, error) => log('error', `preload ${path}`, error));
  void window.loadURL(page);
  return window;
}
