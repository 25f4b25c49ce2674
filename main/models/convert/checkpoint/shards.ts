import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { BitternError } from '../../../../preload/contract/index.ts';
import { listSafetensors } from './safetensors.ts';
import type { StoredTensor } from './tensor.ts';
import { listTorchTensors } from './torch.ts';

/** The ways a checkpoint folder holds its weights, in the order in which they are preferred. */
const forms = [
  { file: 'model.safetensors.index.json', indexed: true, list: listSafetensors },
  { file: 'model.safetensors', indexed: false, list: listSafetensors },
  { file: 'pytorch_model.bin.index.json', indexed: true, list: listTorchTensors },
  { file: 'pytorch_model.bin', indexed: false, list: listTorchTensors },
] as const;

const indexFile = z.looseObject({ weight_map: z.record(z.string(), z.string()) });

/** An index of a 3,000-tensor model is under 1 MB. */
const maximumIndexBytes = 4 * 1024 * 1024;

function refuse(sentence: string): never {
  throw new BitternError('unreadable', sentence);
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() ?? false;
}

/** A shard's name must be a plain file name: it comes from a file that anyone may have written. */
function checkShardName(name: string, index: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/.test(name) || name.includes('..'))
    refuse(`${index} names the file “${name.slice(0, 120)}”, a path that leads elsewhere.`);
}

async function readIndex(directory: string, index: string): Promise<Map<string, string>> {
  const path = join(directory, index);
  if ((await stat(path)).size > maximumIndexBytes) refuse(`${index} is too large to be a list of tensors.`);
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch {
    refuse(`${index} is not valid JSON. Download it again.`);
  }
  const parsed = indexFile.safeParse(json);
  if (!parsed.success) return refuse(`${index} has no list of tensors (weight_map). Download it again.`);
  const map = new Map(Object.entries(parsed.data.weight_map));
  if (map.size === 0) refuse(`${index} lists no tensors. Download it again.`);
  for (const name of map.values()) checkShardName(name, index);
  return map;
}

async function listShards(
  directory: string,
  index: string,
  list: (path: string) => Promise<StoredTensor[]>,
): Promise<StoredTensor[]> {
  const map = await readIndex(directory, index);
  const shards = [...new Set(map.values())].toSorted();
  for (const shard of shards)
    if (!(await exists(join(directory, shard))))
      refuse(`The part ${shard} of the checkpoint is missing. Download it into the same folder.`);
  const found: StoredTensor[] = [];
  for (const shard of shards) {
    for (const tensor of await list(join(directory, shard))) {
      if (map.get(tensor.name) !== shard)
        refuse(`${shard} holds ${tensor.name}, which ${index} does not list there.`);
      map.delete(tensor.name);
      found.push(tensor);
    }
  }
  const [missing] = map.keys();
  if (missing !== undefined)
    refuse(`${map.get(missing)} lacks ${missing}, which ${index} lists. Download it again.`);
  return found;
}

/**
 * Lists the tensors of a checkpoint folder: safetensors before PyTorch's own form, whole or in parts with an index.
 * Fails with `unreadable` and a reason.
 */
export async function listTensors(directory: string): Promise<StoredTensor[]> {
  for (const { file, indexed, list } of forms) {
    const path = join(directory, file);
    if (!(await exists(path))) continue;
    return indexed ? listShards(directory, file, list) : list(path);
  }
  return refuse(
    'This folder holds no weights: no pytorch_model.bin, no model.safetensors, and no index of either. ' +
      'Choose the folder that a Hugging Face model was downloaded to.',
  );
}
