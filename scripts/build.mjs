/**
 * Builds Bittern into `out/`: `out/main` (ES modules, one per process and worker thread), `out/preload/index.cjs` and
 * `out/renderer`. A part whose sources did not change is left alone.
 *
 *   node scripts/build.mjs [--force] [--main]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { writeLicences } from './licences.mjs';
import { fail, filesBelow, hashOf, pinnedNode, root, SetupError } from './repository.mjs';

const shared = ['package.json', 'package-lock.json', 'tsconfig.base.json', 'scripts/build.mjs'];

/** What is built, from which sources, into which folder of `out/`. */
const parts = [
  { name: 'main', sources: ['main', 'preload/contract', ...shared], build: buildMain },
  { name: 'preload', sources: ['preload', ...shared], build: buildPreload },
  {
    name: 'renderer',
    sources: ['renderer', 'preload/contract', 'vite.config.ts', ...shared],
    build: buildRenderer,
  },
];

/** Builds what changed. Returns the names of the parts that were built. Takes the pinned Node: imports TypeScript. */
export async function build({ force = false, only = null, out = join(root, 'out'), log = () => {} } = {}) {
  const built = [];
  for (const part of parts) {
    if (only && !only.includes(part.name)) continue;
    const target = join(out, part.name);
    const stamp = hashOf(filesBelow(part.sources));
    if (!force && readStamp(target) === stamp) continue;
    const started = performance.now();
    // Built beside and renamed, so that a failed build leaves the last good one.
    const fresh = join(out, `.${part.name}-${process.pid}`);
    try {
      await part.build(fresh);
      writeFileSync(join(fresh, '.stamp'), stamp);
      rmSync(target, { recursive: true, force: true });
      renameSync(fresh, target);
    } finally {
      rmSync(fresh, { recursive: true, force: true });
    }
    built.push(part.name);
    log(`built ${part.name} in ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
  if (built.length > 0) writeLicences(out);
  return built;
}

/** True when every part was built from the sources as they are now. */
export function isBuilt() {
  return parts.every((part) => readStamp(join(root, 'out', part.name)) === hashOf(filesBelow(part.sources)));
}

function readStamp(target) {
  const file = join(target, '.stamp');
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

const manifest = () => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

async function buildMain(outDir) {
  const { build: viteBuild } = await import('vite');
  const { entries } = await import(pathToFileURL(join(root, 'main/process/entries.ts')).href);
  const input = { electron: join(root, 'main/electron.ts'), cli: join(root, 'main/cli.ts') };
  for (const [name, source] of Object.entries(entries)) input[name] = join(root, 'main/process', source);
  await viteBuild({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    // What is listed under `dependencies` has native code or finds files beside itself; it is shipped as it is.
    ssr: {
      target: 'node',
      noExternal: true,
      external: [...Object.keys(manifest().dependencies), 'electron'],
    },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: false,
      target: 'node24',
      minify: false,
      license: { fileName: 'licences.json' },
      rolldownOptions: {
        input,
        // Flat: code that asks where it is (`import.meta.url`) finds its neighbours whichever file it ended up in.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  });
}

async function buildPreload(outDir) {
  const { build: viteBuild } = await import('vite');
  await viteBuild({
    configFile: false,
    root,
    logLevel: 'warn',
    publicDir: false,
    ssr: { target: 'node', noExternal: true, external: ['electron'] },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: false,
      target: 'chrome140',
      minify: false,
      license: { fileName: 'licences.json' },
      rolldownOptions: {
        input: { index: join(root, 'preload/index.ts') },
        // A sandboxed preload is one CommonJS file that may require `electron` and nothing else. The extension keeps
        // Node from taking it for an ES module where the sandbox is off.
        output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
      },
    },
  });
}

async function buildRenderer(outDir) {
  const { build: viteBuild } = await import('vite');
  await viteBuild({
    configFile: join(root, 'vite.config.ts'),
    logLevel: 'warn',
    build: { outDir, emptyOutDir: false, license: { fileName: 'licences.json' } },
  });
}

/** One build at a time: a second one waits until the first is done, and takes over when the first died. */
async function withLock(work) {
  const lock = join(root, 'out/.lock');
  mkdirSync(join(root, 'out'), { recursive: true });
  for (;;) {
    try {
      mkdirSync(lock);
      break;
    } catch {
      const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? 0);
      if (age > 180_000) rmSync(lock, { recursive: true, force: true });
      else await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** Builds what changed, in a process of the pinned Node when this one is another. Everything printed goes to stderr. */
export function ensureBuilt(commandLine = []) {
  if (commandLine.length === 0 && isBuilt()) return;
  const result = spawnSync(pinnedNode, [fileURLToPath(import.meta.url), ...commandLine], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (result.status !== 0) throw new SetupError('The build failed: see above.');
}

async function main(commandLine) {
  if (process.version !== `v${manifest().devDependencies.node}`) return ensureBuilt(commandLine.concat([]));
  const log = (line) => process.stderr.write(`${line}\n`);
  const only = commandLine.includes('--main') ? ['main', 'preload'] : null;
  await withLock(() => build({ force: commandLine.includes('--force'), only, log }));
}

if (process.argv[1] && basename(process.argv[1]) === 'build.mjs')
  await main(process.argv.slice(2)).catch(fail);
