import { closeSync, openSync, writeSync } from 'node:fs';
import { crc32, deflateRawSync } from 'node:zlib';

interface Written {
  name: Buffer;
  offset: number;
  bytes: number;
  stored: number;
  crc: number;
  method: number;
}

/** All ones: the figure stands in the 64-bit extra field. */
const far = 0xffffffff;

/** Writes an archive as PyTorch does: stored entries, 64-bit fields where needed, data streamed straight to the file. */
export class ZipWriter implements Disposable {
  readonly #fd: number;
  readonly #entries: Written[] = [];
  #at = 0;
  /** Writes every figure in 64-bit fields, as an archive over 4 GiB must. */
  readonly #always64: boolean;

  constructor(path: string, options: { always64?: boolean } = {}) {
    this.#fd = openSync(path, 'w');
    this.#always64 = options.always64 ?? false;
  }

  #write(bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length; )
      done += writeSync(this.#fd, bytes, done, bytes.length - done, this.#at + done);
    this.#at += bytes.length;
  }

  /** Adds one entry from pieces; they are written as they come. */
  add(name: string, pieces: Iterable<Uint8Array>, options: { deflate?: boolean } = {}): void {
    const entry: Written = {
      name: Buffer.from(name),
      offset: this.#at,
      bytes: 0,
      stored: 0,
      crc: 0,
      method: options.deflate ? 8 : 0,
    };
    // The header is written again once size and checksum are known.
    this.#write(this.#localHeader(entry));
    for (const piece of pieces) {
      entry.bytes += piece.length;
      entry.crc = crc32(piece, entry.crc);
      const stored = options.deflate ? deflateRawSync(piece) : piece;
      entry.stored += stored.length;
      this.#write(stored);
    }
    writeSync(this.#fd, this.#localHeader(entry), 0, undefined, entry.offset);
    this.#entries.push(entry);
  }

  /** Local headers always carry the 64-bit extra field, so that their length does not depend on what follows. */
  #localHeader(entry: Written): Buffer {
    const header = Buffer.alloc(30);
    header.writeUInt32LE(0x04034b50, 0);
    header.writeUInt16LE(45, 4);
    header.writeUInt16LE(entry.method, 8);
    header.writeUInt32LE(entry.crc, 14);
    header.writeUInt32LE(far, 18);
    header.writeUInt32LE(far, 22);
    header.writeUInt16LE(entry.name.length, 26);
    header.writeUInt16LE(20, 28);
    return Buffer.concat([header, entry.name, extra64([entry.bytes, entry.stored])]);
  }

  #centralHeader(entry: Written): Buffer {
    const wide = (value: number) => this.#always64 || value >= far;
    const extra = extra64([entry.bytes, entry.stored, entry.offset].filter(wide));
    const header = Buffer.alloc(46);
    header.writeUInt32LE(0x02014b50, 0);
    header.writeUInt16LE(45, 4);
    header.writeUInt16LE(45, 6);
    header.writeUInt16LE(entry.method, 10);
    header.writeUInt32LE(entry.crc, 16);
    header.writeUInt32LE(wide(entry.stored) ? far : entry.stored, 20);
    header.writeUInt32LE(wide(entry.bytes) ? far : entry.bytes, 24);
    header.writeUInt16LE(entry.name.length, 28);
    header.writeUInt16LE(extra.length, 30);
    header.writeUInt32LE(wide(entry.offset) ? far : entry.offset, 42);
    return Buffer.concat([header, entry.name, extra]);
  }

  /** Writes the directory and closes the file. */
  finish(): void {
    const start = this.#at;
    for (const entry of this.#entries) this.#write(this.#centralHeader(entry));
    const bytes = this.#at - start;
    const record = Buffer.alloc(56);
    record.writeUInt32LE(0x06064b50, 0);
    record.writeBigUInt64LE(44n, 4);
    record.writeUInt16LE(45, 12);
    record.writeUInt16LE(45, 14);
    record.writeBigUInt64LE(BigInt(this.#entries.length), 24);
    record.writeBigUInt64LE(BigInt(this.#entries.length), 32);
    record.writeBigUInt64LE(BigInt(bytes), 40);
    record.writeBigUInt64LE(BigInt(start), 48);
    const locator = Buffer.alloc(20);
    locator.writeUInt32LE(0x07064b50, 0);
    locator.writeBigUInt64LE(BigInt(this.#at), 8);
    locator.writeUInt32LE(1, 16);
    const end = Buffer.alloc(22);
    end.writeUInt32LE(0x06054b50, 0);
    end.writeUInt16LE(Math.min(this.#entries.length, 0xffff), 8);
    end.writeUInt16LE(Math.min(this.#entries.length, 0xffff), 10);
    end.writeUInt32LE(this.#always64 ? far : Math.min(bytes, far), 12);
    end.writeUInt32LE(this.#always64 ? far : Math.min(start, far), 16);
    this.#write(Buffer.concat([record, locator, end]));
    this[Symbol.dispose]();
  }

  #closed = false;
  [Symbol.dispose](): void {
    if (!this.#closed) closeSync(this.#fd);
    this.#closed = true;
  }
}

/** The extra field 0x0001 with 64-bit figures. */
function extra64(figures: readonly number[]): Buffer {
  if (figures.length === 0) return Buffer.alloc(0);
  const extra = Buffer.alloc(4 + 8 * figures.length);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(8 * figures.length, 2);
  for (const [index, figure] of figures.entries()) extra.writeBigUInt64LE(BigInt(figure), 4 + 8 * index);
  return extra;
}
