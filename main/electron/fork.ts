import { utilityProcess } from 'electron';
import { childEnvironment, entryPath, type Fork } from '../process/index.ts';

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
  let pid: number | undefined;
  let isGone = false;
  child.once('exit', () => {
    isGone = true;
  });
  child.once('spawn', () => {
    pid = child.pid;
  });
  return {
    get pid() {
      return child.pid ?? pid;
    },
    post: (message) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', listener),
    // Chromium reports a death by signal as an exit code, so there is no signal to tell.
    onExit: (listener) => void child.on('exit', (code) => listener(code, null)),
    onError: (listener) => {
      child.stderr?.on('data', (data: Buffer) => listener(data.toString()));
      child.stdout?.on('data', (data: Buffer) => listener(data.toString()));
      child.on('error', (type, location) => listener(`${type} at ${location}\n`));
    },
    kill: () => {
      child.kill();
      // It only asks, except on Windows; a process that is stuck, or does not listen, holds gigabytes.
      setTimeout(() => {
        if (!isGone && pid !== undefined) killNow(pid);
      }, patienceMs).unref();
    },
  };
};

function killNow(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone in this very moment.
  }
}
