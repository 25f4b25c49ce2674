import { type OpenedFile, readBytes } from '../open.ts';

/** First bytes of an OLE compound file, the container of Office 97–2003 and of encrypted newer Office files. */
export const oleSignature = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] as const;

const maximumDirectorySectors = 256;

/**
 * The names of the streams and storages in an OLE compound file, as far as its directory can be followed; an empty list
 * when it is damaged. Only the header, one sector of the allocation table at a time and the directory are read.
 * Format: Microsoft's [MS-CFB], sections 2.2 (header), 2.3 (FAT) and 2.6 (directory entries of 128 bytes).
 */
export async function oleEntryNames(file: OpenedFile): Promise<string[]> {
  const header = await readBytes(file, 0, 512);
  if (header.length < 512) return [];
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  const sectorBytes = 1 << view.getUint16(30, true);
  if (sectorBytes !== 512 && sectorBytes !== 4096) return [];
  const positionOf = (sector: number): number => (sector + 1) * sectorBytes;

  const names: string[] = [];
  const decoder = new TextDecoder('utf-16le');
  let sector = view.getUint32(48, true);
  for (let count = 0; count < maximumDirectorySectors; count++) {
    if (positionOf(sector) >= file.bytes) break;
    const entries = await readBytes(file, positionOf(sector), sectorBytes);
    for (let start = 0; start + 128 <= entries.length; start += 128) {
      const nameBytes = entries[start + 64]! | (entries[start + 65]! << 8);
      const isUsed = entries[start + 66] !== 0;
      if (isUsed && nameBytes >= 2 && nameBytes <= 64)
        names.push(decoder.decode(entries.subarray(start, start + nameBytes - 2)));
    }
    const next = await nextSector(file, view, sector, sectorBytes);
    if (next === null) break;
    sector = next;
  }
  return names;
}

/** The sector that follows in the chain, or null at its end, in a damaged table, or beyond what the header lists (7 MB). */
async function nextSector(
  file: OpenedFile,
  header: DataView,
  sector: number,
  sectorBytes: number,
): Promise<number | null> {
  const perSector = sectorBytes / 4;
  const index = Math.floor(sector / perSector);
  if (index >= 109) return null;
  const tableSector = header.getUint32(76 + 4 * index, true);
  const position = (tableSector + 1) * sectorBytes + 4 * (sector % perSector);
  if (position + 4 > file.bytes) return null;
  const bytes = await readBytes(file, position, 4);
  const next = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true);
  // 0xFFFFFFFA and above are not sectors but marks such as the end of a chain.
  return next >= 0xfffffffa ? null : next;
}
