import { basename } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';
import type { Log } from '../../log.ts';
import type { StoredFolder } from '../../store/watched-folders.ts';
import { isDocumentFolder, isHiddenName } from '../import/folder-files.ts';
import { type ReconcileOptions, reconcile } from './reconcile.ts';

/** Changes are acted on when there has been none for this long: saving a file takes several. */
const quietMs = 800;
/** Even without a sign the folder is compared this often: network drives give none. */
const patrolMs = 10 * 60_000;
/** And this often when the system cannot tell of changes at all. */
const pollMs = 30_000;

/**
 * One watched folder: compares it with the library now and whenever something in it changes. Where the system cannot
 * watch it (too many folders, a network drive), it is compared every half minute instead.
 */
export class FolderWatch {
  readonly #folder: StoredFolder;
  readonly #options: Omit<ReconcileOptions, 'signal'>;
  readonly #log: Log;
  readonly #stop = new AbortController();
  #watcher: FSWatcher | null = null;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #mustRunAgain = false;
  readonly #first = Promise.withResolvers<void>();
  #patrolMs = patrolMs;
  /** A sentence when the folder cannot be read now. */
  error: string | null = null;

  constructor(folder: StoredFolder, options: Omit<ReconcileOptions, 'signal'>, log: Log) {
    this.#folder = folder;
    this.#options = options;
    this.#log = log;
  }

  start(): void {
    const { path } = this.#folder;
    this.#watcher = watch(path, {
      ignoreInitial: true,
      followSymlinks: false,
      ignored: (found) => found !== path && (isHiddenName(basename(found)) || !isDocumentFolder(found)),
    });
    this.#watcher.on('all', () => this.#schedule(quietMs));
    this.#watcher.on('error', (cause) => {
      this.#log(
        'warn',
        'A watched folder is compared from time to time, because it cannot be watched.',
        cause,
      );
      this.#patrolMs = pollMs;
      this.#schedule(quietMs);
    });
    this.#schedule(0);
  }

  /** Resolves when the folder has been compared at least once, and is not being compared. */
  async idle(): Promise<void> {
    await this.#first.promise;
    await this.#running;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    if (this.#timer) clearTimeout(this.#timer);
    await this.#watcher?.close();
    await this.#running;
    this.#first.resolve();
  }

  #schedule(ms: number): void {
    if (this.#stop.signal.aborted) return;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#run();
    }, ms);
    if (ms >= pollMs) this.#timer.unref();
  }

  #run(): void {
    if (this.#running) {
      this.#mustRunAgain = true;
      return;
    }
    this.#running = this.#compare().then((nextMs) => {
      this.#running = null;
      this.#first.resolve();
      const again = this.#mustRunAgain ? quietMs : nextMs;
      this.#mustRunAgain = false;
      if (!this.#timer || again < this.#patrolMs) this.#schedule(again);
    });
  }

  /** @returns milliseconds until it should be done again */
  async #compare(): Promise<number> {
    let error: string | null = null;
    let mustLookAgain = false;
    try {
      mustLookAgain = await reconcile(this.#folder, { ...this.#options, signal: this.#stop.signal });
    } catch (thrown) {
      if (this.#stop.signal.aborted) return this.#patrolMs;
      error = 'This folder cannot be read now. Its documents stay until it can be again.';
      this.#log('warn', 'A watched folder could not be compared.', thrown);
      this.#patrolMs = pollMs;
    }
    if (error !== this.error) {
      this.error = error;
      this.#options.shelf.foldersChanged();
    }
    return mustLookAgain ? 2 * quietMs : this.#patrolMs;
  }
}
