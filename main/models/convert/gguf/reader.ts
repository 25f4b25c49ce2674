import { createHash } from 'node:crypto';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { BitternError } from '../../../../preload/contract/index.ts';
import { FieldReader, HeaderIncomplete, HeaderInvalid, type HeaderValue, stringLimits } from './fields.ts';
import { aligned, defaultAlignment, type GgmlType, ggmlTypeName, ggmlTypes, ggufMagic } from './types.ts';

/** A tensor of a file; `shape` is in ggml's order, the length of a row first. */
export interface GgufTensor {
  readonly name: string;
  readonly type: GgmlType;
  readonly shape: readonly number[];
  /** From the start of the file. */
  readonly offset: number;
  readonly bytes: number;
}

/** A GGUF file's header, checked: every count bounded, every tensor inside the file. */
export interface GgufFile {
  readonly path: string;
  readonly fileBytes: number;
  readonly metadata: ReadonlyMap<string, HeaderValue>;
  readonly tensors: readonly GgufTensor[];
  /** SHA-256, in hexadecimal, of the metadata, the tensor directory and the file's size. */
  readonly metadataHash: string;
}

/** Limits far above any model of this size and far below what would exhaust a machine. */
const limits = { headerBytes: 64 * 1024 * 1024, keys: 4096, tensors: 65_536, elements: 2 ** 44 } as const;

const firstReadBytes = 4 * 1024 * 1024;

/** Arrays up to this many elements are kept whole unless the caller asks for more. */
const keptElements = 64;

interface Directory {
  metadata: Map<string, HeaderValue>;
  tensors: GgufTensor[];
  /** Where the tensors' bytes begin. */
  dataOffset: number;
  headerEnd: number;
}

function readTensor(reader: FieldReader): {
  name: string;
  type: GgmlType;
  shape: number[];
  offset: number;
  bytes: number;
} {
  const name = reader.string(stringLimits.tensorName, 'a tensor’s name');
  const axes = reader.uint32();
  if (axes < 1 || axes > 4) throw new HeaderInvalid(`${name} has ${axes} dimensions`);
  const shape = Array.from({ length: axes }, () => reader.count(limits.elements, `a dimension of ${name}`));
  const elements = shape.reduce((product, length) => product * length, 1);
  const typeId = reader.uint32();
  const type = ggmlTypeName(typeId);
  if (!type) throw new HeaderInvalid(`${name} has the unknown type ${typeId}`);
  const { block, bytes } = ggmlTypes[type];
  if (elements < 1 || elements > limits.elements || shape[0]! % block !== 0)
    throw new HeaderInvalid(`${name} has an impossible shape (${shape.join(' × ')} as ${type})`);
  const offset = reader.count(Number.MAX_SAFE_INTEGER, `the offset of ${name}`);
  return { name, type, shape, offset, bytes: (elements / block) * bytes };
}

function readMetadata(reader: FieldReader, keys: number, keep: number): Map<string, HeaderValue> {
  const metadata = new Map<string, HeaderValue>();
  for (let index = 0; index < keys; index++) {
    const key = reader.string(stringLimits.key, 'a key');
    if (metadata.has(key)) throw new HeaderInvalid(`the key ${key.slice(0, 80)} stands twice`);
    metadata.set(key, reader.value(keep));
  }
  return metadata;
}

function alignmentOf(metadata: ReadonlyMap<string, HeaderValue>): number {
  const alignment = metadata.get('general.alignment') ?? defaultAlignment;
  if (
    typeof alignment !== 'number' ||
    !Number.isInteger(Math.log2(alignment)) ||
    alignment < 8 ||
    alignment > 65_536
  )
    throw new HeaderInvalid('its alignment is impossible');
  return alignment;
}

