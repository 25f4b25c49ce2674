import { mkdir, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { BitternError, type Job, type Recipe, recipe as recipeSchema } from '../../preload/contract/index.ts';
import { type Amount, type JobContext, JobPaused } from '../jobs/index.ts';
import type { Log } from '../log.ts';
import type { Network } from '../network/index.ts';
import type { SettingsService } from '../settings/index.ts';
import { installedBytes } from './catalogue/index.ts';
import { inspectGguf } from './convert/index.ts';
import { discardPartial } from './convert/quantize/partial.ts';
import { currentServer, download, downloadState, type Patience } from './download/index.ts';
import type { InstalledModels } from './installed/index.ts';
import { isInside } from './installed/naming.ts';
import { Turn } from './installed/turn.ts';

/** What a job that makes a model remembers. */
export const obtainPayload = z.object({
  /** The catalogue's entry that is being got; null for a checkpoint that the person brought. */
  catalogueId: z.string().nullable(),
  name: z.string(),
  kind: z.enum(['chat', 'base', 'embedding']),
  /** The one file to fetch, which is used as it is; null for a checkpoint that is converted. */
  file: z.string().nullable().default(null),
  recipe: recipeSchema,
  keepOriginal: z.boolean(),
  /** Where the checkpoint comes from; null when its folder is there already. */
  hub: z.object({ repository: z.string(), revision: z.string() }).nullable(),
  download: downloadState,
  /** The checkpoint's folder. */
  checkpoint: z.string(),
  /** Where the GGUF goes. */
  output: z.string(),
  /** Set once it is registered. */
  modelId: z.string().nullable(),
});
export type ObtainPayload = z.infer<typeof obtainPayload>;

/** Turns a checkpoint's folder into a GGUF that was checked; goes on from where it was stopped. */
export type Convert = (conversion: {
  checkpoint: string;
  output: string;
  recipe: Recipe;
  /** For the file's own metadata. */
  name: string;
  signal: AbortSignal;
  report(amount: Amount | null, step: string): void;
}) => Promise<void>;

export interface ObtainOptions {
  directory: string;
  installed: InstalledModels;
  network: Network;
  settings: SettingsService;
  log: Log;
  token(): string | null;
  /** Tells the person something that does not stop the work. */
  notice(text: string): void;
  convert: Convert;
  patience: Patience;
}

/**
 * Makes models: download, conversion, registration, and what becomes of the original. Each step can be stopped at any
 * moment and is found done, or half done, by the next call.
 */
export class Obtaining {
  readonly #options: ObtainOptions;
  /** Conversions take all cores and about a gigabyte each: one at a time. */
  readonly #turn = new Turn();

  constructor(options: ObtainOptions) {
    this.#options = options;
  }

  /** The runner of the jobs `download` and `conversion`. */
  readonly run = async (_: Job, context: JobContext<ObtainPayload>): Promise<void> => {
    let payload = context.payload;
    const save = (change: Partial<ObtainPayload>): void => {
      payload = { ...payload, ...change };
      context.save(payload);
    };
    const { installed } = this.#options;
    if (payload.modelId === null || !installed.byId(payload.modelId)) {
      if (payload.hub) await this.#download(payload, payload.hub, context, save);
      if (payload.file === null) await this.#convert(payload, context);
      await this.#register(payload, context, save);
    }
    if (payload.modelId !== null && !payload.keepOriginal) await installed.discardOriginal(payload.modelId);
  };

  /** Removes what a cancelled job left, except what an installed model lives on. */
  async cleanUp(payload: ObtainPayload): Promise<void> {
    const { installed, directory } = this.#options;
    const { checkpoint, output, file } = payload;
    if (file !== null && installed.byPath(output)) return;
    if (isInside(checkpoint, directory) && !installed.keepsOriginal(checkpoint))
      await rm(checkpoint, { recursive: true, force: true, maxRetries: 5 });
    if (!isInside(output, directory)) return;
    await discardPartial(output);
    if (!installed.byPath(output)) await rm(output, { force: true });
  }

  async #download(
    payload: ObtainPayload,
    wanted: NonNullable<ObtainPayload['hub']>,
    context: JobContext<ObtainPayload>,
    save: (change: Partial<ObtainPayload>) => void,
  ): Promise<void> {
    const { network, settings, token, notice, patience } = this.#options;
    try {
      await download({
        wanted: { ...wanted, ...(payload.file !== null && { file: payload.file }) },
        title: payload.name,
        server: currentServer(network, token()),
        folder: payload.checkpoint,
        roomAfter: payload.file === null ? installedBytes(payload.recipe) : 0,
        signal: context.signal,
        state: payload.download,
        save: (state) => save({ download: state }),
        report: context.report,
        onUnverifiable: notice,
        patience,
      });
    } catch (thrown) {
      // Going offline on purpose is no failure: the job waits.
      if (settings.get().offline && thrown instanceof BitternError) throw new JobPaused(thrown.message);
      throw thrown;
    }
  }

  async #convert(payload: ObtainPayload, context: JobContext<ObtainPayload>): Promise<void> {
    const { signal, report } = context;
    const { checkpoint, output, recipe, name } = payload;
    report(null, 'Waiting for another conversion to end');
    using _ = await this.#turn.take(signal);
    await mkdir(dirname(output), { recursive: true });
    signal.throwIfAborted();
    report(null, `Converting to ${recipe}`);
    await this.#options.convert({ checkpoint, output, recipe, name, signal, report });
    signal.throwIfAborted();
  }

  async #register(
    payload: ObtainPayload,
    context: JobContext<ObtainPayload>,
    save: (change: Partial<ObtainPayload>) => void,
  ): Promise<void> {
    const { installed, directory } = this.#options;
    context.report(null, 'Installing');
    const file = await inspectGguf(payload.output);
    if ((file.kind === 'embedding') !== (payload.kind === 'embedding'))
      throw new BitternError(
        'unreadable',
        `What was downloaded as ${payload.name} is another kind of model. Check the mirror in the settings.`,
      );
    const model = await installed.register(file, {
      name: payload.name,
      kind: payload.kind,
      catalogueId: payload.catalogueId,
      origin: originOf(payload),
      originalPath:
        payload.file === null && isInside(payload.checkpoint, directory) ? payload.checkpoint : null,
      alongside: (modelId) => save({ modelId }),
    });
    context.setSubject(model.id);
  }
}

/** The repository and the commit that a download was pinned to; null for what was not downloaded. */
function originOf({ download: { plan } }: ObtainPayload): string | null {
  return plan && `${plan.repository}@${plan.revision}`;
}
