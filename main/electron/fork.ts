import { constants } from 'node:os';
import { utilityProcess } from 'electron';
import { childEnvironment, entryPath, type Fork } from '../process/index.ts';
import { Output } from './output.ts';

/** How long a process has to end by itself after it was told to. */
const patienceMs = 1000;

/** Starts processes as Electron's utility processes: Node, without a page, without our environment. */
export const electronFork: Fork = (name, options) => {
  const child = utilityProcess.fork(entryPath(name), [], {
    serviceName: `Bittern ${name}`,
    // The default, `inherit`, loses what a process prints in a packaged program on Windows.
    stdio: ['ignore', 'pipe', 'pipe'],
    env: childEnvironment(process.env, options.env),
    execArgv: options.heapMebibytes ? [`--max-old-space-size=${options.heapMebibytes}`] : [],
  });
  const output = new Output([child.stderr, child.stdout]);
  let pid: number | undefined;
  let isGone = false;
  let isToldToEnd = false;
  const end = (): void => {
    child.kill();
    // It only asks, except on Windows; a process that is stuck, or does not listen, holds gigabytes.
    setTimeout(() => {
      if (!isGone && pid !== undefined) killNow(pid);
    }, patienceMs).unref();
  };
  child.once('exit', () => {
    isGone = true;
  });
  child.once('spawn', () => {
    pid = child.pid;
    // One that is not there yet cannot be told (https://github.com/electron/electron/issues/44009).
    if (isToldToEnd) end();
  });
  return {
    get pid() {
      return child.pid ?? pid;
    },
    post: (message) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) =>
      void child.on('exit', (code) => {
        const signal = signalOf(code);
        void output.rest().then(() => listener(signal === null ? code : null, signal));
      }),
    onError: (listener) => {
      output.onText(listener);
      child.on('error', (type, location) => listener(`${type} at ${location}\n`));
    },
    kill: () => {
      isToldToEnd = true;
      if (pid !== undefined) end();
    },
  };
};

/** Signals that processes die of without meaning to. */
const deadly = ['SIGILL', 'SIGABRT', 'SIGBUS', 'SIGFPE', 'SIGKILL', 'SIGSEGV', 'SIGTERM'] as const;

/**
 * The signal in what Electron calls an exit code: outside Windows it is what `waitpid` gave, the signal's number, 128 more with a
 * core dump. Bittern's own processes never end with such codes by themselves. Null when it is a code.
 */
export function signalOf(code: number, platform = process.platform): NodeJS.Signals | null {
  if (platform === 'win32') return null;
  return deadly.find((name) => constants.signals[name] === (code & 127)) ?? null;
}

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone in this very moment.
  }
}
