import { join } from 'node:path';
import { BitternError, type CatalogueEntry, type Job, type Recipe } from '../../preload/contract/index.ts';
import type { JobBoard } from '../jobs/index.ts';
import type { SettingsService } from '../settings/index.ts';
import { catalogueEntry, type KnownModel, knownModel } from './catalogue/index.ts';
import { emptyState } from './download/index.ts';
import type { InstalledModels } from './installed/index.ts';
import type { ObtainPayload } from './obtain.ts';
import type { MakingJob } from './unfinished.ts';

export interface GettingOptions {
  directory: string;
  installed: InstalledModels;
  board: JobBoard;
  settings: SettingsService;
  known: readonly KnownModel[];
  /** Jobs that make models and have not ended. */
  unfinished(): MakingJob[];
  /** A free path for a model's file. */
  outputFor(name: string, recipe: Recipe): string;
  /** The recipe of who names none. */
  chosenRecipe(): Recipe;
  /** The best one here, whatever the person chose. */
  recommended(): Recipe;
  /** Bytes of memory that a model could have now. */
  availableMemory(): number;
}

/** What a person asks for when getting a model of the catalogue. */
export interface GetRequest {
  catalogueId: string;
  recipe?: Recipe | undefined;
  keepOriginal?: boolean | undefined;
}

/** The catalogue, and getting what is in it. */
export class Getting {
  readonly #options: GettingOptions;

  constructor(options: GettingOptions) {
    this.#options = options;
  }

  /** The catalogue as it is on this machine now. */
  catalogue(): CatalogueEntry[] {
    const { known, installed, unfinished, chosenRecipe, recommended, availableMemory } = this.#options;
    const jobs = unfinished();
    const models = installed.list();
    return known.map((model) =>
      catalogueEntry(model, {
        recipe: chosenRecipe(),
        recommendedRecipe: recommended(),
        availableMemory: availableMemory(),
        isInstalled: models.some((one) => one.catalogueId === model.id && one.problem === null),
        jobId: jobs.find(({ payload }) => payload.catalogueId === model.id)?.job.id ?? null,
      }),
    );
  }

  /**
   * Starts getting a model, or goes on with a job that does so already.
   * Throws `not-found` (not in the catalogue), `bad-input` (installed already), `busy` (another recipe is being made),
   * `network` (offline).
   */
  get(request: GetRequest): Job {
    const { board, installed, known, settings, unfinished, chosenRecipe } = this.#options;
    const entry = knownModel(request.catalogueId, known);
    const recipe = entry.file?.recipe ?? request.recipe ?? chosenRecipe();
    const running = unfinished().find(({ payload }) => payload.catalogueId === entry.id);
    if (running && running.payload.recipe !== recipe)
      throw new BitternError(
        'busy',
        `${entry.name} is being made as ${running.payload.recipe} already. Wait for it, or cancel it first.`,
      );
    if (running) {
      board.resume(running.job.id);
      return board.get(running.job.id);
    }
    const same = installed.list().find((model) => model.catalogueId === entry.id && model.recipe === recipe);
    if (same?.problem === null)
      throw new BitternError('bad-input', `${entry.name} is installed already as ${recipe}.`);
    if (settings.get().offline)
      throw new BitternError(
        'network',
        'Bittern is set to stay offline. Switch "Stay offline" off in the settings to get a model.',
      );
    if (entry.file) return this.#getFile(entry, entry.file);
    // A model that is damaged or gone is made again in its place.
    const output = same?.owned ? same.path : this.#options.outputFor(entry.name, recipe);
    const keepOriginal = request.keepOriginal ?? settings.get().keepOriginal;
    const payload = this.#payload(entry, { recipe, keepOriginal, output });
    return board.create('download', { title: entry.name, payload });
  }

  /** Gets a model that is used as it is, in a folder of its own: what is there already of the same name is checked, not fetched. */
  #getFile(entry: KnownModel, { name, recipe }: NonNullable<KnownModel['file']>): Job {
    const folder = join(this.#options.directory, entry.id);
    const chosen = { recipe, keepOriginal: false, output: join(folder, name) };
    const payload = { ...this.#payload(entry, chosen), file: name, checkpoint: folder };
    return this.#options.board.create('download', { title: entry.name, payload });
  }

  #payload(
    { id, name, kind, repository, revision }: KnownModel,
    chosen: Pick<ObtainPayload, 'recipe' | 'keepOriginal' | 'output'>,
  ): ObtainPayload {
    return {
      ...chosen,
      catalogueId: id,
      name,
      kind,
      file: null,
      hub: { repository, revision },
      download: emptyState,
      checkpoint: join(this.#options.directory, 'originals', id),
      modelId: null,
    };
  }
}
