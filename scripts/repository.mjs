import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The Node that the project pins; Bittern's own code runs under this one, whatever Node started npm. */
export const pinnedNode = join(
  root,
  'node_modules/node/bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/** A step of the set-up failed in a way that the person can mend: print the sentence, leave with 1, show no stack. */
export class SetupError extends Error {}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/**
 * True when node_modules holds every package of the lock file in the locked version. Compared by content, not by time,
 * because git gives a file the time of the checkout. Optional packages are left out: most are for other platforms.
 */
export function isInstalled(folder = root) {
  const wanted = readJson(join(folder, 'package-lock.json'))?.packages ?? {};
  const present = readJson(join(folder, 'node_modules/.package-lock.json'))?.packages;
  if (!present) return false;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === '' || entry.optional || entry.link || present[path]?.version === entry.version,
  );
}

/** The environment for npm: no dependency may fetch or build a runtime while it is installed. */
function installEnvironment() {
  return { ...process.env, NODE_LLAMA_CPP_SKIP_DOWNLOAD: 'true' };
}

/** Runs npm itself: through the npm that started this script where there is one, which also avoids Windows' npm.cmd. */
function npm(commandLine, options) {
  const cli = process.env.npm_execpath;
  if (cli?.endsWith('.js')) return spawnSync(process.execPath, [cli, ...commandLine], options);
  return spawnSync('npm', commandLine, { ...options, shell: process.platform === 'win32' });
}

/** Installs the locked dependencies when some are missing. Everything it prints goes to stderr, so stdout stays the caller's. */
export function ensureInstalled({ quiet = false } = {}) {
  if (!isInstalled()) {
    process.stderr.write('Installing dependencies (first start, or the lock file changed)…\n');
    // npm puts node_modules/.bin first on the PATH of its scripts, but `npm ci` removes that Node while it works.
    const PATH = (process.env.PATH ?? process.env.Path ?? '')
      .split(process.platform === 'win32' ? ';' : ':')
      .filter((folder) => !folder.includes('node_modules'))
      .join(process.platform === 'win32' ? ';' : ':');
    const result = npm(['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', quiet ? 'ignore' : 2, 2],
      env: { ...installEnvironment(), PATH },
    });
    if (result.status !== 0)
      throw new SetupError('The dependencies could not be installed: see npm’s message above.');
  }
  if (!existsSync(pinnedNode)) installPinnedNode();
  if (!existsSync(pinnedNode))
    throw new SetupError(
      'Node 24 is missing from node_modules. Delete node_modules and run the command again.',
    );
}

/** The `node` package brings its binary by an install script, which some npm settings leave out; run it by hand then. */
function installPinnedNode() {
  const cwd = join(root, 'node_modules/node');
  spawnSync(process.execPath, ['installArchSpecificPackage'], { cwd, stdio: ['ignore', 2, 2] });
}

/** Every file below the given files and folders, as paths from the root with `/`, sorted. */
export function filesBelow(paths, base = root) {
  const found = [];
  const walk = (path) => {
    const entries = readdirSync(join(base, path), { withFileTypes: true });
    for (const entry of entries) {
      const child = `${path}/${entry.name}`;
      if (entry.isDirectory()) walk(child);
      else if (entry.isFile()) found.push(child);
    }
  };
  for (const path of paths) {
    if (!existsSync(join(base, path))) continue;
    if (path.includes('.')) found.push(path);
    else walk(path);
  }
  return found.map((path) => path.split(sep).join('/')).sort();
}

/** A hash over names and contents: equal means that nothing changed. */
export function hashOf(files, base = root) {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(base, file)))
      .update('\0');
  return hash.digest('hex');
}

/** Ends the script for a `SetupError` with its sentence; anything else is a defect and keeps its stack. */
export function fail(thrown) {
  if (!(thrown instanceof SetupError)) throw thrown;
  process.stderr.write(`${thrown.message}\n`);
  process.exit(1);
}
