import { crc32 } from 'node:zlib';
import { asBitternError, BitternError } from '../../../../preload/contract/errors.ts';
import { type OpenedFile, openRegularFile } from '../open.ts';
import { type ArchiveEntry, keyOf } from './entry.ts';
import { InflationMeter, rescueLimits, type ZipLimits, zipLimits } from './limits.ts';
import { listedEntries } from './listing.ts';
import { rescuedEntries } from './rescue.ts';

/**
 * A ZIP container opened for reading parts of it by name. Nothing is ever written to the disk, so names are only keys:
 * `../../x` is as harmless as any other. What is inflated is counted against limits over the whole life of the archive.
 * One whose list of contents is damaged is read by what stands in front of each entry, under the same limits.
 */
export class Archive implements AsyncDisposable {
  /** The archive's file, or null when it is in memory. */
  readonly #file: OpenedFile | null;
  readonly #entries: ReadonlyMap<string, ArchiveEntry>;
  readonly #meter: InflationMeter;
  readonly #signal: AbortSignal;
  readonly #isListDamaged: boolean;
  /** Keys of the entries that were found to be damaged when they were read. */
  readonly #damaged = new Set<string>();

  private constructor(
    file: OpenedFile | null,
    entries: readonly ArchiveEntry[],
    options: { isDamaged: boolean; limits: ZipLimits; signal: AbortSignal },
  ) {
    this.#file = file;
    this.#entries = new Map(entries.map((entry) => [keyOf(entry.name), entry]));
    this.#isListDamaged = options.isDamaged;
    this.#meter = new InflationMeter(options.isDamaged ? rescueLimits(options.limits) : options.limits);
    this.#signal = options.signal;
  }

  /**
   * Opens an archive and finds its entries. Throws `unreadable` when there are none to be found or they overlap, and
   * `too-large` when it lists more than may be.
   */
  static async open(path: string, signal: AbortSignal, limits: ZipLimits = zipLimits): Promise<Archive> {
    const file = await openRegularFile(path);
    try {
      const found = await entriesOf(file, limits.entries, signal);
      return new Archive(file, found.entries, { isDamaged: found.isDamaged, limits, signal });
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
      const entries = await listedEntries(buffer, limits.entries, signal);
      return new Archive(null, entries, { isDamaged: false, limits, signal });
    } catch (thrown) {
      throw asSentence(thrown, signal);
    }
  }

  /** The list of contents, or one of the parts that were read so far, is not as it was written: something may be missing. */
  get isDamaged(): boolean {
    return this.#isListDamaged || this.#damaged.size > 0;
  }

  /** What was read of this part is not all of it, or not as it was written. */
  isPartDamaged(name: string): boolean {
    return this.#damaged.has(keyOf(name));
  }

  /** Names of the entries, as they are written in the archive. */
  *names(): Generator<string> {
    for (const { name } of this.#entries.values()) yield name;
  }

  has(name: string): boolean {
    return this.#entries.has(keyOf(name));
  }

  /** The inflated size that an entry declares: good for showing progress, not to be believed. Null when there is none. */
  declaredBytes(name: string): number | null {
    return this.#entries.get(keyOf(name))?.declaredBytes ?? null;
  }

  /**
   * Throws `too-large` for an entry that declares more than may be read. Reading does so itself; ask before for the parts
   * of a document that are read one after another, so that it fails before half of it has been handed on.
   */
  expect(name: string): void {
    const entry = this.#entries.get(keyOf(name));
    if (entry && entry.declaredBytes !== null) this.#meter.expect(entry.declaredBytes, entry.packedBytes);
  }

  /**
   * An entry's contents, piece by piece; those of a damaged one end where they can be unpacked no further. Throws `unreadable`
   * when there is no such entry or nothing of it can be unpacked.
   */
  async *read(name: string): AsyncGenerator<Uint8Array> {
    const entry = this.#entries.get(keyOf(name));
    if (!entry)
      throw new BitternError(
        'unreadable',
        'This file is incomplete: a part that it refers to is not in it. Open it in the program it was made with and save it anew.',
      );
    if (entry.isEncrypted)
      throw new BitternError(
        'unreadable',
        'This file is packed with a password. Unpack it, or save it without a password, and add that.',
      );
    if (entry.declaredBytes === null) await this.#measure(entry);
    this.expect(name);
    let bytes = 0;
    let checksum = 0;
    try {
      const stream = await entry.open();
      try {
        for await (const piece of stream as AsyncIterable<Uint8Array>) {
          this.#signal.throwIfAborted();
          const room = (entry.declaredBytes ?? Infinity) - bytes;
          bytes += piece.length;
          checksum = crc32(piece, checksum);
          this.#meter.count(piece.length, bytes, entry.packedBytes);
          yield piece.length > room ? piece.subarray(0, room) : piece;
          if (piece.length > room) break;
        }
      } finally {
        stream.destroy();
      }
      const isWhole = entry.declaredBytes === null || bytes === entry.declaredBytes;
      if (!isWhole || (entry.checksum !== null && checksum !== entry.checksum))
        this.#damaged.add(keyOf(name));
    } catch (thrown) {
      if (thrown instanceof BitternError || this.#signal.aborted) throw asBitternError(thrown);
      this.#damaged.add(keyOf(name));
      if (bytes === 0) throw asSentence(thrown, this.#signal);
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

  /** Unpacks an entry that does not say how large it is for its size alone, so that a bomb is found before any of it is handed on. */
  async #measure(entry: ArchiveEntry): Promise<void> {
    const stream = await entry.open();
    let bytes = 0;
    try {
      for await (const piece of stream as AsyncIterable<Uint8Array>) {
        this.#signal.throwIfAborted();
        bytes += piece.length;
        this.#meter.expect(bytes, entry.packedBytes);
      }
    } catch (thrown) {
      // That it is damaged shows when it is read.
      if (thrown instanceof BitternError || this.#signal.aborted) throw asBitternError(thrown);
    } finally {
      stream.destroy();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file?.handle.close();
  }
}

async function entriesOf(
  file: OpenedFile,
  maximum: number,
  signal: AbortSignal,
): Promise<{ entries: ArchiveEntry[]; isDamaged: boolean }> {
  try {
    return { entries: await listedEntries(file, maximum, signal), isDamaged: false };
  } catch (thrown) {
    if (thrown instanceof BitternError || signal.aborted) throw thrown;
    const entries = await rescuedEntries(file, maximum, signal);
    if (entries.length === 0) throw thrown;
    return { entries, isDamaged: true };
  }
}

function asSentence(thrown: unknown, signal: AbortSignal): BitternError {
  if (thrown instanceof BitternError || signal.aborted) return asBitternError(thrown);
  return new BitternError(
    'unreadable',
    'This file is damaged: its contents cannot be unpacked. Get a fresh copy of it.',
    { cause: thrown },
  );
}
