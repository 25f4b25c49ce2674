import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { NumberReader } from '../../../../main/models/convert/checkpoint/numbers.ts';
import { listSafetensors } from '../../../../main/models/convert/checkpoint/safetensors.ts';
import { Folder } from '../../../support/checkpoint/folder.ts';
import { writeSafetensors } from '../../../support/checkpoint/safetensors-writer.ts';
import { encodeScalars } from '../../../support/checkpoint/scalars.ts';

const numbers = Float32Array.from([1, -2, 0.5, 3.25]);

/** A file with any header and some bytes behind it. */
function writeRaw(path: string, header: unknown, dataBytes: number): void {
  writeText(path, JSON.stringify(header), dataBytes);
}

function writeText(path: string, header: string, dataBytes: number): void {
  const text = Buffer.from(header);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  writeFileSync(path, Buffer.concat([length, text, Buffer.alloc(dataBytes)]));
}

describe('listing the tensors of a safetensors file', () => {
  it.each(['F32', 'F16', 'BF16'] as const)('reads %s numbers as they were written', async (type) => {
    using folder = new Folder();
    const path = folder.of('model.safetensors');
    const bytes = encodeScalars(type, numbers);
    writeSafetensors(path, [
      { name: 'a', type, shape: [2, 2], bytes },
      { name: 'b', type, shape: [4], bytes },
    ]);
    const found = await listSafetensors(path);
    using reader = new NumberReader();
    expect(found.map(({ name, shape }) => [name, shape])).toEqual([
      ['a', [2, 2]],
      ['b', [4]],
    ]);
    for (const tensor of found) expect([...reader.read(tensor, 0, 4)]).toEqual([...numbers]);
  });

  it.each([
    [
      'points outside the file',
      { a: { dtype: 'F32', shape: [2], data_offsets: [4, 12] } },
      'a points outside',
    ],
    [
      'has a size unlike its shape',
      { a: { dtype: 'F32', shape: [3], data_offsets: [0, 8] } },
      'does not match',
    ],
    ['ends before it begins', { a: { dtype: 'F32', shape: [2], data_offsets: [8, 0] } }, 'does not match'],
    [
      'is of another type',
      { a: { dtype: 'F8_E4M3', shape: [2], data_offsets: [0, 2] } },
      'stored as F8_E4M3',
    ],
    [
      'is of a type that is no type',
      { a: { dtype: 'constructor', shape: [2], data_offsets: [0, 2] } },
      'constructor',
    ],
    ['has a negative offset', { a: { dtype: 'F32', shape: [2], data_offsets: [-8, 0] } }, 'is damaged'],
    ['has a broken offset', { a: { dtype: 'F32', shape: [2], data_offsets: [0, 7.5] } }, 'is damaged'],
    [
      'has offsets beyond exact numbers',
      { a: { dtype: 'F32', shape: [2], data_offsets: [2 ** 60, 2 ** 60 + 8] } },
      'is damaged',
    ],
    [
      'has an enormous shape',
      { a: { dtype: 'F32', shape: [2 ** 39, 2 ** 39, 2 ** 39], data_offsets: [0, 8] } },
      'does not match',
    ],
    ['has too many figures', { a: { dtype: 'F32', shape: [2], data_offsets: [0, 8, 8] } }, 'is damaged'],
    [
      'is named __metadata__',
      { __metadata__: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } },
      'damaged',
    ],
    ['is a list of notes', { __metadata__: ['x'] }, 'damaged'],
    [
      'shares its numbers with another',
      {
        a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] },
        b: { dtype: 'F32', shape: [1], data_offsets: [4, 8] },
      },
      'b overlap those of another',
    ],
    [
      'leaves a gap before it',
      { a: { dtype: 'F32', shape: [1], data_offsets: [4, 8] } },
      'before a belong to no tensor',
    ],
    [
      'leaves bytes behind it',
      { a: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } },
      'at its end belong to no tensor',
    ],
  ])('refuses a tensor that %s', async (_, header, sentence) => {
    using folder = new Folder();
    writeRaw(folder.of('model.safetensors'), header, 8);
    await expect(listSafetensors(folder.of('model.safetensors'))).rejects.toThrow(sentence);
  });

  it('reads past the notes of a file, whatever is written in them', async () => {
    using folder = new Folder();
    const path = folder.of('model.safetensors');
    const notes = { format: 'pt', 'a": {"': '{"a": "\\": [{' };
    writeRaw(path, { __metadata__: notes, a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }, 8);
    expect(await listSafetensors(path)).toMatchObject([{ name: 'a', bytes: 8 }]);
  });

  it('refuses a name that stands there twice', async () => {
    using folder = new Folder();
    const path = folder.of('model.safetensors');
    const entry = '{"dtype":"F32","shape":[2],"data_offsets":[0,8]}';
    writeText(path, `{"a":${entry}, "\\u0061" : ${entry}}`, 8);
    await expect(listSafetensors(path)).rejects.toThrow('names one of them twice');
  });

  it('refuses a list so long that reading it would take all memory', async () => {
    using folder = new Folder();
    const path = folder.of('model.safetensors');
    writeText(path, `{"a":${'['.repeat(5_000_000)}`, 8);
    await expect(listSafetensors(path)).rejects.toThrow('too long');
    writeText(path, JSON.stringify({ ['a'.repeat(4_000_000)]: '\\"'.repeat(10_000) }), 8);
    await expect(listSafetensors(path)).rejects.toThrow('is damaged');
  });

  it('refuses a header that is longer than the file, cut short, or no JSON', async () => {
    using folder = new Folder();
    const path = folder.of('model.safetensors');
    writeRaw(path, { a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } }, 8);
    const whole = readFileSync(path);
    truncateSync(path, 20);
    await expect(listSafetensors(path)).rejects.toThrow('cut short');
    writeFileSync(path, Buffer.alloc(4));
    await expect(listSafetensors(path)).rejects.toThrow('cut short');
    whole[9] = 0;
    writeFileSync(path, whole);
    await expect(listSafetensors(path)).rejects.toThrow('damaged');
  });
});
