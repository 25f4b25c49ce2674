import type { Readable } from 'node:stream';
import { type Entry, fromBuffer, fromFd, type Options, type ZipFile } from 'yauzl';
import { BitternError } from '../../../../preload/contract/errors.ts';
import type { OpenedFile } from '../open.ts';
import { type ArchiveEntry, nameOf } from './entry.ts';
import { entriesOverlap } from './overlap.ts';

/**
 * The entries of an archive as its list of contents has them, folders left out. Throws a `BitternError` when it lists
 * more than `maximum` or entries that overlap, and another error when the list is damaged.
 */
export async function listedEntries(
  source: OpenedFile | Buffer,
  maximum: number,
  signal: AbortSignal,
): Promise<ArchiveEntry[]> {
  const zip = await openZip(source);
  const listed = await entriesIn(zip, maximum, signal);
  const spans = listed.map((entry) => ({
    start: entry.relativeOffsetOfLocalHeader,
    packedBytes: entry.compressedSize,
    nameBytes: entry.fileNameLength,
  }));
  if (entriesOverlap(spans))
    throw new BitternError(
      'unreadable',
      'The parts of this file overlap, as only files made to exhaust a computer do. Bittern does not read it.',
    );
  return listed
    .map((entry) => ({
      name: nameOf(entry.fileName as unknown as Buffer),
      declaredBytes: entry.uncompressedSize,
      packedBytes: entry.compressedSize,
      // Some writers leave it out.
      checksum: entry.crc32 === 0 ? null : entry.crc32,
      isEncrypted: entry.isEncrypted(),
      open: () => openEntry(zip, entry),
    }))
    .filter(({ name }) => !name.endsWith('/'));
}

function openZip(source: OpenedFile | Buffer): Promise<ZipFile> {
  const options: Options = {
    lazyEntries: true,
    autoClose: false,
    // Names stay bytes: decoded, the library would refuse a whole document for one odd name.
    decodeStrings: false,
    // The library gives nothing of an entry whose size is wrong; the archive cuts it off.
    validateEntrySizes: false,
  };
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, zip: ZipFile): void => (error ? reject(error) : resolve(zip));
    if (Buffer.isBuffer(source)) fromBuffer(source, options, done);
    else fromFd(source.handle.fd, options, done);
  });
}

async function entriesIn(zip: ZipFile, maximum: number, signal: AbortSignal): Promise<Entry[]> {
  const all: Entry[] = [];
  await new Promise<void>((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      if (all.push(entry) > maximum)
        return reject(
          new BitternError(
            'too-large',
            `This file holds more than ${maximum.toLocaleString('en')} parts, which no document needs. Bittern stopped reading it.`,
          ),
        );
      if (signal.aborted) return reject(signal.reason);
      zip.readEntry();
    });
    zip.on('end', resolve);
    zip.on('error', reject);
    zip.readEntry();
  });
  return all;
}

function openEntry(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
  });
}
