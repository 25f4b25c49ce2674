import {
  BitternError,
  bytesText,
  type CatalogueEntry,
  type Recipe,
  recipe as recipeSchema,
} from '../../../preload/contract/index.ts';
import { type KnownModel, knownModels } from './entries.ts';
import { installedBytes, memoryBytes } from './size.ts';

export { type KnownModel, knownModels } from './entries.ts';
export { installedBytes } from './size.ts';

const contexts = [2048, 4096, 8192] as const;
/** Left to the rest of the system, as the plan before loading leaves it. */
const reserve = 512 * 1024 ** 2;

/** A model of the catalogue. Throws `not-found`. */
export function knownModel(id: string, models: readonly KnownModel[] = knownModels): KnownModel {
  const found = models.find((model) => model.id === id);
  if (!found)
    throw new BitternError(
      'not-found',
      `Bittern knows no model called "${id.slice(0, 100)}". It knows ${new Intl.ListFormat('en').format(models.map((model) => model.id))}.`,
    );
  return found;
}

/** What the catalogue says of a model on this machine. */
export function catalogueEntry(
  model: KnownModel,
  here: {
    recipe: Recipe;
    recommendedRecipe: Recipe;
    availableMemory: number;
    isInstalled: boolean;
    jobId: string | null;
  },
): CatalogueEntry {
  const { id, name, description, repository, revision, licence, kind, isDefault, downloadBytes } = model;
  const memory = model.file
    ? []
    : contexts.map((contextTokens) => ({ contextTokens, bytes: memoryBytes(here.recipe, contextTokens) }));
  return {
    id,
    name,
    description,
    repository,
    revision,
    licence,
    kind,
    isDefault,
    downloadBytes,
    recommendedRecipe: model.file?.recipe ?? here.recommendedRecipe,
    installedBytes: model.file
      ? { [model.file.recipe]: downloadBytes }
      : Object.fromEntries(recipeSchema.options.map((one) => [one, installedBytes(one)])),
    memory,
    fit: model.file ? beside(downloadBytes) : fitOn(memory, here.availableMemory),
    installed: here.isInstalled,
    jobId: here.jobId,
  };
}

/** Buffers of a small embedding model, beside its weights. */
const embeddingScratch = 60_000_000;

/** What a small model takes that runs beside the answering one. */
function beside(bytes: number): CatalogueEntry['fit'] {
  return {
    ok: true,
    text: `It takes about ${bytesText(bytes + embeddingScratch)} of memory beside the model that answers.`,
  };
}

/** Whether a machine with so much free memory can run it, and with how much context, as a sentence. */
export function fitOn(memory: CatalogueEntry['memory'], available: number): CatalogueEntry['fit'] {
  const largest = memory.findLast((need) => need.bytes + reserve <= available);
  const free = `${bytesText(available)} of memory are free`;
  if (!largest) {
    const least = bytesText(memory[0]?.bytes ?? 0);
    return {
      ok: false,
      text: `It needs ${least} for its smallest context, and ${free}. Close other programs before using it.`,
    };
  }
  const tokens = largest.contextTokens.toLocaleString('en-US');
  const most =
    largest === memory.at(-1) ? `its full context of ${tokens} tokens` : `a context of ${tokens} tokens`;
  return {
    ok: true,
    text: `It fits this machine with ${most}: that takes ${bytesText(largest.bytes)}, and ${free}.`,
  };
}
