/**
 * `npm start`: from a fresh clone to a chat window. Installs and builds what is missing, then opens the desktop
 * program; where Electron's binary cannot be had or shown, the same window in the browser.
 *
 *   npm start                   the desktop program, or the browser
 *   npm start -- --browser …    the browser; further options are those of `bittern serve`
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { runBuilt } from './bittern.mjs';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled, fail, pinnedNode, root } from './repository.mjs';

/** A desktop program that ends this soon with an error did not start. */
const startMs = 8000;

/** Why this machine cannot show the desktop program, before anything is fetched for it; null when it can. */
function obstacle() {
  if (process.platform !== 'linux') return null;
  if (!process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return 'there is no display';
  if (process.getuid?.() === 0) return 'Electron does not run as root';
  return null;
}

/**
 * The path of Electron's binary: the one that `ELECTRON_OVERRIDE_DIST_PATH` names, or Electron's own, fetched when it is
 * missing. Null when it cannot be had.
 */
function electronBinary() {
  const folder = join(root, 'node_modules/electron');
  if (!process.env.ELECTRON_OVERRIDE_DIST_PATH) {
    const fetched = spawnSync(pinnedNode, [join(folder, 'install.js')], {
      stdio: 'ignore',
      timeout: 600_000,
    });
    if (fetched.status !== 0) return null;
  }
  try {
    const binary = createRequire(import.meta.url)(folder);
    return existsSync(binary) ? binary : null;
  } catch {
    return null;
  }
}

/** Runs the desktop program. Resolves to its exit code, or to null when it did not start. */
function runDesktop(binary, commandLine) {
  const started = Date.now();
  const child = spawn(binary, [root, ...commandLine], { stdio: 'inherit', windowsHide: false });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve) => {
    child.on('error', () => resolve(null));
    child.on('exit', (code) => resolve(code !== 0 && Date.now() - started < startMs ? null : (code ?? 1)));
  });
}

async function start(commandLine) {
  ensureInstalled();
  ensureBuilt();
  const inBrowser = commandLine.includes('--browser');
  const rest = commandLine.filter((argument) => argument !== '--browser');
  if (!inBrowser) {
    const reason = obstacle();
    const binary = reason ? null : electronBinary();
    const code = binary ? await runDesktop(binary, rest) : null;
    if (code !== null) return code;
    const why = reason ?? (binary ? 'it did not start' : 'its binary could not be fetched');
    process.stderr.write(`Electron is not available here (${why}), so Bittern opens in the browser:\n`);
  }
  return await runBuilt(['serve', ...rest]);
}

try {
  process.exit(await start(process.argv.slice(2)));
} catch (thrown) {
  fail(thrown);
}
