/**
 * The data folder that a command line asks for, as the other doors understand it: `--data FOLDER` or `--data=FOLDER`. Chromium's
 * own reading knows the second alone, and would open the usual folder for the first. Undefined when none is named.
 */
export function askedFolder(commandLine: readonly string[]): string | undefined {
  const at = commandLine.findIndex((argument) => argument === '--data' || argument.startsWith('--data='));
  const argument = commandLine[at];
  return argument === '--data' ? commandLine[at + 1] : argument?.slice('--data='.length);
}
