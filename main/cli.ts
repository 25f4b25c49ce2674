import { runCommand } from './cli/program.ts';
import { version } from './environment.ts';

const stop = new AbortController();
let stoppedAt = 0;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // Whoever presses Ctrl-C again does not want to wait for anything to be tidied. Started through npm, one Ctrl-C
    // arrives several times: from the terminal and handed on.
    if (stop.signal.aborted && Date.now() - stoppedAt > 300) process.exit(130);
    stoppedAt ||= Date.now();
    stop.abort();
  });
}

const code = await runCommand(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  version,
  signal: stop.signal,
});
// Native libraries and open pipes may hold the event loop; everything worth waiting for has been waited for.
process.exit(code);
