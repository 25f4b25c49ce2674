import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventBus } from '../../main/events.ts';
import { createJobs, type Jobs } from '../../main/jobs/index.ts';
import { type Log, silentLog } from '../../main/log.ts';
import { openCheckpoint } from '../../main/models/convert/checkpoint/index.ts';
import { planConversion } from '../../main/models/convert/quantize/plan.ts';
import { writeModel } from '../../main/models/convert/quantize/write-model.ts';
import { createModels, type Models, type ModelsOptions } from '../../main/models/index.ts';
import type { Convert } from '../../main/models/obtain.ts';
import { createNetwork, type Network } from '../../main/network/index.ts';
import { nodeFork } from '../../main/process/index.ts';
import { createSettings, type SettingsService } from '../../main/settings/index.ts';
import { openStore, type Store } from '../../main/store/index.ts';
import type { CallInput, CallName, CallOutput, Job } from '../../preload/contract/index.ts';
import { calls } from '../../preload/contract/index.ts';

/** Converts in this process, without the check in the runtime that the real converter makes. */
export const convertHere: Convert = async ({ checkpoint, output, recipe, name, signal, report }) => {
  const plan = planConversion(await openCheckpoint(checkpoint), recipe, name);
  await writeModel(plan, {
    output,
    threads: 0,
    signal,
    onProgress: (progress) => report(progress, 'Converting'),
  });
};

/** A data folder with a space and letters of several scripts in its path. */
export function dataFolder(): { path: string; remove(): void } {
  const root = mkdtempSync(join(tmpdir(), 'bittern-models-'));
  const path = join(root, 'Ünï 田中 data');
  mkdirSync(path);
  return { path, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** One run of the program's model side over a data folder. */
export class Session {
  readonly directory: string;
  readonly store: Store;
  readonly events = new EventBus();
  readonly settings: SettingsService;
  readonly network: Network;
  readonly jobs: Jobs;
  readonly models: Models;
  readonly heard: { name: string; payload: unknown }[] = [];
  readonly shown: string[] = [];
  readonly uploads = new Map<string, string>();

  private constructor(data: string, store: Store, options: Partial<ModelsOptions> & { log?: Log }) {
    const log = options.log ?? silentLog;
    const { events } = this;
    this.store = store;
    this.directory = join(data, 'models');
    events.listen((name, payload) => this.heard.push({ name, payload }));
    this.settings = createSettings({ store, events, log });
    this.network = createNetwork({ store, settings: this.settings, log });
    this.jobs = createJobs({ store, events, log });
    this.models = createModels({
      store,
      jobs: this.jobs,
      events,
      log,
      network: this.network,
      settings: this.settings,
      directory: this.directory,
      fork: nodeFork,
      resolveUpload: (id) => {
        const path = this.uploads.get(id);
        return path === undefined ? undefined : { path };
      },
      showInFolder: (path) => void this.shown.push(path),
      availableMemory: () => 8e9,
      convert: convertHere,
      patience: {
        wait: async (_, signal) => signal.throwIfAborted(),
        random: () => 1,
        stallMs: 5000,
      },
      ...options,
    });
  }

  static async open(data: string, options: Partial<ModelsOptions> & { log?: Log } = {}): Promise<Session> {
    return new Session(data, await openStore(data, silentLog), options);
  }

  /** Calls as a window does: what goes in and comes out is checked against the contract. */
  async call<N extends Extract<CallName, `model.${string}`>>(
    name: N,
    input: CallInput<N>,
  ): Promise<CallOutput<N>> {
    const handler = this.models.handlers[name] as (input: unknown, context: unknown) => unknown;
    const output = await handler(calls[name].input.parse(input), { signal: new AbortController().signal });
    return calls[name].output.parse(output) as CallOutput<N>;
  }

  /** Waits for a job's end, whichever. */
  settled(job: Job | null): Promise<Job> {
    if (!job) throw new Error('There is no job.');
    return this.jobs.board.whenSettled(job.id);
  }

  async close(): Promise<void> {
    await this.jobs.board.close();
    await this.models.close();
    this.network.close();
    this.store.close();
  }
}
