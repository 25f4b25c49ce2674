import { pipeline, Readable } from 'node:stream';
import { constants, createInflateRaw } from 'node:zlib';
import { type OpenedFile, readBytes } from '../open.ts';
import { type ArchiveEntry, nameOf } from './entry.ts';

/** Marks of APPNOTE.TXT, sections 4.3.7, 4.3.9 and 4.3.12. */
const localHeader = Buffer.from('PK\x03\x04', 'latin1');
const dataDescriptor = Buffer.from('PK\x07\x08', 'latin1');
const listedHeader = Buffer.from('PK\x01\x02', 'latin1');

const headerBytes = 30;
const longestName = 1024;
const windowBytes = 1 << 20;
const pieceBytes = 1 << 16;
const stored = 0;
const deflated = 8;

/** An entry's own header, where it stands in the file. */
interface LocalHeader {
  readonly isEncrypted: boolean;
  readonly method: number;
  /** Null for entries whose sizes follow their contents, and for very large ones. */
  readonly packedBytes: number | null;
  readonly declaredBytes: number | null;
  readonly checksum: number | null;
  readonly nameBytes: number;
  /** Where its packed contents begin. */
  readonly contents: number;
}

/**
 * The entries of an archive whose list of contents is damaged or missing, as when a download broke off: found by the header
 * that stands in front of each. The last one may end in the middle. They cannot overlap, and of two with the same name
 * the later one comes later.
 */
export async function rescuedEntries(
  file: OpenedFile,
  maximum: number,
  signal: AbortSignal,
): Promise<ArchiveEntry[]> {
  const entries: ArchiveEntry[] = [];
  for (let position = 0; entries.length < maximum; ) {
    signal.throwIfAborted();
    const start = await find(file, [localHeader], position);
    position = start + localHeader.length;
    if (start === file.bytes) break;
    const header = await headerAt(file, start);
    if (!header) continue;
    const end = await endOf(file, header);
    position = end;
    const name = nameOf(await readBytes(file, start + headerBytes, header.nameBytes));
    if (!name.endsWith('/')) entries.push(entryOf(file, name, header, end));
  }
  return entries;
}

async function headerAt(file: OpenedFile, start: number): Promise<LocalHeader | null> {
  const bytes = Buffer.from(await readBytes(file, start, headerBytes));
  if (bytes.length < headerBytes) return null;
  const flags = bytes.readUInt16LE(6);
  const method = bytes.readUInt16LE(8);
  const nameBytes = bytes.readUInt16LE(26);
  const contents = start + headerBytes + nameBytes + bytes.readUInt16LE(28);
  if (method !== stored && method !== deflated) return null;
  if (nameBytes === 0 || nameBytes > longestName || contents > file.bytes) return null;
  const packedBytes = bytes.readUInt32LE(18);
  const isOpen = packedBytes === 0xffffffff || ((flags & 8) !== 0 && packedBytes === 0);
  const checksum = bytes.readUInt32LE(14);
  return {
    isEncrypted: (flags & 1) !== 0,
    method,
    packedBytes: isOpen ? null : packedBytes,
    declaredBytes: isOpen ? null : bytes.readUInt32LE(22),
    checksum: isOpen || checksum === 0 ? null : checksum,
    nameBytes,
    contents,
  };
}

/** Where an entry's packed contents end: where its header says, if anything follows there, else before the next header. */
async function endOf(file: OpenedFile, { contents, packedBytes }: LocalHeader): Promise<number> {
  if (packedBytes !== null && contents + packedBytes <= file.bytes) {
    const end = contents + packedBytes;
    const next = Buffer.from(await readBytes(file, end, 2)).toString('latin1');
    if (next === 'PK' || end === file.bytes) return end;
  }
  return await find(file, [localHeader, dataDescriptor, listedHeader], contents);
}

/** Where the first of some marks stands; the file's size when none does. */
async function find(file: OpenedFile, marks: readonly Buffer[], from: number): Promise<number> {
  for (let position = from; position < file.bytes; position += windowBytes) {
    const window = Buffer.from(await readBytes(file, position, windowBytes + localHeader.length - 1));
    const found = marks.map((mark) => window.indexOf(mark)).filter((at) => at >= 0);
    if (found.length > 0) return position + Math.min(...found);
  }
  return file.bytes;
}

function entryOf(file: OpenedFile, name: string, header: LocalHeader, end: number): ArchiveEntry {
  const { contents, method, packedBytes, checksum, isEncrypted } = header;
  // Of an entry that is cut off, what is left is measured: the whole would be out of proportion to it.
  const isCut = packedBytes !== null && packedBytes > end - contents;
  return {
    name,
    declaredBytes: isCut ? null : header.declaredBytes,
    packedBytes: end - contents,
    checksum,
    isEncrypted,
    async open() {
      const packed = Readable.from(piecesOf(file, contents, end), { objectMode: false });
      if (method === stored) return packed;
      // What there is comes out, also where the end is missing.
      const inflate = createInflateRaw({ finishFlush: constants.Z_SYNC_FLUSH });
      return pipeline(packed, inflate, () => {});
    },
  };
}

/** A stream over the handle would close it when it is left early. */
async function* piecesOf(file: OpenedFile, start: number, end: number): AsyncGenerator<Uint8Array> {
  for (let position = start; position < end; position += pieceBytes)
    yield await readBytes(file, position, Math.min(pieceBytes, end - position));
}
