import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { z } from 'zod';
import { BitternError } from '../../../../preload/contract/index.ts';
import { elementCount, type ScalarType, type StoredTensor, scalarBytes } from './tensor.ts';

/** The format’s own limit for the JSON header. */
const maximumHeaderBytes = 100_000_000;

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

async function readHeader(path: string): Promise<{ json: unknown; dataStart: number; dataBytes: number }> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const length = Buffer.alloc(8);
    await file.read(length, 0, 8, 0);
    const headerBytes = Number(length.readBigUInt64LE());
    if (size < 10 || headerBytes > maximumHeaderBytes || 8 + headerBytes > size)
      refuse(path, 'it is not a safetensors file, or it is cut short. Download it again.');
    const header = Buffer.alloc(headerBytes);
    await file.read(header, 0, headerBytes, 8);
    const dataStart = 8 + headerBytes;
    return { json: JSON.parse(header.toString('utf8')), dataStart, dataBytes: size - dataStart };
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
    if (name === '__metadata__') continue;
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
  return tensors;
}
