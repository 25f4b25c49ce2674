import { statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';

/**
 * The files that a command line names, as absolute paths. It may come from another program (a second start), so
 * whatever is an option, an address, or not there is left out.
 */
export function filesOf(commandLine: readonly string[], workingDirectory: string): string[] {
  return commandLine
    .filter(
      (argument) =>
        argument !== '' && !argument.startsWith('-') && !/^[a-z][a-z0-9+.-]+:\/\//i.test(argument),
    )
    .map((argument) => (isAbsolute(argument) ? argument : resolve(workingDirectory, argument)))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false)
    .slice(0, 1000);
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
