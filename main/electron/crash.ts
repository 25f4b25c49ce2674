import { app, type BrowserWindow, dialog } from 'electron';
import type { Log } from '../log.ts';

/** A page that dies twice within this many milliseconds is not loaded a third time. */
const secondDeathMs = 60_000;

/**
 * What happens when something of Bittern dies: the program itself says so and ends, because its state is not to be
 * trusted any more; a page is offered to be loaded anew, once; everything else is logged.
 */
export function handleCrashes(log: Log, exit: (code: number) => void = (code) => app.exit(code)): void {
  process.on('uncaughtException', (error) => {
    log('error', 'uncaught', error);
    dialog.showErrorBox(
      'Bittern has to close',
      'Something went wrong inside Bittern. Your conversations and documents are saved. The log has the details.',
    );
    exit(1);
  });
  process.on('unhandledRejection', (reason) => log('error', 'unhandled rejection', reason));
  app.on('child-process-gone', (_event, details) => {
    if (details.reason !== 'clean-exit')
      log('warn', `${details.type} ${details.name ?? ''} ended: ${details.reason}`);
  });
}

/** Offers to load a window's page again when its process died. */
export function reviveWindow(target: BrowserWindow, log: Log, now: () => number = Date.now): void {
  let lastDeath = Number.NEGATIVE_INFINITY;
  target.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit' || target.isDestroyed()) return;
    log('error', `The window's page ended: ${details.reason} (${details.exitCode}).`);
    const isSecond = now() - lastDeath < secondDeathMs;
    lastDeath = now();
    const choices = isSecond ? ['Quit'] : ['Load again', 'Quit'];
    const chosen = dialog.showMessageBoxSync(target, {
      type: 'error',
      message: 'The window stopped working.',
      detail: isSecond
        ? 'It happened twice in a row. Nothing is lost; please start Bittern again.'
        : 'Nothing is lost: an answer that was being written goes on.',
      buttons: choices,
    });
    if (choices[chosen] === 'Load again') target.webContents.reload();
    else app.quit();
  });
}
