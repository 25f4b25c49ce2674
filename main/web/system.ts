import { spawn } from 'node:child_process';
import { dirname } from 'node:path';
import { BitternError } from '../../preload/contract/index.ts';

/**
 * Starts a program of the person's desktop and forgets about it. Arguments are passed one by one, never through a
 * shell. `onFailure` when there is no such program or it refuses.
 */
function start(program: string, commandLine: readonly string[], onFailure: () => void): void {
  const child = spawn(program, commandLine, { stdio: 'ignore', detached: true });
  child.once('error', onFailure);
  child.once('exit', (code) => {
    if (code !== 0) onFailure();
  });
  child.unref();
}

/** Opens an address in the person's own browser. Windows' `start` is not used: it would read `&` and `^` in it. */
export function openInBrowser(address: string, onFailure: () => void, platform = process.platform): void {
  if (platform === 'win32') start('rundll32', ['url.dll,FileProtocolHandler', address], onFailure);
  else start(platform === 'darwin' ? 'open' : 'xdg-open', [address], onFailure);
}

/** A file manager that has not failed after this many milliseconds is taken to be there. */
const patienceMs = 2000;

/**
 * Shows a file in the system's file manager; on Linux its folder, since there is no common way to select a file.
 * Throws `refused`, with the folder's path, when there is no file manager.
 */
export async function showInFolder(path: string, platform = process.platform): Promise<void> {
  const failed = await new Promise<boolean>((resolve) => {
    setTimeout(resolve, patienceMs, false).unref();
    const fail = (): void => resolve(true);
    // Explorer leaves with 1 whether it worked or not.
    if (platform === 'win32') start('explorer', [`/select,${path}`], () => {});
    else if (platform === 'darwin') start('open', ['-R', path], fail);
    else start('xdg-open', [dirname(path)], fail);
  });
  if (failed)
    throw new BitternError(
      'refused',
      `No file manager could be opened here. The folder is ${dirname(path)}.`,
    );
}
