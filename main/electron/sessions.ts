import { type IpcMainEvent, ipcMain, type WebContents } from 'electron';
import { channel } from '../../preload/channel.ts';
import { wire } from '../../preload/contract/index.ts';
import { type Services, Session } from '../door/session.ts';
import { isPage } from './origin.ts';

/**
 * Carries the contract over Electron's IPC: one channel, one session per page. Messages are taken only from the top
 * frame of a window of ours that shows our page; everything else is dropped and logged.
 */
export class WindowSessions {
  readonly #services: Services;
  readonly #sessions = new Map<WebContents, Session>();
  readonly #windows = new Set<WebContents>();

  constructor(services: Services) {
    this.#services = services;
    ipcMain.on(channel, (event, message: unknown) => this.#take(event, message));
  }

  /** Lets a window speak. */
  admit(contents: WebContents): void {
    this.#windows.add(contents);
    const end = (): void => this.#end(contents);
    // A page that is loaded anew starts a conversation anew; what was done for the old one alone is aborted.
    contents.on('did-start-navigation', (details) => {
      if (details.isMainFrame && !details.isSameDocument) end();
    });
    contents.on('render-process-gone', end);
    contents.on('destroyed', () => {
      end();
      this.#windows.delete(contents);
    });
  }

  #take(event: IpcMainEvent, message: unknown): void {
    const problem = this.#problemWith(event, message);
    try {
      if (problem) this.#services.log('warn', `A message to the program was dropped: ${problem}.`);
      else this.#sessionOf(event.sender).receive(message);
    } catch (thrown) {
      this.#services.log('warn', 'A message of the window is not of the contract.', thrown);
    }
  }

  /** Why a message is not to be trusted; null when it is. */
  #problemWith({ sender, senderFrame }: IpcMainEvent, message: unknown): string | null {
    if (!this.#windows.has(sender)) return 'its window is not ours';
    // Null after the frame navigated or died while the message was under way.
    if (!senderFrame) return 'its frame is gone';
    if (senderFrame.parent !== null) return 'it came from a frame inside the page';
    if (!isPage(senderFrame.url)) return 'its page is not ours';
    if (sizeOf(message) > wire.maximumBytes) return 'it is too large';
    return null;
  }

  #sessionOf(contents: WebContents): Session {
    const known = this.#sessions.get(contents);
    if (known) return known;
    const session = new Session(this.#services, (message) => {
      if (!contents.isDestroyed()) contents.send(channel, message);
    });
    this.#sessions.set(contents, session);
    return session;
  }

  #end(contents: WebContents): void {
    this.#sessions.get(contents)?.close();
    this.#sessions.delete(contents);
  }
}

/** The contract's messages are JSON; what is not counts as too large. */
function sizeOf(message: unknown): number {
  try {
    return JSON.stringify(message)?.length ?? Number.POSITIVE_INFINITY;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
