import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { BitternError } from '../preload/contract/index.ts';
import { createChat, slotsOf } from './chat/index.ts';
import { prepareDataFolder } from './data-folder.ts';
import { createDocuments, type Documents } from './documents/index.ts';
import type { Services } from './door/session.ts';
import { EventBus } from './events.ts';
import type { HandlersOf } from './handlers.ts';
import { createJobs, type Jobs } from './jobs/index.ts';
import { fileLog, type Log } from './log.ts';
import { createModels, type Models } from './models/index.ts';
import { createNetwork, type Network } from './network/index.ts';
import type { Fork } from './process/index.ts';
import { createRuntime, type Runtime } from './runtime/index.ts';
import { createSettings, type SettingsService } from './settings/index.ts';
import { openStore, type Store } from './store/index.ts';

/** What differs between the three doors. */
export interface AppOptions {
  /** Everything that is kept lies in here. */
  dataDirectory: string;
  /** How child processes are started. */
  fork: Fork;
  shell: 'electron' | 'browser';
  version: string;
  log?: Log;
  /** Opens a file's folder in the system's file manager; refuses where there is none. */
  showInFolder?(path: string): void | Promise<void>;
  /** Opens an https or mailto address in the person's own browser. */
  openLink?(url: string): void | Promise<void>;
  /** Where models are fetched from when it is not the hub, for people with a mirror and for tests. */
  hubUrl?: string;
  /** A token for models whose licence must be accepted first. */
  hubToken?(): string | null;
}

/** The whole program without a window. */
export interface App extends Services {
  readonly dataDirectory: string;
  readonly store: Store;
  readonly settings: SettingsService;
  readonly network: Network;
  readonly documents: Documents;
  readonly models: Models;
  readonly jobs: Jobs;
  readonly runtime: Runtime;
  /** Goes on with what an earlier run left: imports, downloads, conversions, watched folders. For doors that stay open. */
  start(): void;
  /** Ends everything in order; what is unfinished goes on at the next start. */
  close(): Promise<void>;
}

/** Files that the browser shell received and nobody has taken yet. */
function uploadResolver(dataDirectory: string): (uploadId: string) => { path: string; name: string } {
  return (uploadId) => {
    const path = join(dataDirectory, 'uploads', basename(uploadId));
    if (!/^[0-9a-f]{32}$/.test(uploadId) || !existsSync(path))
      throw new BitternError('not-found', 'This upload is not there any more. Drop the file again.');
    return { path, name: uploadId };
  };
}

/**
 * Builds every service once and wires them together; the only place that knows all of them.
 * Throws `busy` when another Bittern has the data folder, `bad-input` when it cannot be written to, and what `openStore` throws.
 */
export async function createApp(options: AppOptions): Promise<App> {
  const { dataDirectory, fork } = options;
  prepareDataFolder(dataDirectory);
  const log = options.log ?? fileLog(join(dataDirectory, 'logs', 'bittern.log'));
  const store = await openStore(dataDirectory, log);
  const events = new EventBus();
  const resolveUpload = uploadResolver(dataDirectory);
  const unavailable = (): never => {
    throw new BitternError('bad-input', 'This is not possible here.');
  };

  const settings = createSettings({ store, events, log });
  const network = createNetwork({ store, settings, log, hubUrl: options.hubUrl });
  const jobs = createJobs({ store, events, log });
  const models = createModels({
    store,
    jobs,
    events,
    log,
    network,
    settings,
    directory: join(dataDirectory, 'models'),
    fork,
    resolveUpload,
    showInFolder: options.showInFolder ?? unavailable,
    availableMemory: () => process.availableMemory(),
    processor: () => runtime.processor(),
    ...(options.hubToken === undefined ? {} : { token: options.hubToken }),
  });
  const runtime = createRuntime({
    fork,
    log,
    events,
    settings: () => settings.get(),
    snapshotsDirectory: join(dataDirectory, 'snapshots'),
    models,
  });
  models.onRemoving(async (id) => {
    if (runtime.status().modelId === id)
      await runtime.handlers['runtime.unload']({}, { signal: new AbortController().signal });
  });
  const documents = createDocuments({
    store,
    events,
    log,
    fork,
    directory: dataDirectory,
    resolveUpload,
    jobs: jobs.board,
    onRemoved: (conversationIds) => runtime.forgetSlots(conversationIds.flatMap(slotsOf)),
    embedder: {
      model: () => models.embeddingModel(),
      isInstalled: () => models.list().some(({ kind }) => kind === 'embedding'),
      embed: (modelId, texts, options) => runtime.embed(modelId, texts, options),
    },
  });
  const chat = createChat({ store, events, log, documents, runtime, models, settings: () => settings.get() });

  const app: HandlersOf<'app'> = {
    'app.info': () => ({
      version: options.version,
      shell: options.shell,
      platform: process.platform,
      dataDirectory,
      notice: store.notice,
    }),
    ...network.handlers,
    'app.openLink': async ({ url }) => {
      await (options.openLink ?? unavailable)(url);
      return {};
    },
  };

  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    await chat.close();
    await Promise.all([jobs.board.close(), documents.close(), runtime.close()]);
    await models.close();
    network.close();
    store.close();
  };
  return {
    dataDirectory,
    store,
    settings,
    network,
    documents,
    models,
    jobs,
    runtime,
    events,
    log,
    handlers: {
      ...settings.handlers,
      ...jobs.handlers,
      ...models.handlers,
      ...runtime.handlers,
      ...documents.handlers,
      ...chat.handlers,
      ...app,
    },
    streams: chat.streams,
    start() {
      documents.start();
      jobs.board.start();
      store.backupIfDue().catch((error: unknown) => {
        if (store.db.open) log('error', 'The daily backup failed.', error);
      });
    },
    close() {
      closing ??= close();
      return closing;
    },
  };
}
