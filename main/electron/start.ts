import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { app, BrowserWindow, dialog, nativeTheme, session, shell } from 'electron';
import { asBitternError, type Settings } from '../../preload/contract/index.ts';
import { type App, createApp } from '../app.ts';
import { windowFolder } from '../assets/index.ts';
import { prepareDataFolder } from '../data-folder.ts';
import { dataDirectory, hubOptions, version } from '../environment.ts';
import { fileLog, type Log } from '../log.ts';
import { askedFolder } from './asked-folder.ts';
import { handleCrashes, reviveWindow } from './crash.ts';
import { electronFork } from './fork.ts';
import { openLink } from './links.ts';
import { setMenu } from './menu.ts';
import { forbidNavigation } from './navigation.ts';
import { filesOf, OpenedFiles } from './opened-files.ts';
import { denyPermissions } from './permissions.ts';
import { forbidRequests } from './requests.ts';
import { WindowSessions } from './sessions.ts';
import { takeFiles } from './take-files.ts';
import { createWindow } from './window.ts';
import { registerScheme, serveWindowFiles } from './window-files.ts';
import { readWindowState } from './window-state.ts';

/** The end is not held back longer than this, whatever is stuck: what was acknowledged is on the disk long before. */
const patienceMs = 20_000;

/**
 * Starts Bittern as a desktop program. What has to happen before Chromium is ready happens in here at once; the rest
 * follows when it is. A second start with the same data folder hands its files to the first one and ends.
 */
export function startElectron(): void {
  app.enableSandbox();
  registerScheme();
  const data = dataDirectory(askedFolder(process.argv.slice(1)));
  try {
    // A folder that cannot be used cannot be locked either, which would look like a second start and end without a word.
    prepareDataFolder(data);
  } catch (thrown) {
    // Before Chromium is ready Linux shows no boxes.
    void app.whenReady().then(() => refuseToStart(thrown));
    return;
  }
  // Chromium's own files stay apart from ours; the lock below is one for each such folder.
  app.setPath('userData', join(data, 'window'));
  app.setAppUserModelId('org.bittern.Bittern');
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  const log = fileLog(join(data, 'logs', 'bittern.log'));
  handleCrashes(log);
  forbidNavigation(app, log);
  const files = listenForFiles();
  app
    .whenReady()
    .then(() => open(data, files, log))
    .catch((thrown: unknown) => {
      log('error', 'start', thrown);
      refuseToStart(thrown);
    });
}

function refuseToStart(thrown: unknown): void {
  dialog.showErrorBox('Bittern cannot start', asBitternError(thrown).message);
  app.exit(1);
}

/** Collects files from the first moment on: macOS names those that Bittern was opened with before it is ready. */
function listenForFiles(): OpenedFiles {
  const files = new OpenedFiles();
  files.add(filesOf(process.argv.slice(1), process.cwd()));
  app.on('open-file', (event, path) => {
    event.preventDefault();
    files.add([resolve(path)]);
  });
  app.on('second-instance', (_event, commandLine, workingDirectory) =>
    files.add(filesOf(commandLine.slice(1), workingDirectory)),
  );
  return files;
}

/** The program once Chromium is ready. Rejects when the data folder cannot be opened. */
async function open(data: string, files: OpenedFiles, log: Log): Promise<void> {
  const services = await createApp({
    dataDirectory: data,
    fork: electronFork,
    shell: 'electron',
    version,
    log,
    ...hubOptions(),
    openLink,
    showInFolder: (path) => shell.showItemInFolder(path),
  });
  new Desktop(services, data, log).start(files);
}

/** The windows of a running program and what connects them to it. */
class Desktop {
  readonly #services: App;
  readonly #data: string;
  readonly #log: Log;
  readonly #sessions: WindowSessions;
  #end: 'ahead' | 'under way' | 'done' = 'ahead';

  constructor(services: App, data: string, log: Log) {
    this.#services = services;
    this.#data = data;
    this.#log = log;
    this.#sessions = new WindowSessions(services);
  }

  start(files: OpenedFiles): void {
    denyPermissions(session.defaultSession);
    forbidRequests(session.defaultSession, (address) =>
      this.#services.network.recordRefusal('a page in the window', address),
    );
    serveWindowFiles(session.defaultSession, {
      assets: windowFolder(),
      log: this.#log,
      findOriginal: (id) => this.#services.documents.originalOf(id),
    });
    setMenu({
      addDocuments: () => void this.#chooseDocuments(),
      showData: () => shell.showItemInFolder(join(this.#data, 'bittern.db')),
    });
    this.#followTheme();
    this.#followStarts();
    this.#closeInOrder();
    this.#warnWithoutSandbox();
    this.#show();
    this.#services.start();
    files.giveTo((paths) => void takeFiles(this.#services, paths));
  }

  /** Brings the window to the front, or makes it. */
  #show(): void {
    const [open] = BrowserWindow.getAllWindows();
    if (open) {
      if (open.isMinimized()) open.restore();
      open.focus();
      return;
    }
    const window = createWindow(readWindowState(join(this.#data, 'window-state.json')), this.#log);
    this.#sessions.admit(window.webContents);
    reviveWindow(window, this.#log);
  }

  #followStarts(): void {
    app.on('second-instance', () => this.#show());
    app.on('activate', () => this.#show());
    // macOS keeps a program without windows running; a file that is opened with it should be seen.
    app.on('open-file', () => this.#show());
    app.on('window-all-closed', () => {
      if (process.platform !== 'darwin') app.quit();
    });
  }

  /** Holds the end back until answers are saved, processes stopped and the database closed, however often it is asked for. */
  #closeInOrder(): void {
    app.on('before-quit', (event) => {
      if (this.#end === 'done') return;
      event.preventDefault();
      if (this.#end === 'under way') return;
      this.#end = 'under way';
      void Promise.race([this.#services.close(), delay(patienceMs)])
        .catch((thrown: unknown) => this.#log('error', 'close', thrown))
        .finally(() => {
          this.#end = 'done';
          app.quit();
        });
    });
  }

  async #chooseDocuments(): Promise<void> {
    const { filePaths } = await dialog.showOpenDialog({
      title: 'Add documents to the library',
      properties: ['openFile', 'multiSelections'],
    });
    await takeFiles(this.#services, filePaths);
  }

  #followTheme(): void {
    nativeTheme.themeSource = this.#services.settings.get().theme;
    this.#services.events.listen((name, payload) => {
      if (name === 'settings.changed') nativeTheme.themeSource = (payload as Settings).theme;
    });
  }

  /** Nobody should run without the sandbox unawares: some Linux systems and wrappers add the switch by themselves. */
  #warnWithoutSandbox(): void {
    if (!app.commandLine.hasSwitch('no-sandbox')) return;
    this.#log('warn', 'Started with --no-sandbox.');
    void dialog.showMessageBox({
      type: 'warning',
      message: 'Bittern was started without its sandbox.',
      detail:
        'Documents are shown with less protection. Start it without --no-sandbox; docs/troubleshooting.md tells how.',
    });
  }
}
