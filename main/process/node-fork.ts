import { type ChildProcess, fork } from 'node:child_process';
import { entryPath } from './entries.ts';
import { childEnvironment } from './environment.ts';
import type { Fork, ForkOptions, RawChild } from './interface.ts';

/** How long after a process's end its last words may still arrive. */
const lastWordsMs = 250;

/** Starts a file as a process with Node's own `fork`. Messages are structured clones, as they are in Electron. */
export function forkFile(file: string, options: ForkOptions): RawChild {
  const child = fork(file, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: childEnvironment(process.env, options.env),
    execArgv: options.heapMebibytes ? [`--max-old-space-size=${options.heapMebibytes}`] : [],
  });
  return {
    get pid() {
      return child.pid;
    },
    // The callback keeps a message to a dying process from becoming an uncaught error; its exit is reported anyway.
    post: (message) => void child.send(message as object, () => {}),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => reportExit(child, listener),
    onError: (listener) => {
      child.stderr?.setEncoding('utf8').on('data', listener);
      child.stdout?.setEncoding('utf8').on('data', listener);
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

/** Calls back once: after the end of the process and of its output, or when it could not be started at all. */
function reportExit(
  child: ChildProcess,
  listener: (code: number | null, signal: string | null) => void,
): void {
  let reported = false;
  const report = (code: number | null, signal: string | null): void => {
    if (!reported) listener(code, signal);
    reported = true;
  };
  child.on('close', report);
  child.on('exit', (code, signal) => setTimeout(() => report(code, signal), lastWordsMs).unref());
  child.on('error', () => {
    if (child.pid === undefined) report(null, null);
  });
}

/** Starts Bittern's processes with Node, for the browser shell, the command line and tests. */
export const nodeFork: Fork = (name, options) => forkFile(entryPath(name), options);
