import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { BitternError } from '../../../../preload/contract/index.ts';
import { readStateDictPickle } from './pickle.ts';
import { isKind, type PickleTensor, type PickleValue } from './pickle-values.ts';
import { elementCount, type StoredTensor, scalarBytes } from './tensor.ts';
import { listZip, type ZipEntry } from './zip.ts';

/** The pickle of a 3,000-tensor model is under 1 MB. */
const maximumPickleBytes = 64 * 1024 * 1024;

function refuse(path: string, reason: string): never {
  throw new BitternError('unreadable', `${basename(path)} cannot be used: ${reason}`);
}

async function readRange(path: string, offset: number, bytes: number): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.alloc(bytes);
    const { bytesRead } = await file.read(buffer, 0, bytes, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/** Says what a file is that is no zip archive, from its first bytes. */
async function refuseOtherContent(path: string): Promise<void> {
  const head = await readRange(path, 0, 64);
  if (head.length === 0) refuse(path, 'it is empty. Download it again.');
  if (head.subarray(0, 2).toString('latin1') === 'PK') return;
  // PyTorch before 1.6 wrote a magic number as a pickled long, then several pickles in a row.
  if (head[0] === 0x80 && head[2] === 0x8a && head[3] === 0x0a)
    refuse(
      path,
      'it is in the format of PyTorch before version 1.6. Save it again with a current PyTorch, or as safetensors.',
    );
  if (head.toString('latin1').startsWith('version https://git-lfs'))
    refuse(path, 'it is only a pointer to the weights (Git LFS). Fetch the weights themselves, about 5 GB.');
  refuse(path, 'it is not a PyTorch checkpoint.');
}

function isContiguous(tensor: PickleTensor): boolean {
  let expected = 1;
  for (let axis = tensor.shape.length - 1; axis >= 0; axis--) {
    if (tensor.shape[axis] !== 1 && tensor.strides[axis] !== expected) return false;
    expected *= tensor.shape[axis]!;
  }
  return true;
}

function place(
  path: string,
  name: string,
  tensor: PickleTensor,
  storages: Map<string, ZipEntry>,
): StoredTensor {
  const { storage } = tensor;
  const entry = storages.get(storage.key);
  if (!entry) refuse(path, `the weights of ${name} (storage ${storage.key}) are missing.`);
  const size = scalarBytes[storage.type];
  if (storage.count * size > entry.bytes)
    refuse(
      path,
      `${name} needs a storage of ${storage.count * size} bytes, but only ${entry.bytes} are there.`,
    );
  const count = elementCount(tensor.shape);
  if (count === 0) refuse(path, `${name} has no numbers.`);
  if (!isContiguous(tensor))
    refuse(
      path,
      `${name} is a view whose numbers are not in order. Save the checkpoint with contiguous tensors.`,
    );
  if (tensor.offset + count > storage.count) refuse(path, `${name} points outside its storage.`);
  return {
    name,
    type: storage.type,
    shape: tensor.shape,
    path,
    offset: entry.offset + tensor.offset * size,
    bytes: count * size,
  };
}

function namedTensors(path: string, root: PickleValue): [string, PickleTensor][] {
  if (!isKind(root, 'dict')) return refuse(path, 'it holds no list of named tensors.');
  return [...root.entries].map(([name, tensor]) => {
    if (typeof name !== 'string') return refuse(path, 'it holds no list of named tensors.');
    if (!isKind(tensor, 'tensor'))
      return refuse(
        path,
        `“${name.slice(0, 120)}” in it is no tensor; only a plain list of weights can be read.`,
      );
    return [name.slice(0, 300), tensor];
  });
}

/**
 * Lists the tensors of a `pytorch_model.bin` (a zip archive with a pickle): names, types, shapes, and where their numbers stand.
 * Reads the archive’s directory and the pickle, not the weights. Fails with `unreadable` and a reason.
 */
export async function listTorchTensors(path: string): Promise<StoredTensor[]> {
  await refuseOtherContent(path);
  const entries = await listZip(path);
  const pickle = entries.find((entry) => /^[^/]+\/data\.pkl$/.test(entry.name));
  if (!pickle) return refuse(path, 'it is a zip archive but not a PyTorch checkpoint (no data.pkl).');
  if (pickle.bytes > maximumPickleBytes) refuse(path, 'its list of tensors is too large to be one.');
  const prefix = pickle.name.slice(0, -'data.pkl'.length);
  const order = entries.find((entry) => entry.name === `${prefix}byteorder`);
  if (order && order.bytes < 16) {
    const text = (await readRange(path, order.offset, order.bytes)).toString('latin1');
    if (text !== 'little') refuse(path, 'its numbers are big-endian.');
  }
  const storages = new Map(
    entries
      .filter((entry) => entry.name.startsWith(`${prefix}data/`))
      .map((entry) => [entry.name.slice(prefix.length + 'data/'.length), entry]),
  );
  const root = readStateDictPickle(await readRange(path, pickle.offset, pickle.bytes));
  return namedTensors(path, root).map(([name, tensor]) => place(path, name, tensor, storages));
}
