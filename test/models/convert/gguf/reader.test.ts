import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { layOutGguf, type MetadataValue } from '../../../../main/models/convert/gguf/layout.ts';
import { readGguf } from '../../../../main/models/convert/gguf/reader.ts';
import { BitternError } from '../../../../preload/contract/index.ts';
import { Folder } from '../../../support/checkpoint/folder.ts';

const folder = new Folder();
afterAll(() => folder[Symbol.dispose]());
const path = folder.of('model.gguf');

const metadata = new Map<string, MetadataValue>([
  ['general.architecture', { type: 'string', value: 'jais' }],
  ['a.count', { type: 'uint32', value: 7 }],
  ['a.signed', { type: 'int32', value: -7 }],
  ['a.real', { type: 'float32', value: 0.5 }],
  ['a.long', { type: 'uint64', value: 2n ** 40n }],
  ['a.flag', { type: 'bool', value: true }],
  [
    'a.words',
    { type: 'array', of: 'string', values: Array.from({ length: 100 }, (_, index) => `word ${index} é`) },
  ],
  ['a.numbers', { type: 'array', of: 'int32', values: [1, -2, 3] }],
]);

const tensors = [
  { name: 'one', type: 'F32', shape: [5] },
  { name: 'two', type: 'Q4_K', shape: [512, 3] },
] as const;

/** A well-formed file: its header, and its tensors' bytes as zeros. */
function wellFormed(): Buffer {
  const layout = layOutGguf(metadata, tensors);
  return Buffer.concat([layout.header, Buffer.alloc(layout.fileBytes - layout.header.length)]);
}

/** Writes little-endian fields: bytes as they are, numbers as 32 bits, bigints as 64, strings with their length. */
function fields(...values: (Buffer | number | bigint | string)[]): Buffer {
  return Buffer.concat(
    values.map((value) => {
      if (Buffer.isBuffer(value)) return value;
      const part = Buffer.alloc(typeof value === 'number' ? 4 : 8);
      if (typeof value === 'number') part.writeUInt32LE(value);
      else part.writeBigUInt64LE(typeof value === 'bigint' ? value : BigInt(Buffer.byteLength(value)));
      return typeof value === 'string' ? Buffer.concat([part, Buffer.from(value)]) : part;
    }),
  );
}

const magic = Buffer.from('GGUF');

describe('reading a GGUF header', () => {
  beforeAll(() => writeFileSync(path, wellFormed()));

  it('finds what was written', async () => {
    const file = await readGguf(path, { keepArrays: true });
    expect(file.metadata.get('a.long')).toBe(2 ** 40);
    expect(file.metadata.get('a.signed')).toBe(-7);
    expect(file.metadata.get('a.flag')).toBe(true);
    expect(file.metadata.get('a.real')).toBe(0.5);
    expect(file.metadata.get('a.words')).toMatchObject({ of: 'string', length: 100 });
    expect(file.metadata.get('a.numbers')).toEqual({ of: 'int32', length: 3, values: [1, -2, 3] });
    const layout = layOutGguf(metadata, tensors);
    expect(file.tensors).toEqual(tensors.map((tensor, index) => ({ ...tensor, ...layout.places[index] })));
    expect(file.tensors[1]?.bytes).toBe((512 / 256) * 144 * 3);
  });

  it('passes over long arrays unless they are asked for', async () => {
    const file = await readGguf(path);
    expect(file.metadata.get('a.words')).toEqual({ of: 'string', length: 100, values: null });
    expect(file.metadata.get('a.flag')).toBe(true);
  });

  it('tells two files apart by their metadata, not by where they are', async () => {
    const { metadataHash } = await readGguf(path);
    const other = folder.of('Ein anderer Name – 文件.gguf');
    writeFileSync(other, wellFormed());
    expect((await readGguf(other)).metadataHash).toBe(metadataHash);
    metadata.set('a.count', { type: 'uint32', value: 8 });
    writeFileSync(other, wellFormed());
    metadata.set('a.count', { type: 'uint32', value: 7 });
    expect((await readGguf(other)).metadataHash).not.toBe(metadataHash);
  });
});

