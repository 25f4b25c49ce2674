import { bytesText } from '../../../../preload/contract/amounts.ts';
import { BitternError } from '../../../../preload/contract/errors.ts';
import { type OpenedFile, readBytes } from '../open.ts';

/** Sector numbers from here on are marks: end of a chain, free, part of the table itself. */
const firstMark = 0xfffffffa;
const entryBytes = 128;
const miniSectorBytes = 64;

interface DirectoryEntry {
  readonly name: string;
  readonly isRoot: boolean;
  readonly start: number;
  readonly bytes: number;
}

/**
 * An OLE compound file ([MS-CFB]), the container of Office 97–2003 and of encrypted newer files: a small file system, with
 * a table that chains its sectors. Read as far as it is sound; throws `unreadable` where it is not.
 */
export class CompoundFile {
  readonly #file: OpenedFile;
  readonly #sectorBytes: number;
  readonly #table: Uint32Array;
  readonly #miniTable: Uint32Array;
  readonly #miniLimit: number;
  readonly #entries: readonly DirectoryEntry[];
  #mini: Uint8Array | null = null;

  private constructor(parts: {
    file: OpenedFile;
    sectorBytes: number;
    table: Uint32Array;
    miniTable: Uint32Array;
    miniLimit: number;
    entries: readonly DirectoryEntry[];
  }) {
    this.#file = parts.file;
    this.#sectorBytes = parts.sectorBytes;
    this.#table = parts.table;
    this.#miniTable = parts.miniTable;
    this.#miniLimit = parts.miniLimit;
    this.#entries = parts.entries;
  }

  static async open(file: OpenedFile): Promise<CompoundFile> {
    const header = viewOf(await readBytes(file, 0, 512));
    if (header.byteLength < 512) throw damaged();
    const sectorBytes = 1 << header.getUint16(30, true);
    if (sectorBytes !== 512 && sectorBytes !== 4096) throw damaged();
    const table = await readTable(file, header, sectorBytes);
    const chain = (start: number): AsyncGenerator<Uint8Array> => readChain(file, table, sectorBytes, start);
    const miniTable = wordsOf(await joined(chain(header.getUint32(60, true)), 64 << 20));
    const entries = entriesOf(await joined(chain(header.getUint32(48, true)), 16 << 20));
    return new CompoundFile({
      file,
      sectorBytes,
      table,
      miniTable,
      miniLimit: header.getUint32(56, true),
      entries,
    });
  }

  has(name: string): boolean {
    return this.#entries.some((entry) => entry.name === name);
  }

  /** The contents of a stream by its name, wherever in the file's folders it is. Throws `too-large` beyond `maximumBytes`. */
  async read(name: string, maximumBytes: number): Promise<Uint8Array> {
    const entry = this.#entries.find((each) => each.name === name && !each.isRoot);
    if (!entry) throw damaged();
    if (entry.bytes > maximumBytes)
      throw new BitternError(
        'too-large',
        `This file holds more than the ${bytesText(maximumBytes)} that Bittern reads from one of its kind. Split it into smaller ones.`,
      );
    if (entry.bytes >= this.#miniLimit)
      return (await joined(this.#chain(entry.start), entry.bytes)).subarray(0, entry.bytes);
    return this.#readMini(entry);
  }

  /** Short streams share one long one, with a table of their own. */
  async #readMini(entry: DirectoryEntry): Promise<Uint8Array> {
    const root = this.#entries.find((each) => each.isRoot);
    if (!root) throw damaged();
    this.#mini ??= await joined(this.#chain(root.start), 64 << 20);
    const content = new Uint8Array(entry.bytes);
    let sector = entry.start;
    for (let filled = 0; filled < content.length; filled += miniSectorBytes) {
      if (sector >= this.#miniTable.length) throw damaged();
      const from = sector * miniSectorBytes;
      content.set(
        this.#mini.subarray(from, from + Math.min(miniSectorBytes, content.length - filled)),
        filled,
      );
      sector = this.#miniTable[sector]!;
    }
    return content;
  }

  #chain(start: number): AsyncGenerator<Uint8Array> {
    return readChain(this.#file, this.#table, this.#sectorBytes, start);
  }
}

/** The table of sectors: its own sectors are listed in the header and, beyond 109 of them, in a chain of further lists. */
async function readTable(file: OpenedFile, header: DataView, sectorBytes: number): Promise<Uint32Array> {
  const maximumSectors = Math.ceil(file.bytes / sectorBytes);
  const listed: number[] = [];
  for (let index = 0; index < 109; index++) listed.push(header.getUint32(76 + 4 * index, true));
  let next = header.getUint32(68, true);
  for (let count = 0; next < firstMark && count <= maximumSectors / 100 + 1; count++) {
    const words = wordsOf(await readSector(file, sectorBytes, next));
    listed.push(...words.subarray(0, words.length - 1));
    next = words.at(-1) ?? firstMark;
  }
  const perSector = sectorBytes / 4;
  const table = new Uint32Array(Math.min(maximumSectors, listed.length * perSector)).fill(0xffffffff);
  for (let index = 0; index * perSector < table.length; index++) {
    const sector = listed[index]!;
    if (sector >= firstMark) continue;
    const words = wordsOf(await readSector(file, sectorBytes, sector));
    table.set(words.subarray(0, table.length - index * perSector), index * perSector);
  }
  return table;
}

async function* readChain(
  file: OpenedFile,
  table: Uint32Array,
  sectorBytes: number,
  start: number,
): AsyncGenerator<Uint8Array> {
  let sector = start;
  // A chain that is longer than the file goes in a circle.
  for (let count = 0; sector < firstMark; count++) {
    if (sector >= table.length || count > table.length) throw damaged();
    // Neighbours in the file are read in one go.
    let run = 1;
    while (run < 256 && table[sector + run - 1] === sector + run) run += 1;
    yield await readBytes(file, (sector + 1) * sectorBytes, run * sectorBytes);
    count += run - 1;
    sector = table[sector + run - 1]!;
  }
}

async function readSector(file: OpenedFile, sectorBytes: number, sector: number): Promise<Uint8Array> {
  const bytes = await readBytes(file, (sector + 1) * sectorBytes, sectorBytes);
  if (bytes.length < sectorBytes) throw damaged();
  return bytes;
}

async function joined(pieces: AsyncIterable<Uint8Array>, maximumBytes: number): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    all.push(piece);
    bytes += piece.length;
    if (bytes >= maximumBytes) break;
  }
  return Buffer.concat(all);
}

function entriesOf(directory: Uint8Array): DirectoryEntry[] {
  const view = viewOf(directory);
  const decoder = new TextDecoder('utf-16le');
  const entries: DirectoryEntry[] = [];
  for (let at = 0; at + entryBytes <= directory.length; at += entryBytes) {
    const nameBytes = view.getUint16(at + 64, true);
    const type = directory[at + 66];
    if (type === 0 || nameBytes < 2 || nameBytes > 64) continue;
    entries.push({
      name: decoder.decode(directory.subarray(at, at + nameBytes - 2)),
      isRoot: type === 5,
      start: view.getUint32(at + 116, true),
      bytes: view.getUint32(at + 120, true),
    });
  }
  return entries;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function wordsOf(bytes: Uint8Array): Uint32Array {
  const view = viewOf(bytes);
  return Uint32Array.from({ length: bytes.length >> 2 }, (_, index) => view.getUint32(4 * index, true));
}

function damaged(): BitternError {
  return new BitternError(
    'unreadable',
    'This Office file is damaged: its contents cannot be found in it. Get a fresh copy of it.',
  );
}
