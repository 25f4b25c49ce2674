import type { ExitReason, ProcessName } from './interface.ts';

/** V8 prints this before it aborts a process whose heap is full. */
const heapFull = /heap out of memory|Allocation failed/i;

/** What an exit code, a signal and the last words of a process mean together. */
export function exitReason(
  code: number | null,
  signal: string | null,
  lastWords: string,
  stopping: boolean,
): ExitReason {
  const kind = stopping ? 'stopped' : heapFull.test(lastWords) ? 'memory' : signal ? 'signal' : 'exit';
  return { kind, code, signal, lastWords };
}

/** The same as a sentence for people. */
export function describeExit(name: ProcessName, reason: ExitReason): string {
  switch (reason.kind) {
    case 'stopped':
      return `The ${name} process was stopped.`;
    case 'memory':
      return `The ${name} process ran out of memory.`;
    case 'signal':
      return reason.signal === 'SIGKILL'
        ? `The ${name} process was ended by the system or by someone (often: too little free memory).`
        : `The ${name} process crashed (${reason.signal}).`;
    case 'exit':
      return `The ${name} process ended unexpectedly (code ${reason.code}).`;
  }
}
