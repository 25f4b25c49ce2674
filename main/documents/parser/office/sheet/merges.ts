import type { Archive } from '../../zip/archive.ts';
import { columnOf } from './worksheet.ts';

/** A larger sheet is not kept in memory until its merged cells are known. */
const maximumBytes = 16 << 20;
const maximumMerges = 20_000;
/** The end of a piece is looked at again with the next one, as an element may lie across. */
const overlap = 400;

/** A cell that is merged with others: how many more rows and columns it takes. */
export interface Merge {
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

/** Merged cells by the number of their first row. */
export type Merges = ReadonlyMap<number, readonly Merge[]>;

/** A sheet's contents, with what is merged in it. */
export interface SheetContents {
  readonly merges: Merges;
  readonly pieces: AsyncIterable<Uint8Array>;
}

/**
 * Unpacks a sheet. The file names its merged cells behind all others, so a sheet of ordinary size is kept until they have been
 * found; a larger one is handed on as it comes, without them.
 */
export async function contentsOf(archive: Archive, part: string): Promise<SheetContents> {
  const unpacking = archive.read(part);
  const kept: Uint8Array[] = [];
  const finder = new MergeFinder();
  for (let bytes = 0; ; ) {
    const { value: piece, done } = await unpacking.next();
    if (done) return { merges: finder.merges, pieces: inOrder(kept) };
    kept.push(piece);
    bytes += piece.length;
    if (bytes > maximumBytes) return { merges: new Map(), pieces: inOrder(kept, unpacking) };
    finder.add(piece);
  }
}

/** What is kept, each piece let go as it is handed on, then the rest. */
async function* inOrder(kept: Uint8Array[], rest?: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  kept.reverse();
  for (let piece = kept.pop(); piece; piece = kept.pop()) yield piece;
  if (rest) yield* rest;
}

const element = /<(?:\w+:)?mergeCell\s[^>]*?\bref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"/g;

/** Finds merged cells in a sheet's XML, whatever pieces it comes in. */
class MergeFinder {
  readonly merges = new Map<number, Merge[]>();
  #count = 0;
  #rest = '';

  add(bytes: Uint8Array): void {
    const text =
      this.#rest + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    let end = 0;
    for (const found of text.matchAll(element)) {
      end = found.index + found[0].length;
      const [, first, top, last, bottom] = found;
      const column = columnOf(first) ?? 0;
      const columns = (columnOf(last) ?? 0) - column;
      const rows = Number(bottom) - Number(top);
      if (columns < 0 || rows < 0 || ++this.#count > maximumMerges) continue;
      const inRow = this.merges.get(Number(top)) ?? [];
      this.merges.set(Number(top), inRow);
      inRow.push({ column, rows, columns });
    }
    this.#rest = text.slice(Math.max(end, text.length - overlap));
  }
}
