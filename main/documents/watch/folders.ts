import { stat } from 'node:fs/promises';
import { basename, isAbsolute, resolve } from 'node:path';
import { BitternError, type WatchedFolder } from '../../../preload/contract/index.ts';
import type { HandlersOf } from '../../handlers.ts';
import { newIdentifier } from '../../identifiers.ts';
import type { Log } from '../../log.ts';
import type { StoredFolder } from '../../store/watched-folders.ts';
import { FolderWatch } from './folder-watch.ts';
import type { ReconcileOptions } from './reconcile.ts';

/** The folders whose files belong to the library for as long as they are there. */
export class Folders {
  readonly #options: Omit<ReconcileOptions, 'signal'>;
  readonly #log: Log;
  readonly #watches = new Map<string, FolderWatch>();

  constructor(options: Omit<ReconcileOptions, 'signal'>, log: Log) {
    this.#options = options;
    this.#log = log;
  }

  /** Begins to watch what was chosen in earlier runs. */
  start(): void {
    for (const folder of this.#options.shelf.folders.list()) this.#watch(folder);
  }

  async idle(): Promise<void> {
    await Promise.all([...this.#watches.values()].map((watch) => watch.idle()));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#watches.values()].map((watch) => watch.close()));
    this.#watches.clear();
  }

  readonly handlers: HandlersOf<'folder'> = {
    'folder.list': () => ({
      folders: this.#options.shelf.folders.list().map((folder) => this.#told(folder)),
    }),

    'folder.watch': async ({ path: given, tag }) => {
      const { shelf } = this.#options;
      const path = resolve(given);
      const found = await stat(path).catch(() => null);
      if (!isAbsolute(given) || !found?.isDirectory())
        throw new BitternError('bad-input', `${basename(path) || path} is not a folder on this computer.`);
      const known = shelf.folders.byPath(path);
      if (known) return this.#told(known);
      const id = newIdentifier('fld');
      shelf.folders.insert({ id, path, tag: tag?.trim() || null });
      this.#watch(shelf.folders.get(id)!);
      shelf.foldersChanged();
      return this.#told(shelf.folders.get(id)!);
    },

    'folder.unwatch': async ({ id }) => {
      const { shelf } = this.#options;
      if (!shelf.folders.get(id)) throw new BitternError('not-found', 'This folder is not watched any more.');
      await this.#watches.get(id)?.close();
      this.#watches.delete(id);
      shelf.folders.remove(id);
      shelf.foldersChanged();
      return {};
    },
  };

  #watch(folder: StoredFolder): void {
    const watch = new FolderWatch(folder, this.#options, this.#log);
    this.#watches.set(folder.id, watch);
    watch.start();
  }

  #told({ id, path, tag, files }: StoredFolder): WatchedFolder {
    return { id, path, tag, files, error: this.#watches.get(id)?.error ?? null };
  }
}
