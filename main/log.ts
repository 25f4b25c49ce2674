import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Severity of a line in the log. */
export type LogLevel = 'info' | 'warn' | 'error';

/** Where a service writes what a person does not need to see but a report of a defect does. Never document text. */
export type Log = (level: LogLevel, text: string, cause?: unknown) => void;

const maximumBytes = 4 * 1024 * 1024;

function describe(cause: unknown): string {
  if (cause === undefined) return '';
  if (!(cause instanceof Error)) return ` ${String(cause)}`;
  const inner = cause.cause === undefined ? '' : ` caused by${describe(cause.cause)}`;
  return ` ${cause.stack ?? cause.message}${inner}`;
}

/** A log in a file that starts anew at 4 MiB, keeping one older file. Lines are written at once, so a crash loses none. */
export function fileLog(file: string): Log {
  mkdirSync(dirname(file), { recursive: true });
  return (level, text, cause) => {
    const line = `${new Date().toISOString()} ${level} ${text}${describe(cause)}\n`;
    try {
      if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > maximumBytes)
        renameSync(file, `${file}.old`);
      appendFileSync(file, line);
    } catch {
      // A full disk must not take the program down with it; the terminal is the last place left.
      process.stderr.write(line);
    }
  };
}

/** A log that keeps nothing, for tests and short commands. */
export const silentLog: Log = () => {};
