import type { Archive } from '../../zip/archive.ts';
import { columnOf } from './worksheet.ts';

/** A larger sheet is not read twice. */
const maximumBytes = 16 << 20;
const maximumMerges = 20_000;
/** The end of a piece is looked at again with the next one, as an element may lie across. */
const overlap = 400;

/** Cells that are merged with those below them, by number of the row: column, and how many rows more. */
export type Merges = ReadonlyMap<number, readonly (readonly [column: number, rows: number])[]>;

const element = /<(?:\w+:)?mergeCell\s[^>]*?\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"/g;

/**
 * The cells of a sheet that are merged downwards. The file names them behind the cells, so a sheet of ordinary size is
 * looked through once before it is read. Cells that are merged across columns are titles and not among them.
 */
export async function mergesOf(archive: Archive, part: string): Promise<Merges> {
  const merges = new Map<number, [number, number][]>();
  if ((archive.declaredBytes(part) ?? Number.POSITIVE_INFINITY) > maximumBytes) return merges;
  let rest = '';
  let count = 0;
  try {
    for await (const bytes of archive.read(part)) {
      const text = rest + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
      let end = 0;
      for (const found of text.matchAll(element)) {
        end = found.index + found[0].length;
        const [, first, top, last, bottom] = found;
        const rows = Number(bottom) - Number(top);
        if (first !== last || rows < 1 || ++count > maximumMerges) continue;
        const inRow = merges.get(Number(top)) ?? [];
        merges.set(Number(top), inRow);
        inRow.push([columnOf(first) ?? 0, rows]);
      }
      rest = text.slice(Math.max(end, text.length - overlap));
    }
  } catch (thrown) {
    // A damaged sheet is read as far as it goes, and says so itself.
    if (!archive.isPartDamaged(part)) throw thrown;
  }
  return merges;
}