describe('a GGUF file that is not sound', () => {
  const key = (name: string, ...value: (Buffer | number | bigint | string)[]) => fields(name, ...value);
  const tensor = (name: string, type: number, offset: bigint, ...shape: bigint[]) =>
    fields(name, shape.length, ...shape, type, offset);

  it.each<[string, Buffer, string]>([
    ['is empty', Buffer.alloc(0), 'is empty'],
    ['is a web page', Buffer.from('<!doctype html><title>404</title>'), 'not a GGUF model file'],
    ['is a zip archive', Buffer.from('PK\u0003\u0004 and so on'), 'a PyTorch checkpoint'],
    ['is a pickle', Buffer.from([0x80, 4, 0x95, 0, 0]), 'a PyTorch checkpoint'],
    ['is a Git LFS pointer', Buffer.from('version https://git-lfs.github.com/spec/v1'), 'only a pointer'],
    ['has another version', fields(magic, 1, 0n, 0n), 'its version is 1'],
    ['is big-endian', fields(magic, 0x03000000, 0n, 0n), 'its version is 50331648'],
    ['has too many tensors', fields(magic, 3, 2n ** 60n, 0n), 'the number of tensors'],
    ['has too many keys', fields(magic, 3, 0n, 2n ** 32n), 'the number of keys'],
    ['has an endless key', fields(magic, 3, 0n, 1n, 2n ** 62n), 'the length of a key'],
    ['has an endless string', fields(magic, 3, 0n, 1n, 'k', 8, 2n ** 40n), 'the length of a string'],
    ['has an endless array', fields(magic, 3, 0n, 1n, 'k', 9, 4, 2n ** 50n), 'the length of an array'],
    ['has an array of arrays', fields(magic, 3, 0n, 1n, 'k', 9, 9, 1n), 'an array holds arrays'],
    ['has a value of no type', fields(magic, 3, 0n, 1n, 'k', 99), 'the unknown type 99'],
    ['has a key twice', fields(magic, 3, 0n, 2n, key('k', 4, 1), key('k', 4, 2)), 'the key k stands twice'],
    ['has no alignment', fields(magic, 3, 0n, 1n, key('general.alignment', 4, 0)), 'alignment is impossible'],
    [
      'has an odd alignment',
      fields(magic, 3, 0n, 1n, key('general.alignment', 4, 33)),
      'alignment is impossible',
    ],
    ['has a tensor of no type', fields(magic, 3, 1n, 0n, tensor('t', 99, 0n, 4n)), 'the unknown type 99'],
    [
      'has a tensor of five dimensions',
      fields(magic, 3, 1n, 0n, tensor('t', 0, 0n, 1n, 1n, 1n, 1n, 1n)),
      '5 dimensions',
    ],
    ['has a tensor without numbers', fields(magic, 3, 1n, 0n, tensor('t', 0, 0n, 0n)), 'impossible shape'],
    [
      'has a tensor beyond all memory',
      fields(magic, 3, 1n, 0n, tensor('t', 0, 0n, 2n ** 40n, 2n ** 40n)),
      'impossible shape',
    ],
    [
      'has a row that blocks do not divide',
      fields(magic, 3, 1n, 0n, tensor('t', 12, 0n, 100n)),
      'impossible shape',
    ],
    [
      'has a long tensor name',
      fields(magic, 3, 1n, 0n, tensor('t'.repeat(64), 0, 0n, 1n)),
      'a tensor’s name',
    ],
    [
      'has tensors that overlap',
      fields(magic, 3, 2n, 0n, tensor('a', 0, 0n, 8n), tensor('b', 0, 0n, 8n)),
      'does not follow',
    ],
    [
      'has a tensor twice',
      fields(magic, 3, 2n, 0n, tensor('a', 0, 0n, 8n), tensor('a', 0, 32n, 8n)),
      'stands twice',
    ],
    ['has a tensor outside the file', fields(magic, 3, 1n, 0n, tensor('t', 0, 0n, 2n ** 30n)), 'cut short'],
  ])('is refused when it %s', async (_, bytes, sentence) => {
    writeFileSync(path, bytes);
    await expect(readGguf(path)).rejects.toThrow(sentence);
    await expect(readGguf(path)).rejects.toBeInstanceOf(BitternError);
  });

  it('is refused when it is cut short anywhere', async () => {
    const whole = wellFormed();
    // Behind the last tensor there may be padding, which nothing needs.
    const { places } = layOutGguf(metadata, tensors);
    const needed = places.at(-1)!.offset + places.at(-1)!.bytes;
    for (let length = 5; length < needed; length += 37) {
      writeFileSync(path, whole.subarray(0, length));
      await expect(readGguf(path), `${length} bytes`).rejects.toThrow('cut short');
    }
  });

  it('never leads to anything but a sentence, whatever bytes are changed', async () => {
    const whole = wellFormed();
    const { header } = layOutGguf(metadata, tensors);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(header.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        async (changes) => {
          const bytes = Buffer.from(whole);
          for (const [at, value] of changes) bytes[at] = value;
          writeFileSync(path, bytes);
          const outcome = await readGguf(path).catch((thrown: unknown) => thrown);
          if (outcome instanceof Error) expect(outcome).toBeInstanceOf(BitternError);
          else expect(outcome).toMatchObject({ fileBytes: whole.length });
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is refused when it is not there, or a folder', async () => {
    await expect(readGguf(folder.of('nowhere.gguf'))).rejects.toThrow('nowhere.gguf cannot be opened');
    await expect(readGguf(folder.path)).rejects.toBeInstanceOf(BitternError);
  });

  it('is refused when it grew shorter after its header was written', async () => {
    writeFileSync(path, wellFormed());
    truncateSync(path, statSync(path).size - 600);
    await expect(readGguf(path)).rejects.toThrow(/\d+ of \d+ bytes are there/);
    expect(readFileSync(path).length).toBeGreaterThan(0);
  });
});
