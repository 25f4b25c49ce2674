import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The files that a command line names, as absolute paths; Linux's file managers name them as addresses. It may come from
 * another program (a second start), so whatever is an option, an address of anything else, or not there is left out.
 */
export function filesOf(commandLine: readonly string[], workingDirectory: string): string[] {
  return commandLine
    .map((argument) => pathOf(argument, workingDirectory))
    .filter((path) => path !== null)
    .filter((path) => isFile(path))
    .slice(0, 1000);
}

function pathOf(argument: string, workingDirectory: string): string | null {
  if (argument === '' || argument.startsWith('-')) return null;
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(argument)) return resolve(workingDirectory, argument);
  // On this machine alone: an address with a host would make Windows ask a server.
  if (!/^file:\/\/(localhost)?\//i.test(argument)) return null;
  try {
    return fileURLToPath(argument);
  } catch {
    return null;
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Files that the person opened with Bittern. They may arrive before there is anything that could take them. */
export class OpenedFiles {
  #waiting: string[] = [];
  #take: ((paths: readonly string[]) => void) | null = null;

  add(paths: readonly string[]): void {
    if (paths.length === 0) return;
    if (this.#take) this.#take(paths);
    else this.#waiting.push(...paths);
  }

  /** Hands over what waits, and from now on everything at once. */
  giveTo(take: (paths: readonly string[]) => void): void {
    this.#take = take;
    this.add(this.#waiting.splice(0));
  }
}
