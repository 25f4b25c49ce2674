import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import { BitternError } from '../../../../preload/contract/index.ts';

/** One file inside an archive, stored without compression: its bytes stand in the archive as they are. */
export interface ZipEntry {
  readonly name: string;
  /** Of the first byte, from the start of the archive. */
  readonly offset: number;
  readonly bytes: number;
}

/** A checkpoint of 3,000 tensors has 3,000 entries; more than this is no checkpoint. */
const maximumEntries = 100_000;

/** General-purpose flag of an encrypted entry. */
const encryptedFlag = 1;

function refuse(path: string, reason: string, cause?: unknown): never {
  throw new BitternError('unreadable', `${basename(path)} cannot be used: ${reason}`, { cause });
}

/** Why an entry is not a plain stored file, or null. Nothing is ever inflated, so a compressed entry has no way to grow. */
function faultOf(entry: Entry): string | null {
  const name = entry.fileName.slice(0, 120);
  if (entry.fileName.includes('\0') || entry.fileName.split('/').includes('..'))
    return `its entry “${name}” has a path that leads elsewhere.`;
  if (entry.generalPurposeBitFlag & encryptedFlag) return `its entry “${name}” is encrypted.`;
  if (entry.compressionMethod !== 0 || entry.compressedSize !== entry.uncompressedSize)
    return `its entry “${name}” is compressed, which PyTorch never does; it may be a zip bomb.`;
  return null;
}

/** The library’s words for what a person should do something about. */
function reasonOf(thrown: unknown): string {
  const text = (thrown as Error).message;
  if (/relative path|absolute path|invalid characters in fileName/.test(text))
    return `an entry has a path that leads elsewhere (${text.slice(0, 160)}).`;
  if (/mismatch for stored file/.test(text))
    return 'an entry is encrypted, or its sizes do not agree, as in a zip bomb; PyTorch writes neither.';
  if (/not found|EOF|overflows|truncated|signature/.test(text))
    return 'the archive is damaged or cut short. Download it again.';
  return `the archive is damaged (${text.slice(0, 160)}).`;
}

/**
 * Gives the library bytes of a file. Its own reader passes positions from the archive on as they are, and one beyond what a
 * file can have would end the process instead of the reading.
 */
class BoundedReader extends RandomAccessReader {
  readonly #file: FileHandle;
  readonly #bytes: number;

  constructor(file: FileHandle, bytes: number) {
    super();
    this.#file = file;
    this.#bytes = bytes;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    if (!(position >= 0 && position + length <= this.#bytes)) {
      setImmediate(callback, new Error('unexpected EOF'));
      return;
    }
    this.#file.read(buffer, offset, length, position).then(
      ({ bytesRead }) => setImmediate(callback, null, bytesRead),
      (error: Error) => setImmediate(callback, error),
    );
  }

  override close(callback: (error: Error | null) => void): void {
    this.#file.close().then(
      () => callback(null),
      (error: Error) => callback(error),
    );
  }
}

async function openZip(path: string): Promise<ZipFile> {
  const file = await open(path, 'r');
  const { size } = await file.stat();
  const options = { lazyEntries: true, autoClose: false, strictFileNames: true };
  try {
    const zip = await fromRandomAccessReaderPromise(new BoundedReader(file, size), size, options);
    // Late faults are reported as events too; every one of them also rejects the promise that is awaited.
    zip.on('error', () => {});
    return zip;
  } catch (thrown) {
    await file.close();
    throw thrown;
  }
}

async function readEntries(path: string, zip: ZipFile): Promise<ZipEntry[]> {
  if (zip.entryCount > maximumEntries)
    refuse(path, `it has ${zip.entryCount} entries, too many for a checkpoint.`);
  const entries: ZipEntry[] = [];
  for await (const entry of zip.eachEntry()) {
    const fault = faultOf(entry);
    if (fault) refuse(path, fault);
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    if (fileDataStart + entry.compressedSize > zip.fileSize)
      refuse(path, 'the archive is damaged or cut short. Download it again.');
    entries.push({ name: entry.fileName, offset: fileDataStart, bytes: entry.compressedSize });
  }
  return entries;
}

/**
 * Lists an archive’s entries with where their bytes stand. Reads the directory only, 64-bit archives included.
 * Fails with `unreadable` for compressed, encrypted, repeated or overlapping entries, names that lead outside, and damage.
 */
export async function listZip(path: string): Promise<ZipEntry[]> {
  let entries: ZipEntry[];
  try {
    const zip = await openZip(path);
    try {
      entries = await readEntries(path, zip);
    } finally {
      zip.close();
    }
  } catch (thrown) {
    if (thrown instanceof BitternError) throw thrown;
    return refuse(path, reasonOf(thrown), thrown);
  }
  const names = new Set(entries.map((entry) => entry.name));
  if (names.size !== entries.length) refuse(path, 'two of its entries have the same name.');
  const ordered = entries.toSorted((a, b) => a.offset - b.offset);
  ordered.forEach((entry, index) => {
    const next = ordered[index + 1];
    if (next && entry.bytes > 0 && entry.offset + entry.bytes > next.offset)
      refuse(path, `its entries “${entry.name}” and “${next.name}” overlap.`);
  });
  return entries;
}
