import { statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { BitternError, type InstalledModel } from '../../../preload/contract/index.ts';
import type { EventBus } from '../../events.ts';
import { newIdentifier } from '../../identifiers.ts';
import type { Store } from '../../store/index.ts';
import { type ModelTable, modelTable, type StoredModel } from '../../store/models.ts';
import type { GgufSummary } from '../convert/index.ts';
import { folderBytes } from './folder-size.ts';
import { modelHash } from './identity.ts';
import { isInside } from './naming.ts';

/** What a model is registered with, besides what its file says. */
export interface Registration {
  name: string;
  kind: InstalledModel['kind'];
  catalogueId?: string | null;
  /** What it was fetched from, `owner/name@commit`. */
  origin?: string | null;
  /** The folder of the checkpoint it was made from, if it lies in Bittern's own folder. */
  originalPath?: string | null;
  /** Runs in the transaction that registers, with the model's id. */
  alongside?(id: string): void;
}

/** The models of this machine, table `model`. */
export class InstalledModels {
  readonly #store: Store;
  readonly #table: ModelTable;
  readonly #events: EventBus;
  readonly #directory: string;
  readonly #removing = new Set<(id: string) => void | Promise<void>>();

  constructor(options: { store: Store; events: EventBus; directory: string }) {
    this.#store = options.store;
    this.#table = modelTable(options.store);
    this.#events = options.events;
    this.#directory = options.directory;
  }

  /** All, oldest first, each with the problem it has now. */
  list(): StoredModel[] {
    return this.#table.all().map(withCurrentProblem);
  }

  /** Null when it is not there. */
  byId(id: string): StoredModel | null {
    const model = this.#table.get(id);
    return model ? withCurrentProblem(model) : null;
  }

  /** Throws `not-found`. */
  get(id: string): StoredModel {
    const model = this.byId(id);
    if (!model) throw new BitternError('not-found', 'This model is not installed any more.');
    return model;
  }

  byPath(path: string): StoredModel | null {
    return this.#table.byPath(path) ?? null;
  }

  /** The model to answer with: the one set as default, or while that has a problem the oldest other that can answer. */
  defaultModel(): StoredModel | null {
    const able = this.list().filter((model) => model.kind !== 'embedding' && model.problem === null);
    return able.find((model) => model.isDefault) ?? able[0] ?? null;
  }

  /** The model to embed with: of those that work, the one added last. */
  embeddingModel(): StoredModel | null {
    return this.list().findLast((model) => model.kind === 'embedding' && model.problem === null) ?? null;
  }

  /** Registers a file that was inspected. The same path again renews what is known of it and keeps its name. */
  async register(file: GgufSummary, given: Registration): Promise<StoredModel> {
    const hash = await modelHash(file.path, file.metadataHash);
    const originalPath = given.originalPath ?? null;
    const originalBytes = originalPath === null ? 0 : await folderBytes(originalPath);
    const known = this.#table.byPath(file.path);
    const model: StoredModel = {
      id: known?.id ?? newIdentifier('mdl'),
      name: known?.name ?? given.name,
      kind: given.kind,
      path: file.path,
      bytes: file.fileBytes,
      recipe: file.recipe,
      hash,
      contextTokens: file.contextTokens,
      parameters: file.parameters,
      isDefault: false,
      owned: isInside(file.path, this.#directory),
      catalogueId: given.catalogueId ?? known?.catalogueId ?? null,
      origin: given.origin ?? known?.origin ?? null,
      originalPath: originalPath ?? known?.originalPath ?? null,
      originalBytes: originalPath === null ? (known?.originalBytes ?? 0) : originalBytes,
      problem: null,
      addedAt: known?.addedAt ?? Date.now(),
    };
    this.#store.transaction(() => {
      this.#table.put(model);
      const hasDefault = this.#table.all().some((one) => one.isDefault);
      if (!hasDefault && model.kind !== 'embedding') this.#table.setDefault(model.id);
      given.alongside?.(model.id);
    });
    this.#changed();
    return this.get(model.id);
  }

  /** Gives it another name; the file keeps its own. */
  rename(id: string, name: string): StoredModel {
    this.#table.put({ ...this.#stored(id), name });
    this.#changed();
    return this.get(id);
  }

  /** Throws `bad-input` for a model that cannot answer. */
  setDefault(id: string): void {
    const model = this.get(id);
    if (model.kind === 'embedding')
      throw new BitternError(
        'bad-input',
        `${model.name} helps to search documents. It cannot answer questions.`,
      );
    this.#store.transaction(() => this.#table.setDefault(id));
    this.#changed();
  }

  /** Remembers why a model cannot be used, as a sentence, or forgets it with null. Does nothing when the model is gone. */
  markProblem(id: string, problem: string | null): void {
    const model = this.#table.get(id);
    if (!model || model.problem === problem) return;
    this.#table.put({ ...model, problem });
    this.#changed();
  }

  /** Called before a model's file is deleted: whoever has it open lets go. Returns a function that stops it. */
  onRemoving(listener: (id: string) => void | Promise<void>): () => void {
    this.#removing.add(listener);
    return () => this.#removing.delete(listener);
  }

  /** Forgets a model, and deletes its files if they lie in Bittern's own folder. Returns the bytes that became free. */
  async remove(id: string): Promise<number> {
    const model = this.get(id);
    for (const listener of this.#removing) await listener(id);
    let freed = 0;
    if (model.owned && isInside(model.path, this.#directory)) {
      freed += sizeOf(model.path) ?? 0;
      await this.#delete(model.path, model.name);
    }
    freed += await this.discardOriginal(id);
    this.#store.transaction(() => {
      this.#table.remove(id);
      const next = this.#table.all().find((one) => one.kind !== 'embedding');
      if (model.isDefault && next) this.#table.setDefault(next.id);
    });
    this.#changed();
    return freed;
  }

  /** Deletes the checkpoint that a model was made from, unless another model keeps it. Returns the bytes that became free. */
  async discardOriginal(id: string): Promise<number> {
    const model = this.#stored(id);
    const folder = model.originalPath;
    if (folder === null) return 0;
    const isShared = this.#table.all().some((one) => one.id !== id && one.originalPath === folder);
    const freed = isShared ? 0 : await folderBytes(folder);
    if (!isShared && isInside(folder, this.#directory)) await this.#delete(folder, model.name);
    this.#table.put({ ...this.#stored(id), originalPath: null, originalBytes: 0 });
    this.#changed();
    return freed;
  }

  /** Whether a model's original lies in this folder. */
  keepsOriginal(folder: string): boolean {
    return this.#table.all().some((model) => model.originalPath === folder);
  }

  #stored(id: string): StoredModel {
    const model = this.#table.get(id);
    if (!model) throw new BitternError('not-found', 'This model is not installed any more.');
    return model;
  }

  async #delete(path: string, name: string): Promise<void> {
    try {
      await rm(path, { recursive: true, force: true, maxRetries: 5 });
    } catch (thrown) {
      throw new BitternError(
        'busy',
        `The files of ${name} could not be deleted; another program may be using them. Close it and try again.`,
        { cause: thrown },
      );
    }
  }

  #changed(): void {
    this.#events.emit('model.changed', {});
  }
}

/** What is wrong with the file right now goes before what was remembered. */
function withCurrentProblem(model: StoredModel): StoredModel {
  const bytes = sizeOf(model.path);
  const file = basename(model.path);
  if (bytes === null)
    return {
      ...model,
      problem: `The file ${file} is not there any more. Connect the disk it lies on, or remove the model from the list.`,
    };
  if (bytes !== model.bytes)
    return {
      ...model,
      problem: `The file ${file} was changed since it was added. Add it again, or remove the model.`,
    };
  return model;
}

function sizeOf(path: string): number | null {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found?.isFile() ? found.size : null;
  } catch {
    // A path through a file, a disk that does not answer: for the person it is not there.
    return null;
  }
}
