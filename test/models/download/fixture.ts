import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBus } from '../../../main/events.ts';
import { silentLog } from '../../../main/log.ts';
import {
  currentServer,
  type DownloadOptions,
  type DownloadState,
  download,
  emptyState,
  type Patience,
} from '../../../main/models/download/index.ts';
import { createNetwork, type Network } from '../../../main/network/index.ts';
import { createSettings, type SettingsService } from '../../../main/settings/index.ts';
import { openStore, type Store } from '../../../main/store/index.ts';
import type { Repository } from '../../support/hub.ts';

export const repositoryName = 'cerebras/btlm-3b-8k-chat';

/** Bytes that look random and are the same every time. */
export function noise(bytes: number, seed: string): Buffer {
  const blocks: Buffer[] = [];
  for (let n = 0; n * 32 < bytes; n++) blocks.push(createHash('sha256').update(`${seed}${n}`).digest());
  return Buffer.concat(blocks).subarray(0, bytes);
}

/** A repository in two shards, as the chat model's. */
export function shardedRepository(bytes = 400_000): Repository {
  const shards = ['pytorch_model-00001-of-00002.bin', 'pytorch_model-00002-of-00002.bin'];
  return {
    'config.json': Buffer.from(JSON.stringify({ model_type: 'btlm' })),
    'vocab.json': noise(5000, 'vocab'),
    'merges.txt': noise(3000, 'merges'),
    'README.md': Buffer.from('not needed'),
    'pytorch_model.bin.index.json': Buffer.from(
      JSON.stringify({ weight_map: { a: shards[0], b: shards[1], c: shards[0] } }),
    ),
    [shards[0]!]: noise(bytes, 'one'),
    [shards[1]!]: noise(bytes / 2, 'two'),
  };
}

export const neededFiles = [
  'config.json',
  'merges.txt',
  'pytorch_model-00001-of-00002.bin',
  'pytorch_model-00002-of-00002.bin',
  'pytorch_model.bin.index.json',
  'vocab.json',
];

/** A data folder with store, settings and network gate, and downloads in it that wait for nothing. */
export class Workplace {
  readonly directory: string;
  readonly folder: string;
  readonly store: Store;
  readonly settings: SettingsService;
  readonly network: Network;
  readonly waits: number[] = [];
  readonly steps: string[] = [];
  readonly warnings: string[] = [];
  state: DownloadState = emptyState;

  private constructor(directory: string, store: Store, hubUrl: string | undefined) {
    this.directory = directory;
    this.folder = join(directory, 'modèles 模型', 'chat');
    this.store = store;
    this.settings = createSettings({ store, events: new EventBus(), log: silentLog });
    this.network = createNetwork({ store, settings: this.settings, log: silentLog, hubUrl });
  }

  static async open(hubUrl?: string): Promise<Workplace> {
    const directory = mkdtempSync(join(tmpdir(), 'bittern-download-'));
    return new Workplace(directory, await openStore(directory, silentLog), hubUrl);
  }

  readonly patience: Patience = {
    wait: async (ms, signal) => {
      this.waits.push(ms);
      signal.throwIfAborted();
    },
    random: () => 1,
    stallMs: 400,
  };

  /** Downloads as a job would, remembering its state for the next call. */
  get(options: Partial<DownloadOptions> & { token?: string } = {}): ReturnType<typeof download> {
    return download({
      wanted: { repository: repositoryName, revision: 'main' },
      title: 'BTLM',
      server: currentServer(this.network, options.token ?? null),
      folder: this.folder,
      roomAfter: 0,
      signal: new AbortController().signal,
      state: this.state,
      save: (state) => {
        this.state = structuredClone(state);
      },
      report: (_, step) => {
        if (this.steps.at(-1) !== step) this.steps.push(step);
      },
      onUnverifiable: (text) => this.warnings.push(text),
      patience: this.patience,
      ...options,
    });
  }

  /** Names in the folder. */
  files(): string[] {
    return existsSync(this.folder) ? readdirSync(this.folder).sort() : [];
  }

  read(name: string): Buffer {
    return readFileSync(join(this.folder, name));
  }

  close(): void {
    this.network.close();
    this.store.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
