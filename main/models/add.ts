import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { basename, join, parse, resolve } from 'node:path';
import { BitternError, type Job, type Recipe, type Source } from '../../preload/contract/index.ts';
import type { JobBoard } from '../jobs/index.ts';
import type { SettingsService } from '../settings/index.ts';
import type { StoredModel } from '../store/models.ts';
import { parseBtlmConfig } from './convert/btlm/config.ts';
import { type GgufSummary, inspectGguf } from './convert/index.ts';
import { diskError } from './download/disk.ts';
import { emptyState } from './download/index.ts';
import type { InstalledModels } from './installed/index.ts';
import { freePath, safeStem } from './installed/naming.ts';
import { findModel, type GivenFile, type ResolveUpload } from './installed/sources.ts';
import { moveFile } from './move.ts';
import type { ObtainPayload } from './obtain.ts';

export interface AddingOptions {
  directory: string;
  installed: InstalledModels;
  board: JobBoard;
  settings: SettingsService;
  resolveUpload: ResolveUpload;
  /** A free path for a model's file. */
  outputFor(name: string, recipe: Recipe): string;
}

/** Adds models that the person has: a GGUF as it is, a checkpoint by converting it. */
export class Adding {
  readonly #options: AddingOptions;

  constructor(options: AddingOptions) {
    this.#options = options;
  }

  /** Takes files, folders and uploads. Gives the model, or the job that makes one. Throws a sentence for what is neither. */
  async add(
    sources: readonly Source[],
    recipe: Recipe,
  ): Promise<{ model: StoredModel | null; job: Job | null }> {
    const found = await findModel(sources, this.#options.resolveUpload);
    switch (found.kind) {
      case 'gguf':
        return {
          model: found.file.isUpload
            ? await this.#addUpload(found.file)
            : await this.addFile(found.file.path),
          job: null,
        };
      case 'folder':
        return { model: null, job: await this.#convert(found.path, basename(found.path), recipe) };
      case 'files':
        return { model: null, job: await this.#convertUploads(found.files, recipe) };
    }
  }

  /** Registers a GGUF where it is. */
  async addFile(given: string): Promise<StoredModel> {
    const path = resolve(given);
    return this.#register(await inspectGguf(path), parse(path).name);
  }

  async #addUpload(file: GivenFile): Promise<StoredModel> {
    const { directory } = this.#options;
    const found = await this.#named(file.name, () => inspectGguf(file.path), file.path);
    const target = freePath(directory, safeStem(file.name), '.gguf');
    await moveFile(file.path, target).catch((thrown: unknown) => {
      throw diskError(thrown, target);
    });
    return this.#register({ ...found, path: target }, parse(file.name).name);
  }

  #register(file: GgufSummary, stem: string): Promise<StoredModel> {
    const name = file.name?.trim() || stem;
    const kind = file.kind === 'embedding' ? 'embedding' : kindOf(`${name} ${stem}`);
    return this.#options.installed.register(file, { name: name.slice(0, 120), kind });
  }

  async #convertUploads(files: readonly GivenFile[], recipe: Recipe): Promise<Job> {
    const folder = join(this.#options.directory, 'originals', randomUUID());
    await mkdir(folder, { recursive: true });
    try {
      // The names are of the few forms that findModel lets through.
      for (const file of files) await moveFile(file.path, join(folder, file.name));
      return await this.#convert(folder, 'BTLM', recipe);
    } catch (thrown) {
      await rm(folder, { recursive: true, force: true });
      throw diskError(thrown, join(folder, 'config.json'));
    }
  }

  /** Starts the conversion of a checkpoint's folder. What can be seen from its small files is refused at once. */
  async #convert(checkpoint: string, fallbackName: string, recipe: Recipe): Promise<Job> {
    const { board, settings, outputFor } = this.#options;
    const published = await readName(checkpoint);
    const name = (published ?? fallbackName).slice(0, 120);
    const payload: ObtainPayload = {
      catalogueId: null,
      name,
      kind: kindOf(`${name} ${fallbackName}`),
      file: null,
      recipe,
      keepOriginal: settings.get().keepOriginal,
      hub: null,
      download: emptyState,
      checkpoint,
      output: outputFor(name, recipe),
      modelId: null,
    };
    return board.create('conversion', { title: name, payload });
  }

  /** An upload lies under a meaningless name; a sentence about it must say the person's. */
  async #named<T>(name: string, work: () => Promise<T>, path: string): Promise<T> {
    try {
      return await work();
    } catch (thrown) {
      if (!(thrown instanceof BitternError)) throw thrown;
      throw new BitternError(thrown.code, thrown.message.replaceAll(basename(path), name), { cause: thrown });
    }
  }
}

/** BTLM is published as `…-chat` and `…-base`; what says neither is taken for a chat model, which follows questions better. */
function kindOf(text: string): 'chat' | 'base' {
  return /\bbase\b/i.test(text) && !/\bchat\b/i.test(text) ? 'base' : 'chat';
}

/** BTLM's has 2 kB. */
const maximumConfigBytes = 1024 * 1024;

/** The last part of the name that a checkpoint was published under; null when it has none. Throws a sentence when it is not BTLM's. */
async function readName(checkpoint: string): Promise<string | null> {
  const path = join(checkpoint, 'config.json');
  const refuse = (thrown: unknown) => {
    throw new BitternError('bad-input', 'Bittern may not read the config.json of this checkpoint.', {
      cause: thrown,
    });
  };
  const found = await stat(path).catch(refuse);
  // It is read in the process that everything else depends on.
  if (!found?.isFile() || found.size > maximumConfigBytes)
    throw new BitternError('unreadable', 'The config.json of this checkpoint is too large to be one.');
  const text = await readFile(path, 'utf8').catch(refuse);
  const { name } = parseBtlmConfig(text);
  return name ? basename(name.replaceAll('\\', '/')).trim() || null : null;
}
