/** Finds, or gets, a Chromium-like browser for the end-to-end tests. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pinnedNode, root } from './repository.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

const places = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [process.env.ProgramFiles, process.env['ProgramFiles(x86)'], process.env.LOCALAPPDATA]
    .filter(Boolean)
    .flatMap((base) => [
      join(base, 'Google/Chrome/Application/chrome.exe'),
      join(base, 'Chromium/Application/chrome.exe'),
      join(base, 'Microsoft/Edge/Application/msedge.exe'),
    ]),
};

/** Path of a browser on this machine: `BITTERN_CHROMIUM`, one that is installed, or one that Playwright fetched. Null when there is none. */
export function findBrowser() {
  const chosen = process.env.BITTERN_CHROMIUM;
  if (chosen) return existsSync(chosen) ? chosen : null;
  const onPath = (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name)));
  const candidates = process.platform === 'linux' ? onPath : (places[process.platform] ?? []);
  return candidates.find((path) => existsSync(path)) ?? playwrightBrowser();
}

/** The newest Chromium in Playwright's own folder. */
function playwrightBrowser() {
  const base =
    process.env.PLAYWRIGHT_BROWSERS_PATH ??
    {
      darwin: join(homedir(), 'Library/Caches/ms-playwright'),
      win32: join(homedir(), 'AppData/Local/ms-playwright'),
    }[process.platform] ??
    join(homedir(), '.cache/ms-playwright');
  if (!existsSync(base)) return null;
  const inside = {
    darwin: [
      'chrome-mac/Chromium.app/Contents/MacOS/Chromium',
      'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    ],
    win32: ['chrome-win/chrome.exe', 'chrome-win64/chrome.exe'],
  }[process.platform] ?? ['chrome-linux/chrome', 'chrome-linux64/chrome'];
  const folders = readdirSync(base).filter((name) => /^chromium-\d+$/.test(name));
  folders.sort((a, b) => Number(b.slice(9)) - Number(a.slice(9)));
  return (
    folders
      .flatMap((name) => inside.map((path) => join(base, name, path)))
      .find((path) => existsSync(path)) ?? null
  );
}

/** Finds a browser or installs one: through apt where this is root on Debian, else through Playwright. Null when neither worked. */
export function ensureBrowser() {
  const found = findBrowser();
  if (found) return found;
  process.stderr.write('Installing a browser for the end-to-end tests…\n');
  const quietly = {
    stdio: ['ignore', 'ignore', 2],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/etc/debian_version')) {
    spawnSync('apt-get', ['update', '-qq'], quietly);
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], quietly);
    const installed = findBrowser();
    if (installed) return installed;
  }
  spawnSync(pinnedNode, [join(root, 'node_modules/playwright-core/cli.js'), 'install', 'chromium'], quietly);
  return findBrowser();
}
