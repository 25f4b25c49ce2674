import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Archive } from '../../../../main/documents/parser/zip/archive.ts';
import { type ZipLimits, zipLimits } from '../../../../main/documents/parser/zip/limits.ts';
import { entriesOverlap } from '../../../../main/documents/parser/zip/overlap.ts';
import { zip } from '../../../support/office-zip.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bittern-zip-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** 100,000 characters that pack badly. */
const longText = createHash('shake256', { outputLength: 50_000 }).update('text').digest('hex');

const signal = new AbortController().signal;

async function open(bytes: Uint8Array, limits?: Partial<ZipLimits>): Promise<Archive> {
  const path = join(folder, 'archive');
  await writeFile(path, bytes);
  return Archive.open(path, signal, { ...zipLimits, ...limits });
}

async function text(archive: Archive, name: string): Promise<string> {
  return Buffer.from(await archive.readWhole(name)).toString();
}

describe('an archive', () => {
  it('finds parts whatever their slashes and case, and never a path outside', async () => {
    await using archive = await open(
      zip([
        { name: 'Word\\Document.XML', content: 'one' },
        { name: '../../etc/passwd', content: 'two', isStored: true },
        { name: 'é/ü.xml', content: 'three' },
      ]),
    );
    expect(await text(archive, 'word/document.xml')).toBe('one');
    expect(await text(archive, '../../etc/passwd')).toBe('two');
    expect(await text(archive, '/é/ü.xml')).toBe('three');
    expect(archive.has('missing')).toBe(false);
    await expect(text(archive, 'missing')).rejects.toMatchObject({ code: 'unreadable' });
  });

  it('stops at an entry that inflates beyond measure, whatever it declares', async () => {
    const bomb = zip([{ name: 'a', content: Buffer.alloc(4 << 20), declaredBytes: 4 << 20 }]);
    await using archive = await open(bomb, { freeBytes: 1 << 20 });
    await expect(text(archive, 'a')).rejects.toMatchObject({ code: 'too-large' });
    await using small = await open(bomb, { entryBytes: 1 << 20 });
    await expect(text(small, 'a')).rejects.toMatchObject({ code: 'too-large' });
    await using lying = await open(zip([{ name: 'a', content: Buffer.alloc(4 << 20), declaredBytes: 10 }]));
    expect(await text(lying, 'a')).toHaveLength(10);
    expect(lying.isDamaged).toBe(true);
  });

  it('counts what all entries inflate to together', async () => {
    const parts = Array.from({ length: 8 }, (_, index) => ({
      name: `${index}`,
      content: Buffer.alloc(1 << 20),
    }));
    await using archive = await open(zip(parts), { totalBytes: 4 << 20 });
    const read = async (): Promise<void> => {
      for (const { name } of parts) await text(archive, name);
    };
    await expect(read()).rejects.toMatchObject({ code: 'too-large' });
  });

  it('refuses too many entries, overlapping ones, and what is no archive', async () => {
    const parts = Array.from({ length: 30 }, (_, index) => ({ name: `${index}`, content: 'x' }));
    await expect(open(zip(parts), { entries: 20 })).rejects.toMatchObject({ code: 'too-large' });
    await expect(open(Buffer.from('no archive at all'))).rejects.toMatchObject({ code: 'unreadable' });
    const twice = zip([
      { name: 'a', content: 'the same bytes' },
      { name: 'b', content: 'the same bytes' },
    ]);
    // Let the second entry of the list point at the first file.
    const second = twice.lastIndexOf('PK\x01\x02', undefined, 'latin1');
    twice.writeUInt32LE(0, second + 42);
    await expect(open(twice)).rejects.toMatchObject({ code: 'unreadable', message: /overlap/ });
  });

  it('whose list of contents is gone is read by the headers of its entries', async () => {
    const whole = zip([
      { name: 'word/document.xml', content: 'one '.repeat(500) },
      { name: 'stored', content: 'two', isStored: true },
      { name: 'last', content: longText },
    ]);
    const list = whole.indexOf('PK\x01\x02', undefined, 'latin1');
    await using archive = await open(whole.subarray(0, list));
    expect(archive.isDamaged).toBe(true);
    expect([...archive.names()]).toEqual(['word/document.xml', 'stored', 'last']);
    expect(await text(archive, 'word/document.xml')).toBe('one '.repeat(500));
    expect(await text(archive, 'stored')).toBe('two');
    expect(await text(archive, 'last')).toBe(longText);
    await using shorter = await open(whole.subarray(0, list - 20_000));
    const rest = await text(shorter, 'last');
    expect(rest.length).toBeGreaterThan(10_000);
    expect(longText.startsWith(rest)).toBe(true);
  });

  it('is read so, too, where sizes follow their contents, and within the same limits', async () => {
    const whole = zip([
      { name: 'a', content: longText },
      { name: 'b', content: Buffer.alloc(4 << 20) },
    ]);
    const streamed = Buffer.from(whole.subarray(0, whole.indexOf('PK\x01\x02', undefined, 'latin1')));
    for (let at = 0; at >= 0; at = streamed.indexOf('PK\x03\x04', at + 4, 'latin1')) {
      streamed.writeUInt16LE(0x0808, at + 6);
      streamed.fill(0, at + 14, at + 26);
    }
    await using archive = await open(streamed, { freeBytes: 1 << 20 });
    expect(await text(archive, 'a')).toBe(longText);
    await expect(text(archive, 'b')).rejects.toMatchObject({ code: 'too-large' });
    await expect(open(streamed.subarray(0, 20))).rejects.toMatchObject({ code: 'unreadable' });
  });

  it('that is damaged may unpack to less than a whole one, measured by what is left of it', async () => {
    // 80 to 1: a whole one may.
    const part = Buffer.concat([Buffer.from(longText), Buffer.alloc(4 << 20)]);
    const whole = zip([{ name: 'a', content: part }]);
    await using intact = await open(whole, { freeBytes: 1 << 20 });
    expect(await text(intact, 'a')).toHaveLength(part.length);
    const list = whole.indexOf('PK\x01\x02', undefined, 'latin1');
    await using bomb = await open(whole.subarray(0, list), { freeBytes: 1 << 20 });
    await expect(text(bomb, 'a')).rejects.toMatchObject({ code: 'too-large', message: /fresh copy/ });
    // What is missing does not count.
    await using beginning = await open(whole.subarray(0, 20_000), { freeBytes: 1 << 20 });
    expect((await text(beginning, 'a')).length).toBeGreaterThan(10_000);
  });

  it('gives what comes before a damaged place, and says that it is damaged', async () => {
    const bytes = zip([{ name: 'a', content: longText }]);
    bytes.fill(0xff, 30_000, 30_100);
    await using archive = await open(bytes);
    expect(archive.isDamaged).toBe(false);
    expect((await text(archive, 'a')).slice(0, 40_000)).toBe(longText.slice(0, 40_000));
    expect(archive.isDamaged).toBe(true);
    const altered = zip([{ name: 'a', content: 'some text', isStored: true }]);
    altered[33] = 0x58;
    await using other = await open(altered);
    expect(await text(other, 'a')).toBe('soXe text');
    expect(other.isDamaged).toBe(true);
  });

  it('says so when its contents are damaged', async () => {
    const bytes = zip([{ name: 'a', content: 'some text, some text, some text' }]);
    bytes.fill(0xff, 31, 40);
    await using archive = await open(bytes);
    await expect(text(archive, 'a')).rejects.toMatchObject({ code: 'unreadable', message: /damaged/ });
  });
});

describe('overlap', () => {
  it('is told from entries side by side', () => {
    const first = { start: 0, packedBytes: 100, nameBytes: 10 };
    expect(entriesOverlap([{ ...first, start: 140 }, first])).toBe(false);
    expect(entriesOverlap([{ ...first, start: 139 }, first])).toBe(true);
  });
});
