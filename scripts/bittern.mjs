/**
 * The command line from a clone: `npm run -s bittern -- <command>`. Installs and builds what is missing, saying so on
 * stderr, then runs the built program under the pinned Node with stdin, stdout and exit code its own.
 */
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { ensureInstalled, fail, pinnedNode, root } from './repository.mjs';

/** Runs the built command line; resolves to its exit code. Signals are handed on, so that it can end tidily. */
export function runBuilt(commandLine) {
  const child = spawn(pinnedNode, [join(root, 'out/main/cli.js'), ...commandLine], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}

if (import.meta.filename === process.argv[1]) {
  try {
    ensureInstalled({ quiet: true });
    ensureBuilt();
    process.exit(await runBuilt(process.argv.slice(2)));
  } catch (thrown) {
    fail(thrown);
  }
}
