import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { BitternError } from '../../../../preload/contract/index.ts';
import { type BtlmConfig, parseBtlmConfig } from '../btlm/config.ts';
import { checkpointShapes, isDerivable, mayBeMissing } from '../btlm/tensors.ts';
import { parseTokenizerJson, parseVocabulary, type Vocabulary } from '../btlm/vocabulary.ts';
import { listTensors } from './shards.ts';
import type { StoredTensor } from './tensor.ts';

/** A BTLM checkpoint in the form of the Hugging Face hub, checked but for the values of its weights. */
export interface Checkpoint {
  readonly directory: string;
  readonly config: BtlmConfig;
  readonly vocabulary: Vocabulary;
  /** By the checkpoint's own names; exactly those that the configuration asks for. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** The weight files, with what tells whether one has changed. */
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly modifiedMs: number }[];
}

/** A `tokenizer.json` of a large vocabulary; the others are smaller. */
const maximumTextBytes = 16 * 1024 * 1024;

function refuse(sentence: string): never {
  throw new BitternError('unreadable', sentence);
}

async function readText(directory: string, name: string): Promise<string | null> {
  const path = join(directory, name);
  const found = await stat(path).catch(() => null);
  if (!found?.isFile()) return null;
  if (found.size > maximumTextBytes) refuse(`${name} is too large to be what its name says.`);
  return readFile(path, 'utf8');
}

async function readVocabulary(directory: string, size: number): Promise<Vocabulary> {
  const vocab = await readText(directory, 'vocab.json');
  const merges = await readText(directory, 'merges.txt');
  if (vocab !== null && merges !== null) return parseVocabulary(vocab, merges, size);
  const whole = await readText(directory, 'tokenizer.json');
  if (whole !== null) return parseTokenizerJson(whole, size);
  return refuse(
    'The checkpoint’s tokenizer is missing: vocab.json and merges.txt, or tokenizer.json. Put them into the same folder.',
  );
}

/** Refuses missing, extra and misshapen tensors by name, and keeps those that are used. */
function checkTensors(config: BtlmConfig, found: readonly StoredTensor[]): Map<string, StoredTensor> {
  const shapes = checkpointShapes(config);
  const tensors = new Map<string, StoredTensor>();
  for (const tensor of found) {
    if (isDerivable(tensor.name)) continue;
    const shape = shapes.get(tensor.name);
    if (!shape)
      refuse(
        `The checkpoint has a tensor that BTLM does not have: ${tensor.name}. It is another model, or a changed one.`,
      );
    if (tensor.shape.length !== shape.length || tensor.shape.some((length, axis) => length !== shape[axis]))
      refuse(
        `${tensor.name} has the shape ${tensor.shape.join(' × ')}, but config.json asks for ${shape.join(' × ')}.`,
      );
    if (tensors.has(tensor.name)) refuse(`The checkpoint holds ${tensor.name} twice.`);
    tensors.set(tensor.name, tensor);
  }
  for (const name of shapes.keys())
    if (!tensors.has(name) && !mayBeMissing(config, name))
      refuse(`The checkpoint lacks the tensor ${name}. A part may be missing; download it again.`);
  return tensors;
}

/**
 * Opens a folder as a BTLM checkpoint. Reads its small files and the directories of its weight files, no weights.
 * Fails with `bad-input` when it is no folder, else `unreadable`, each with a sentence that names what is wrong.
 */
export async function openCheckpoint(directory: string): Promise<Checkpoint> {
  const folder = await stat(directory).catch(() => null);
  if (!folder) throw new BitternError('not-found', `There is no folder ${basename(directory)}.`);
  if (!folder.isDirectory())
    throw new BitternError(
      'bad-input',
      `${basename(directory)} is a file. Choose the folder of a Hugging Face model.`,
    );
  const configText = await readText(directory, 'config.json');
  if (configText === null)
    refuse('This folder has no config.json. Choose the folder that a Hugging Face model was downloaded to.');
  const config = parseBtlmConfig(configText);
  const found = await listTensors(directory);
  const tensors = checkTensors(config, found);
  const vocabulary = await readVocabulary(directory, config.vocabulary);
  const paths = [...new Set(found.map((tensor) => tensor.path))];
  const files = await Promise.all(
    paths.map(async (path) => {
      const { size, mtimeMs } = await stat(path);
      return { path, bytes: size, modifiedMs: mtimeMs };
    }),
  );
  return { directory, config, vocabulary, tensors, files };
}
