import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NumberReader } from '../../../../main/models/convert/checkpoint/numbers.ts';
import type { StoredTensor } from '../../../../main/models/convert/checkpoint/tensor.ts';
import { listTorchTensors } from '../../../../main/models/convert/checkpoint/torch.ts';
import { BitternError } from '../../../../preload/contract/index.ts';
import { Folder } from '../../../support/checkpoint/folder.ts';
import { type PickledTensor, pickleStateDict } from '../../../support/checkpoint/pickle-writer.ts';
import { encodeScalars } from '../../../support/checkpoint/scalars.ts';
import { ZipWriter } from '../../../support/checkpoint/zip-writer.ts';

const numbers = Float32Array.from([1, -2, 0.5, 3.25, 65_504, 2 ** -24]);

const tensor: PickledTensor = { name: 'a', type: 'F32', shape: [2, 3], storage: '0', storageCount: 6 };

interface ArchiveOptions {
  data?: Buffer;
  entry?: string;
  always64?: boolean;
  deflate?: boolean;
  byteorder?: string;
  extra?: [string, Buffer][];
}

/** A file as `torch.save` writes it, with one storage, and whatever is to be wrong with it. */
function writeArchive(path: string, tensors: PickledTensor[], options: ArchiveOptions = {}): void {
  using zip = new ZipWriter(path, { always64: options.always64 ?? false });
  zip.add('archive/data.pkl', [pickleStateDict(tensors)]);
  zip.add('archive/byteorder', [Buffer.from(options.byteorder ?? 'little')]);
  const data = options.data ?? encodeScalars(tensors[0]?.type ?? 'F32', numbers);
  zip.add(options.entry ?? 'archive/data/0', [data], { deflate: options.deflate ?? false });
  for (const [name, bytes] of options.extra ?? []) zip.add(name, [bytes]);
  zip.finish();
}

