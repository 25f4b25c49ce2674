import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { BitternError } from '../../../../preload/contract/index.ts';
import { elementCount, type ScalarType, type StoredTensor, scalarBytes } from './tensor.ts';

/** The format allows 100 MB; a model of 3,000 tensors needs 400 kB, and what is parsed takes many times its size in memory. */
const maximumHeaderBytes = 4 * 1024 * 1024;

/** Notes about the file, which say nothing of the weights. */
const metadataKey = '__metadata__';
const metadata = z.record(z.string(), z.string());

const headerEntry = z.strictObject({
  dtype: z.string(),
  shape: z
    .array(
      z
        .number()
        .int()
        .nonnegative()
        .max(2 ** 40),
    )
    .max(8),
  data_offsets: z.tuple([z.number().int().nonnegative(), z.number().int().nonnegative()]),
});

function refuse(path: string, reason: string): never {
  throw new BitternError('unreadable', `${basename(path)} cannot be used: ${reason}`);
}

/**
 * How many names a JSON object has, repeated ones included: parsing keeps the last of them without a word. Strings are stepped
 * over, so that nothing inside one counts; names are what stands before a colon at the first level.
 */
function countNames(json: string): number {
  let depth = 0;
  let names = 0;
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/gs)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
    else if (token === ':' && depth === 1) names += 1;
  }
  return names;
}

async function readHeader(path: string): Promise<{ json: unknown; dataStart: number; dataBytes: number }> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const length = Buffer.alloc(8);
    await file.read(length, 0, 8, 0);
    const headerBytes = Number(length.readBigUInt64LE());
    if (size < 10 || 8 + headerBytes > size)
      refuse(path, 'it is not a safetensors file, or it is cut short. Download it again.');
    if (headerBytes > maximumHeaderBytes) refuse(path, 'its list of tensors is too long to be one.');
    const header = Buffer.alloc(headerBytes);
    await file.read(header, 0, headerBytes, 8);
    const dataStart = 8 + headerBytes;
    const text = header.toString('utf8');
    const json: unknown = JSON.parse(text);
    if (typeof json === 'object' && json !== null && Object.keys(json).length !== countNames(text))
      refuse(path, 'its list of tensors names one of them twice.');
    return { json, dataStart, dataBytes: size - dataStart };
  } catch (thrown) {
    if (thrown instanceof SyntaxError)
      return refuse(path, 'its list of tensors is damaged. Download it again.');
    throw thrown;
  } finally {
    await file.close();
  }
}

/**
 * Lists the tensors of a `.safetensors` file: an 8-byte length, a JSON header, then the numbers. Reads the header only.
 * Fails with `unreadable` and a reason.
 */
export async function listSafetensors(path: string): Promise<StoredTensor[]> {
  const { json, dataStart, dataBytes } = await readHeader(path);
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return refuse(path, 'its list of tensors is damaged. Download it again.');
  const tensors: StoredTensor[] = [];
  for (const [name, value] of Object.entries(json)) {
    if (name === metadataKey) {
      if (!metadata.safeParse(value).success) return refuse(path, 'its notes (__metadata__) are damaged.');
      continue;
    }
    const parsed = headerEntry.safeParse(value);
    if (!parsed.success)
      return refuse(path, `its entry “${name.slice(0, 120)}” is damaged. Download it again.`);
    const {
      dtype,
      shape,
      data_offsets: [start, end],
    } = parsed.data;
    if (!Object.hasOwn(scalarBytes, dtype))
      return refuse(
        path,
        `${name.slice(0, 120)} is stored as ${dtype.slice(0, 20)}; Bittern reads BF16, F16 and F32.`,
      );
    const size = scalarBytes[dtype as ScalarType];
    if (end > dataBytes) refuse(path, `${name.slice(0, 120)} points outside the file. Download it again.`);
    if (end - start !== elementCount(shape) * size || end === start)
      refuse(path, `${name.slice(0, 120)} has a size that does not match its shape.`);
    tensors.push({
      name: name.slice(0, 300),
      type: dtype as ScalarType,
      shape,
      path,
      offset: dataStart + start,
      bytes: end - start,
    });
  }
  refuseGaps(path, tensors, dataStart, dataStart + dataBytes);
  return tensors;
}

/** The format wants every byte to belong to one tensor: what overlaps or is left over was not written by its library. */
function refuseGaps(path: string, tensors: readonly StoredTensor[], start: number, end: number): void {
  let at = start;
  for (const { name, offset, bytes } of tensors.toSorted((a, b) => a.offset - b.offset)) {
    if (offset < at) refuse(path, `the numbers of ${name.slice(0, 120)} overlap those of another tensor.`);
    if (offset > at) refuse(path, `the numbers before ${name.slice(0, 120)} belong to no tensor.`);
    at = offset + bytes;
  }
  if (at !== end) refuse(path, 'the numbers at its end belong to no tensor. Download it again.');
}
