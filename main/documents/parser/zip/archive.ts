import type { Readable } from 'node:stream';
import { type Entry, fromBuffer, fromFd, type Options, type ZipFile } from 'yauzl';
import { asBitternError, BitternError } from '../../../../preload/contract/errors.ts';
import { type OpenedFile, openRegularFile } from '../open.ts';
import { InflationMeter, type ZipLimits, zipLimits } from './limits.ts';
import { entriesOverlap } from './overlap.ts';

/**
 * A ZIP container opened for reading parts of it by name. Nothing is ever written to the disk, so names are only keys:
 * `../../x` is as harmless as any other. What is inflated is counted against limits over the whole life of the archive.
 */
export class Archive implements AsyncDisposable {
  /** The archive's file, or null when it is in memory. */
  readonly #file: OpenedFile | null;
  readonly #zip: ZipFile;
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #meter: InflationMeter;
  readonly #signal: AbortSignal;

  private constructor(
    file: OpenedFile | null,
    zip: ZipFile,
    entries: Map<string, Entry>,
    limits: ZipLimits,
    signal: AbortSignal,
  ) {
    this.#file = file;
    this.#zip = zip;
    this.#entries = entries;
    this.#meter = new InflationMeter(limits);
    this.#signal = signal;
  }

  /**
   * Opens an archive and reads its list of contents. Throws `unreadable` when that is damaged or its entries overlap, and
   * `too-large` when it lists more than may be.
   */
  static async open(path: string, signal: AbortSignal, limits: ZipLimits = zipLimits): Promise<Archive> {
    const file = await openRegularFile(path);
    try {
      const zip = await openZip((options, done) => fromFd(file.handle.fd, options, done));
      const entries = await listEntries(zip, limits.entries, signal);
      return new Archive(file, zip, entries, limits, signal);
    } catch (thrown) {
      await file.handle.close();
      throw asSentence(thrown, signal);
    }
  }

  /** An archive that is in memory. */
  static async ofBytes(
    bytes: Uint8Array,
    signal: AbortSignal,
    limits: ZipLimits = zipLimits,
  ): Promise<Archive> {
    try {
      const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      const zip = await openZip((options, done) => fromBuffer(buffer, options, done));
      return new Archive(null, zip, await listEntries(zip, limits.entries, signal), limits, signal);
    } catch (thrown) {
      throw asSentence(thrown, signal);
    }
  }

  /** Names of the entries, as they are written in the archive. */
  *names(): Generator<string> {
    for (const entry of this.#entries.values()) yield nameOf(entry);
  }

  has(name: string): boolean {
    return this.#entries.has(keyOf(name));
  }

  /** The inflated size that an entry declares: good for showing progress, not to be believed. Null when there is none. */
  declaredBytes(name: string): number | null {
    return this.#entries.get(keyOf(name))?.uncompressedSize ?? null;
  }

  /**
   * Throws `too-large` for an entry that declares more than may be read. Reading does so itself; ask before for the parts
   * of a document that are read one after another, so that it fails before half of it has been handed on.
   */
  expect(name: string): void {
    const entry = this.#entries.get(keyOf(name));
    if (entry) this.#meter.expect(entry.uncompressedSize, entry.compressedSize);
  }

  /** An entry's contents, piece by piece. Throws `unreadable` when there is no such entry or it is damaged. */
  async *read(name: string): AsyncGenerator<Uint8Array> {
    const entry = this.#entries.get(keyOf(name));
    if (!entry)
      throw new BitternError(
        'unreadable',
        'This file is incomplete: a part that it refers to is not in it. Open it in the program it was made with and save it anew.',
      );
    if (entry.isEncrypted())
      throw new BitternError(
        'unreadable',
        'This file is packed with a password. Unpack it, or save it without a password, and add that.',
      );
    this.expect(name);
    let bytes = 0;
    try {
      const stream = await openEntry(this.#zip, entry);
      try {
        for await (const piece of stream as AsyncIterable<Uint8Array>) {
          this.#signal.throwIfAborted();
          bytes += piece.length;
          this.#meter.count(piece.length, bytes, entry.compressedSize);
          yield piece;
        }
      } finally {
        stream.destroy();
      }
    } catch (thrown) {
      throw asSentence(thrown, this.#signal);
    }
  }

  /** An entry's whole contents; for parts that are small in every real document. Throws `too-large` beyond `maximumBytes`. */
  async readWhole(name: string, maximumBytes = 16 << 20): Promise<Uint8Array> {
    const pieces: Uint8Array[] = [];
    let bytes = 0;
    for await (const piece of this.read(name)) {
      bytes += piece.length;
      if (bytes > maximumBytes)
        throw new BitternError(
          'too-large',
          'A part of this file that should be small is enormous. Bittern stopped reading it.',
        );
      pieces.push(piece);
    }
    return Buffer.concat(pieces);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file?.handle.close();
  }
}

type Opened = (error: Error | null, zip: ZipFile) => void;

function openZip(open: (options: Options, done: Opened) => void): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    // Names stay bytes: decoded, the library would refuse a whole document for one odd name.
    open({ lazyEntries: true, autoClose: false, decodeStrings: false }, (error, zip) =>
      error ? reject(error) : resolve(zip),
    );
  });
}

function openEntry(zip: ZipFile, entry: Entry): Promise<Readable> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => (error ? reject(error) : resolve(stream)));
  });
}

async function listEntries(zip: ZipFile, maximum: number, signal: AbortSignal): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  let listed = 0;
  const all: Entry[] = [];
  await new Promise<void>((resolve, reject) => {
    zip.on('entry', (entry: Entry) => {
      listed += 1;
      if (listed > maximum)
        return reject(
          new BitternError(
            'too-large',
            `This file holds more than ${maximum.toLocaleString('en')} parts, which no document needs. Bittern stopped reading it.`,
          ),
        );
      if (signal.aborted) return reject(signal.reason);
      all.push(entry);
      const name = nameOf(entry);
      if (!name.endsWith('/')) entries.set(keyOf(name), entry);
      zip.readEntry();
    });
    zip.on('end', resolve);
    zip.on('error', reject);
    zip.readEntry();
  });
  const spans = all.map((entry) => ({
    start: entry.relativeOffsetOfLocalHeader,
    packedBytes: entry.compressedSize,
    nameBytes: entry.fileNameLength,
  }));
  if (entriesOverlap(spans))
    throw new BitternError(
      'unreadable',
      'The parts of this file overlap, as only files made to exhaust a computer do. Bittern does not read it.',
    );
  return entries;
}

function nameOf(entry: Entry): string {
  const bytes = entry.fileName as unknown as Buffer;
  const name = bytes.toString('utf8');
  return name.includes('\uFFFD') ? bytes.toString('latin1') : name;
}

/** Names are compared as Office compares them: either slash, no slash in front, no difference of case. */
function keyOf(name: string): string {
  return name.replaceAll('\\', '/').replace(/^\/+/, '').toLowerCase();
}

function asSentence(thrown: unknown, signal: AbortSignal): BitternError {
  if (thrown instanceof BitternError || signal.aborted) return asBitternError(thrown);
  return new BitternError(
    'unreadable',
    'This file is damaged: its contents cannot be unpacked. Get a fresh copy of it.',
    { cause: thrown },
  );
}