describe('listing the tensors of a pytorch_model.bin', () => {
  it.each(['F32', 'F16', 'BF16'] as const)('reads %s numbers as they were written', async (type) => {
    using folder = new Folder();
    const path = folder.of('model.bin');
    writeArchive(path, [
      { ...tensor, type },
      { ...tensor, name: 'tail', type, shape: [3], offset: 2 },
    ]);
    const [whole, tail] = await listTorchTensors(path);
    using reader = new NumberReader();
    // Every one of the numbers but the large and the tiny one is exact in all three formats.
    expect([...reader.read(whole!, 0, 4)]).toEqual([1, -2, 0.5, 3.25]);
    expect([...reader.read(tail!, 0, 2)]).toEqual([0.5, 3.25]);
    expect([...reader.read(whole!, 4, 2)]).toEqual(type === 'BF16' ? [65_536, 2 ** -24] : [65_504, 2 ** -24]);
  });

  it('reads an archive with 64-bit figures', async () => {
    using folder = new Folder();
    writeArchive(folder.of('model.bin'), [tensor], { always64: true });
    expect(await listTorchTensors(folder.of('model.bin'))).toMatchObject([
      { name: 'a', shape: [2, 3], bytes: 24 },
    ]);
  });

  it.each<[string, PickledTensor, ArchiveOptions, string]>([
    ['points outside its storage', { ...tensor, offset: 1 }, {}, 'a points outside its storage'],
    [
      'has a storage larger than its bytes',
      { ...tensor, storageCount: 7 },
      {},
      'needs a storage of 28 bytes, but only 24',
    ],
    ['has no storage', { ...tensor, storage: '1' }, {}, 'are missing'],
    ['is a transposed view', { ...tensor, strides: [1, 2] }, {}, 'a view whose numbers are not in order'],
    [
      'repeats one number without end',
      { ...tensor, shape: [2 ** 20, 2 ** 20], strides: [0, 0] },
      {},
      'not in order',
    ],
    ['is empty', { ...tensor, shape: [0, 3], strides: [3, 1] }, {}, 'has no numbers'],
    [
      'is in a compressed archive',
      tensor,
      { deflate: true, data: Buffer.alloc(1 << 20) },
      'may be a zip bomb',
    ],
    ['is in an archive with a path', tensor, { extra: [['../../x', Buffer.from('x')]] }, 'leads elsewhere'],
    [
      'is in an archive with an absolute path',
      tensor,
      { extra: [['/etc/x', Buffer.from('x')]] },
      'leads elsewhere',
    ],
    [
      'is in an archive with backslashes',
      tensor,
      { extra: [['..\\x', Buffer.from('x')]] },
      'leads elsewhere',
    ],
    [
      'is in an archive with two entries of one name',
      tensor,
      { extra: [['archive/data/0', Buffer.alloc(24)]] },
      'the same name',
    ],
    ['has big-endian numbers', tensor, { byteorder: 'big' }, 'big-endian'],
  ])('refuses a tensor that %s', async (_, pickled, options, sentence) => {
    using folder = new Folder();
    writeArchive(folder.of('model.bin'), [pickled], options);
    await expect(listTorchTensors(folder.of('model.bin'))).rejects.toThrow(sentence);
  });

  it('refuses entries that overlap', async () => {
    using folder = new Folder();
    const path = folder.of('model.bin');
    writeArchive(path, [tensor], { extra: [['archive/other', Buffer.alloc(24)]] });
    // Point the last entry of the directory at the storage before it.
    const bytes = readFileSync(path);
    const entries = [...indexesOf(bytes, Buffer.from([0x50, 0x4b, 1, 2]))];
    bytes.writeUInt32LE(bytes.readUInt32LE(entries.at(-2)! + 42), entries.at(-1)! + 42);
    writeFileSync(path, bytes);
    await expect(listTorchTensors(path)).rejects.toThrow(/overlap|damaged/);
  });

  /** What the directory says of an archive's last entry, where each figure stands from the beginning of its line. */
  const lies: [string, (bytes: Buffer, entry: number) => void, RegExp][] = [
    ['is encrypted', (bytes, entry) => bytes.writeUInt16LE(1, entry + 8), /entry is encrypted/],
    ['is compressed', (bytes, entry) => bytes.writeUInt16LE(8, entry + 10), /may be a zip bomb/],
    [
      'unfolds to a terabyte',
      (bytes, entry) => bytes.writeBigUInt64LE(2n ** 40n, entry + 46 + 14 + 4),
      /zip bomb/,
    ],
    [
      'is larger than the archive',
      (bytes, entry) => {
        bytes.writeBigUInt64LE(2n ** 40n, entry + 46 + 14 + 4);
        bytes.writeBigUInt64LE(2n ** 40n, entry + 46 + 14 + 12);
      },
      /damaged or cut short/,
    ],
    [
      'has no size that a number can hold',
      (bytes, entry) => {
        bytes.writeBigUInt64LE(2n ** 64n - 1n, entry + 46 + 14 + 4);
        bytes.writeBigUInt64LE(2n ** 64n - 1n, entry + 46 + 14 + 12);
      },
      /damaged/,
    ],
    [
      'begins behind the archive',
      (bytes, entry) => bytes.writeBigUInt64LE(2n ** 50n, entry + 46 + 14 + 20),
      /damaged/,
    ],
    [
      'begins in the middle of another',
      (bytes, entry) => bytes.writeBigUInt64LE(40n, entry + 46 + 14 + 20),
      /damaged/,
    ],
    [
      'lies over the one before',
      (bytes, entry) => bytes.copy(bytes, entry + 46 + 14 + 20, entry - 20, entry - 12),
      /overlap|damaged/,
    ],
    [
      'has too little room for its figures',
      (bytes, entry) => bytes.writeUInt16LE(2, entry + 46 + 14 + 2),
      /damaged/,
    ],
    ['is on another disk', (bytes, entry) => bytes.writeUInt32LE(0x05054b50, entry), /damaged/],
  ];
  it.each(lies)('refuses an archive whose directory says that an entry %s', async (_, lie, sentence) => {
    using folder = new Folder();
    const path = folder.of('model.bin');
    // Names of one length, so that figures stand in the same places.
    writeArchive(path, [tensor], { always64: true });
    const bytes = readFileSync(path);
    const entry = [...indexesOf(bytes, Buffer.from([0x50, 0x4b, 1, 2]))].at(-1)!;
    expect(bytes.toString('latin1', entry + 46, entry + 46 + 14)).toBe('archive/data/0');
    lie(bytes, entry);
    writeFileSync(path, bytes);
    await expect(listTorchTensors(path)).rejects.toThrow(sentence);
  });

  it.each([2n ** 17n, 2n ** 50n])('refuses an archive that claims %s entries', async (count) => {
    using folder = new Folder();
    const path = folder.of('model.bin');
    writeArchive(path, [tensor], { always64: true });
    const bytes = readFileSync(path);
    const [end] = indexesOf(bytes, Buffer.from([0x50, 0x4b, 6, 6]));
    bytes.writeBigUInt64LE(count, end! + 24);
    bytes.writeBigUInt64LE(count, end! + 32);
    bytes.writeUInt16LE(0xffff, bytes.length - 14);
    bytes.writeUInt16LE(0xffff, bytes.length - 12);
    writeFileSync(path, bytes);
    await expect(listTorchTensors(path)).rejects.toThrow(/too many for a checkpoint|damaged/);
  });

  it('refuses a file that is cut short anywhere', async () => {
    using folder = new Folder();
    const path = folder.of('model.bin');
    for (const kept of [0.1, 0.5, 0.9, 0.99]) {
      writeArchive(path, [tensor]);
      truncateSync(path, Math.floor(readFileSync(path).length * kept));
      await expect(listTorchTensors(path)).rejects.toThrow('Download it again');
    }
  });

  it.each([
    ['nothing', Buffer.alloc(0), 'is empty'],
    ['an old PyTorch file', Buffer.from([0x80, 2, 0x8a, 0x0a, 0x6c, 0xfc]), 'before version 1.6'],
    ['a Git LFS pointer', Buffer.from('version https://git-lfs.github.com/spec/v1\noid'), 'only a pointer'],
    ['something else', Buffer.from('<html>not found</html>'), 'not a PyTorch checkpoint'],
  ])('says that a file is %s', async (_, bytes, sentence) => {
    using folder = new Folder();
    writeFileSync(folder.of('model.bin'), bytes);
    await expect(listTorchTensors(folder.of('model.bin'))).rejects.toThrow(sentence);
  });

  it('never leads to anything but a sentence, whatever bytes are changed', async () => {
    using folder = new Folder();
    const path = folder.of('model.bin');
    writeArchive(path, [tensor, { ...tensor, name: 'tail', shape: [3], offset: 2 }]);
    const whole = readFileSync(path);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 }),
        async (changes) => {
          const bytes = Buffer.from(whole);
          for (const [at, value] of changes) bytes[at] = value;
          writeFileSync(path, bytes);
          const outcome = await listTorchTensors(path).catch((thrown: unknown) => thrown);
          if (outcome instanceof Error) expect(outcome).toBeInstanceOf(BitternError);
          else
            for (const { offset, bytes: length } of outcome as StoredTensor[])
              expect(offset + length).toBeLessThanOrEqual(whole.length);
        },
      ),
      { numRuns: 400 },
    );
  });

  it('says that an archive is no checkpoint', async () => {
    using folder = new Folder();
    using zip = new ZipWriter(folder.of('model.bin'));
    zip.add('word/document.xml', [Buffer.from('<w/>')]);
    zip.finish();
    await expect(listTorchTensors(folder.of('model.bin'))).rejects.toThrow('no data.pkl');
  });
});

function* indexesOf(bytes: Buffer, pattern: Buffer): Generator<number> {
  for (let at = bytes.indexOf(pattern); at >= 0; at = bytes.indexOf(pattern, at + 1)) yield at;
}
