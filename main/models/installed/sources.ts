import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { BitternError, type Source } from '../../../preload/contract/index.ts';
import { missingSmallFile } from '../download/select.ts';

/** A file that somebody gave: of this machine, or a finished upload under a meaningless name. */
export interface GivenFile {
  path: string;
  /** As the person knows it. */
  name: string;
  isUpload: boolean;
}

/** What was given to become a model. */
export type Found =
  | { kind: 'gguf'; file: GivenFile }
  | { kind: 'folder'; path: string }
  /** The files of a checkpoint, still to be brought together in a folder. */
  | { kind: 'files'; files: GivenFile[] };

/** Finds the path of an upload; throws, or gives nothing, when it is not there. */
export type ResolveUpload = (
  uploadId: string,
) => Promise<{ path: string } | undefined> | { path: string } | undefined;

/** The names of a checkpoint's files; what else lies beside them is of no use. */
const checkpointFile =
  /^(config|vocab|tokenizer)\.json$|^merges\.txt$|^(pytorch_)?model[\w-]*\.(bin|safetensors)(\.index\.json)?$/;
const isCheckpointFile = (file: GivenFile): boolean => checkpointFile.test(file.name);

/**
 * Finds out what was given: a GGUF by its first bytes, a checkpoint as a folder or as its files.
 * Throws a sentence for everything else.
 */
export async function findModel(sources: readonly Source[], resolveUpload: ResolveUpload): Promise<Found> {
  const given = await Promise.all(sources.map((source) => locate(source, resolveUpload)));
  const folders = given.filter((one) => 'isFolder' in one);
  const files = given.filter((one) => 'isUpload' in one);
  if (folders.length > 0) {
    if (given.length > 1) throw oneAtATime();
    return inFolder(folders[0]!.path);
  }
  const isGguf = await Promise.all(files.map((file) => startsLikeGguf(file)));
  const models = files.filter((_, index) => isGguf[index]);
  if (models.length > 1 || (models.length === 1 && files.length > 1)) throw oneAtATime();
  if (models[0]) return { kind: 'gguf', file: models[0] };
  if (!files.some(isCheckpointFile)) throw neither(files[0]!.name);
  if (files.every((file) => file.isUpload)) return completeFiles(files.filter(isCheckpointFile));
  // Somebody dropped the files of a folder instead of the folder.
  const parents = new Set(files.map((file) => dirname(file.path)));
  if (parents.size > 1) throw oneAtATime();
  return inFolder([...parents][0]!);
}

async function locate(
  source: Source,
  resolveUpload: ResolveUpload,
): Promise<GivenFile | { isFolder: true; path: string }> {
  if (source.kind === 'upload') {
    const upload = await resolveUpload(source.uploadId);
    if (!upload)
      throw new BitternError('not-found', `${source.name} did not arrive completely. Add it again.`);
    // Browsers give the files of a folder with the folder's name before theirs.
    return { path: upload.path, name: basename(source.name.replaceAll('\\', '/')), isUpload: true };
  }
  const path = resolve(source.path);
  const found = await stat(path).catch((thrown: NodeJS.ErrnoException) => {
    const isDenied = thrown.code === 'EACCES' || thrown.code === 'EPERM';
    throw isDenied
      ? new BitternError('bad-input', `Bittern may not read ${basename(path)}. Check its permissions.`)
      : new BitternError('not-found', `${basename(path)} is not there. Check the path: ${path}`);
  });
  if (found.isDirectory()) return { isFolder: true, path };
  if (!found.isFile()) throw neither(basename(path));
  return { path, name: basename(path), isUpload: false };
}

/** A folder holds a checkpoint, or a GGUF alone. */
async function inFolder(path: string): Promise<Found> {
  const names = await readdir(path).catch((thrown: unknown) => {
    throw new BitternError('bad-input', `Bittern may not read the folder ${basename(path)}.`, {
      cause: thrown,
    });
  });
  if (names.includes('config.json')) return { kind: 'folder', path };
  const models = names.filter((name) => name.toLowerCase().endsWith('.gguf'));
  if (models.length === 1)
    return { kind: 'gguf', file: { path: join(path, models[0]!), name: models[0]!, isUpload: false } };
  if (models.length > 1)
    throw new BitternError(
      'bad-input',
      `The folder ${basename(path)} holds ${models.length} GGUF files. Add the one that you want.`,
    );
  throw new BitternError(
    'bad-input',
    `The folder ${basename(path)} has no config.json, so it is not a checkpoint. A checkpoint has config.json, vocab.json, merges.txt and the weights.`,
  );
}

function completeFiles(files: GivenFile[]): Found {
  const names = new Set(files.map((file) => file.name));
  if (names.size < files.length) throw oneAtATime();
  const missing = missingSmallFile(names);
  if (missing)
    throw new BitternError(
      'bad-input',
      `${missing} is missing. Drop all files of the checkpoint together: config.json, vocab.json, merges.txt and the weights.`,
    );
  return { kind: 'files', files };
}

async function startsLikeGguf(file: GivenFile): Promise<boolean> {
  // By its name alone it is meant to be one: then the inspection says what is wrong with it.
  if (file.name.toLowerCase().endsWith('.gguf')) return true;
  const handle = await open(file.path, 'r').catch((thrown: unknown) => {
    throw new BitternError('bad-input', `Bittern may not read ${file.name}.`, { cause: thrown });
  });
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.toString('latin1') === 'GGUF';
  } finally {
    await handle.close();
  }
}

function oneAtATime(): BitternError {
  return new BitternError(
    'bad-input',
    'Add one model at a time: a GGUF file, or the folder of a checkpoint.',
  );
}

function neither(name: string): BitternError {
  return new BitternError(
    'bad-input',
    `${name} is not a model that Bittern can use. Add a GGUF file of BTLM, or the folder of a BTLM checkpoint with its config.json.`,
  );
}
