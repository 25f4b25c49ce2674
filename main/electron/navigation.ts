import type { App as ElectronApp, WebContents } from 'electron';
import type { Log } from '../log.ts';
import { isPage } from './origin.ts';

interface Navigation {
  readonly url: string;
  preventDefault(): void;
}

/**
 * Keeps every page where it is: nothing navigates away, opens a window or embeds another page. Links go through the
 * contract's `app.openLink`. Set for all web contents, so that one made by mistake is guarded too.
 */
export function forbidNavigation(app: ElectronApp, log: Log): void {
  app.on('web-contents-created', (_event, contents) => guard(contents, log));
}

function guard(contents: WebContents, log: Log): void {
  const stayOnPage = (details: Navigation): void => {
    // Reloading the page is the one navigation there is.
    if (isPage(details.url)) return;
    details.preventDefault();
    log('warn', 'A navigation away from the window was prevented.');
  };
  contents.on('will-navigate', stayOnPage);
  contents.on('will-frame-navigate', stayOnPage);
  contents.on('will-redirect', stayOnPage);
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(() => {
    log('warn', 'A new window was prevented.');
    return { action: 'deny' };
  });
}
