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
