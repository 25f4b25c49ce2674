import { existsSync, mkdirSync } from 'node:fs';
import type { InstalledModel, Recipe } from '../../preload/contract/index.ts';
import type { EventBus } from '../events.ts';
import type { HandlersOf } from '../handlers.ts';
import type { Jobs } from '../jobs/index.ts';
import type { Log } from '../log.ts';
import type { Network } from '../network/index.ts';
import type { Fork } from '../process/index.ts';
import type { SettingsService } from '../settings/index.ts';
import type { Store } from '../store/index.ts';
import type { StoredModel } from '../store/models.ts';
import { Adding } from './add.ts';
import { type KnownModel, knownModels } from './catalogue/index.ts';
import { convertInProcess } from './conversion.ts';
import { type Patience, realPatience } from './download/index.ts';
import { Getting } from './getting.ts';
import { InstalledModels } from './installed/index.ts';
import { freePath, safeStem } from './installed/naming.ts';
import type { ResolveUpload } from './installed/sources.ts';
import { type Convert, Obtaining, obtainPayload } from './obtain.ts';
import { removeOrphans } from './orphans.ts';
import { type Processor, ProcessorHere, recommendedRecipes } from './recommended.ts';
import { type MakingJob, unfinishedJobs } from './unfinished.ts';

export {
  type ConversionResult,
  type ConversionStep,
  convertCheckpoint,
  measureQuality,
  type RecipeQuality,
} from './convert/index.ts';
export type { ResolveUpload } from './installed/sources.ts';

export { recommendedRecipes } from './recommended.ts';

export interface ModelsOptions {
  store: Store;
  jobs: Jobs;
  events: EventBus;
  log: Log;
  network: Network;
  settings: SettingsService;
  /** Where models lie; made if it is not there. */
  directory: string;
  /** Starts the converter. */
  fork: Fork;
  resolveUpload: ResolveUpload;
  showInFolder(path: string): void | Promise<void>;
  /** Bytes of memory that a model could have now. */
  availableMemory(): number;
  /** What models run on here; asked once, when a recipe has to be recommended. The processor when it is left out. */
  processor?: () => Promise<Processor>;
  /** An access token for repositories that ask for one; sent to the hub or mirror alone. */
  token?: () => string | null;
  /** For tests: other models to get, another converter, no waiting. */
  knownModels?: readonly KnownModel[];
  convert?: Convert;
  patience?: Patience;
}

/** Getting, keeping and choosing models. */
export interface Models {
  readonly handlers: HandlersOf<'model'>;
  /** The model to answer with; null when there is none that works. */
  defaultModel(): InstalledModel | null;
  /** The model that finds passages by meaning: of those that work, the one added last; null when there is none. */
  embeddingModel(): InstalledModel | null;
  byId(id: string): InstalledModel | null;
  list(): InstalledModel[];
  /** Registers a GGUF where it is; the same path again gives the same model. Throws `unreadable` and the like. */
  addFile(path: string): Promise<InstalledModel>;
  /** Remembers why a model cannot be used, as a sentence for people; null: it works again. */
  markProblem(id: string, problem: string | null): void;
  /** Called, and waited for, before a model's file is deleted. Returns a function that stops it. */
  onRemoving(listener: (id: string) => void | Promise<void>): () => void;
  /** Waits for what is being tidied. Close the job board first. */
  close(): Promise<void>;
}

/** Builds the model service and registers the jobs `download` and `conversion`. */
export function createModels(options: ModelsOptions): Models {
  const { store, events, log, network, settings, directory } = options;
  const { board } = options.jobs;
  mkdirSync(directory, { recursive: true });
  const installed = new InstalledModels({ store, events, directory });
  const obtaining = new Obtaining({
    directory,
    installed,
    network,
    settings,
    log,
    token: options.token ?? (() => null),
    notice: (text) => events.emit('notice', { level: 'warning', text }),
    convert: options.convert ?? convertInProcess(options.fork, log),
    patience: options.patience ?? realPatience,
  });
  for (const kind of ['download', 'conversion'] as const)
    board.register(
      kind,
      { payload: obtainPayload, cleanUp: (payload) => obtaining.cleanUp(payload) },
      obtaining.run,
    );
  const processor = new ProcessorHere(options.processor ?? (() => Promise.resolve('cpu')), {
    changed: () => events.emit('model.changed', {}),
    log,
  });
  const recommended = (): Recipe => recommendedRecipes[processor.known];
  const chosenRecipe = (): Recipe => settings.get().recipe ?? recommended();

  const unfinished = (): MakingJob[] => unfinishedJobs(board);

  const outputFor = (name: string, recipe: Recipe): string => {
    const taken = new Set(unfinished().map(({ payload }) => payload.output));
    const isTaken = (path: string) => existsSync(path) || taken.has(path) || installed.byPath(path) !== null;
    return freePath(directory, `${safeStem(name)}-${recipe}`, '.gguf', isTaken);
  };
  const tidied = removeOrphans(directory, {
    isInUse: (folder) =>
      installed.keepsOriginal(folder) || unfinished().some(({ payload }) => payload.checkpoint === folder),
    log,
  });
  const adding = new Adding({
    directory,
    installed,
    board,
    settings,
    resolveUpload: options.resolveUpload,
    outputFor,
  });

  const getting = new Getting({
    directory,
    installed,
    board,
    settings,
    known: options.knownModels ?? knownModels,
    unfinished,
    outputFor,
    chosenRecipe,
    recommended,
    availableMemory: options.availableMemory,
  });

  return {
    handlers: {
      'model.catalogue': () => {
        void processor.found();
        return { entries: getting.catalogue() };
      },
      'model.list': () => ({ models: installed.list().map(toContract) }),
      'model.get': async (input) => {
        await processor.found();
        return getting.get(input);
      },
      'model.add': async ({ sources, recipe }) => {
        await processor.found();
        const { model, job } = await adding.add(sources, recipe ?? chosenRecipe());
        return { model: model && toContract(model), job };
      },
      'model.remove': async ({ id }) => ({ freedBytes: await installed.remove(id) }),
      'model.discardOriginal': async ({ id }) => ({ freedBytes: await installed.discardOriginal(id) }),
      'model.rename': ({ id, name }) => toContract(installed.rename(id, name)),
      'model.setDefault': ({ id }) => {
        installed.setDefault(id);
        return {};
      },
      'model.show': async ({ id }) => {
        await options.showInFolder(installed.get(id).path);
        return {};
      },
    },
    defaultModel: () => optional(installed.defaultModel()),
    embeddingModel: () => optional(installed.embeddingModel()),
    byId: (id) => optional(installed.byId(id)),
    list: () => installed.list().map(toContract),
    addFile: async (path) => toContract(await adding.addFile(path)),
    markProblem: (id, problem) => installed.markProblem(id, problem),
    onRemoving: (listener) => installed.onRemoving(listener),
    close: () => tidied,
  };
}

/** A model as windows see it. */
function toContract({ catalogueId: _, originalPath: __, ...model }: StoredModel): InstalledModel {
  return model;
}

function optional(model: StoredModel | null): InstalledModel | null {
  return model && toContract(model);
}