function parse(bytes: Buffer, keep: number): Directory {
  const reader = new FieldReader(bytes);
  if (reader.uint32() !== ggufMagic) throw new HeaderInvalid('it does not begin like one');
  const version = reader.uint32();
  if (version !== 2 && version !== 3) throw new HeaderInvalid(`its version is ${version}`);
  const count = reader.count(limits.tensors, 'the number of tensors');
  const metadata = readMetadata(reader, reader.count(limits.keys, 'the number of keys'), keep);
  const alignment = alignmentOf(metadata);
  const found = Array.from({ length: count }, () => readTensor(reader));
  const dataOffset = aligned(reader.at, alignment);
  const names = new Set<string>();
  let expected = 0;
  for (const { name, offset, bytes } of found) {
    if (names.has(name)) throw new HeaderInvalid(`the tensor ${name} stands twice`);
    names.add(name);
    // llama.cpp asks for exactly this; anything else would let tensors overlap.
    if (offset !== expected) throw new HeaderInvalid(`${name} does not follow the tensor before it`);
    expected = aligned(offset + bytes, alignment);
  }
  const tensors = found.map((tensor) => ({ ...tensor, offset: dataOffset + tensor.offset }));
  return { metadata, tensors, dataOffset, headerEnd: reader.at };
}

async function readStart(file: FileHandle, bytes: number): Promise<Buffer> {
  const buffer = Buffer.alloc(bytes);
  const { bytesRead } = await file.read(buffer, 0, bytes, 0);
  return buffer.subarray(0, bytesRead);
}

function refuse(path: string, reason: string): never {
  throw new BitternError('unreadable', `${basename(path)} cannot be used: ${reason}`);
}

/** Says what a file is that does not begin with GGUF's magic number. */
function refuseOtherContent(path: string, head: Buffer): void {
  const start = head.toString('latin1', 0, 32);
  if (start.startsWith('GGUF')) return;
  if (head.length === 0) refuse(path, 'it is empty. Get the model file again.');
  // A zip archive, or a bare pickle of protocol 2 to 5.
  if (start.startsWith('PK') || (head[0] === 0x80 && head[1]! >= 2 && head[1]! <= 5))
    refuse(path, 'it is a PyTorch checkpoint. Choose the folder it is in, and Bittern converts it.');
  if (start.startsWith('version https://git-lfs'))
    refuse(path, 'it is only a pointer to a model (Git LFS). Fetch the model file itself.');
  refuse(path, 'it is not a GGUF model file.');
}

async function parseGrowing(path: string, file: FileHandle, fileBytes: number, keep: number) {
  for (let size = firstReadBytes; ; size *= 4) {
    const bytes = await readStart(file, Math.min(size, fileBytes, limits.headerBytes));
    refuseOtherContent(path, bytes);
    try {
      const directory = parse(bytes, keep);
      return { directory, header: bytes.subarray(0, directory.headerEnd) };
    } catch (thrown) {
      if (thrown instanceof HeaderInvalid)
        refuse(path, `it is not a sound GGUF model file (${thrown.message}).`);
      if (!(thrown instanceof HeaderIncomplete)) throw thrown;
      if (bytes.length >= fileBytes) refuse(path, 'it is cut short. Get the model file again.');
      if (bytes.length >= limits.headerBytes) refuse(path, 'its description is longer than any model’s.');
    }
  }
}

/**
 * Reads the header of a GGUF file without trusting it, so that native code only ever sees files that passed. `keepArrays` keeps
 * arrays of any length, such as the vocabulary. Fails with `unreadable` or `not-found` and a sentence.
 */
export async function readGguf(path: string, options: { keepArrays?: boolean } = {}): Promise<GgufFile> {
  const unopened = (cause: unknown): never => {
    throw new BitternError('not-found', `${basename(path)} cannot be opened.`, { cause });
  };
  // Looked at before it is opened: opening a pipe would wait for ever.
  const found = await stat(path).catch(unopened);
  if (!found.isFile()) refuse(path, 'it is not a file.');
  const file = await open(path, 'r').catch(unopened);
  try {
    const keep = options.keepArrays ? Number.POSITIVE_INFINITY : keptElements;
    const { directory, header } = await parseGrowing(path, file, found.size, keep);
    const last = directory.tensors.at(-1);
    const end = last ? last.offset + last.bytes : directory.dataOffset;
    if (end > found.size)
      refuse(path, `it is cut short: ${found.size} of ${end} bytes are there. Get the model file again.`);
    const hash = createHash('sha256').update(header).update(`\n${found.size}`).digest('hex');
    return {
      path,
      fileBytes: found.size,
      metadata: directory.metadata,
      tensors: directory.tensors,
      metadataHash: hash,
    };
  } finally {
    await file.close();
  }
}
