import type { Log } from '../log.ts';
import type { Patience } from './faces.ts';

export interface RestOptions {
  patience: Patience;
  /** 0: never. */
  unloadAfterMinutes: () => number;
  isBusy: () => boolean;
  /** Saves what is evaluated when losing it would cost this many milliseconds. */
  keep(worthMs: number): Promise<boolean>;
  unload(): Promise<void>;
  log: Log;
}

/** After a save, only much new work is worth another one for a while: a long conversation writes gigabytes. */
const savedRecentlyMs = 120_000;

/** What is done while nobody asks: saving what is evaluated after a moment, and leaving memory after a while. */
export class Rest {
  readonly #options: RestOptions;
  #keepTimer: NodeJS.Timeout | undefined;
  #unloadTimer: NodeJS.Timeout | undefined;
  #savedAt = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor(options: RestOptions) {
    this.#options = options;
  }

  /** Work begins. */
  busy(): void {
    clearTimeout(this.#keepTimer);
    clearTimeout(this.#unloadTimer);
  }

  /** Work is over, perhaps. Timers do not keep the program running. */
  idle(): void {
    const { patience, unloadAfterMinutes, isBusy } = this.#options;
    this.busy();
    if (this.#closed || isBusy()) return;
    this.#keepTimer = setTimeout(() => this.#keep(), patience.beforeKeeping).unref();
    const minutes = unloadAfterMinutes();
    if (minutes > 0) this.#unloadTimer = setTimeout(() => this.#unload(), minutes * 60_000).unref();
  }

  close(): void {
    this.#closed = true;
    this.busy();
  }

  #keep(): void {
    const { patience, keep, log } = this.#options;
    const recently = Date.now() - this.#savedAt < savedRecentlyMs;
    keep(recently ? patience.worthKeepingAgain : patience.worthKeeping).then(
      (saved) => {
        if (saved) this.#savedAt = Date.now();
      },
      (error: unknown) => log('warn', 'What is evaluated could not be saved.', error),
    );
  }

  #unload(): void {
    if (this.#options.isBusy()) this.idle();
    else
      this.#options.unload().catch((error: unknown) => this.#options.log('warn', 'Unloading failed.', error));
  }
}
