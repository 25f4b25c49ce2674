import { Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

/** Written to standard error as the last words of a process that took more memory than it may. */
export const memoryLastWords = 'The memory limit of the parser was reached.';

/**
 * Runs in a thread of its own: a parser that is stuck in one long computation must not keep its guard from looking. Nor would it
 * notice that the program was killed, which has set its deadline; its parent is another one then (Windows ends it by itself).
 */
const guard = `
  const { workerData } = require('node:worker_threads');
  const { writeSync } = require('node:fs');
  setInterval(() => {
    if (process.ppid !== workerData.parent) process.kill(process.pid, 'SIGKILL');
    if (process.memoryUsage.rss() < workerData.bytes) return;
    writeSync(2, workerData.lastWords + '\\n');
    process.kill(process.pid, 'SIGKILL');
  }, workerData.everyMs);
`;

/**
 * Ends this process as soon as it holds more memory than `bytes` in all, however it was allocated: V8's own limit does not
 * count buffers, in which bombs unfold. Ends it when its parent is gone, too.
 */
export function guardProcess(bytes: number): void {
  const workerData = { bytes, lastWords: memoryLastWords, everyMs: 50, parent: process.ppid };
  new Worker(guard, { eval: true, workerData }).unref();
}

/** Makes every attempt of this process to open a connection fail: no document has a reason to. */
export function denyNetwork(): void {
  Socket.prototype.connect = () => {
    throw new Error('A document tried to open a network connection.');
  };
  globalThis.fetch = () => Promise.reject(new Error('A document tried to fetch something.'));
}
