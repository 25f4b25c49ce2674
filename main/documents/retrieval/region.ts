import type { Database, Statement } from 'better-sqlite3';
import { chunkIdOf, chunkRangeOf, numberOfChunk, readingOfChunk } from '../../store/chunks.ts';
import { unpackUnits } from '../../store/packing.ts';
import type { Scope } from './scope.ts';

/** A unit in its place in the document; offsets are the document's. */
export interface RegionUnit {
  start: number;
  end: number;
  tokens: number;
  startsBlock: boolean;
  isHeading: boolean;
  text: string;
  /** Position of its chunk in the region. */
  chunk: number;
  /** Running headers or the like stand between it and the unit before: no passage goes over them. */
  isAfterGap: boolean;
}

/** More characters than this between two chunks are not only the white space between paragraphs or pages. */
const mostWhiteSpace = 8;

export interface RegionChunk {
  id: number;
  start: number;
  end: number;
  page: number;
  lastPage: number;
  headings: string;
  heading: string;
  tokens: number;
  text: string;
}

/** A stretch of a document that is looked at closely: chunks that follow each other, as units without repetition. */
export interface Region {
  readingId: number;
  chunks: RegionChunk[];
  units: RegionUnit[];
}

interface Row {
  id: number;
  start: number;
  end: number;
  page: number;
  last_page: number;
  headings: string;
  heading: string;
  tokens: number;
  text: string;
  units: Buffer;
}

/** Loads regions from an open database. */
export class Regions {
  readonly #rows: Statement<[string], Row>;

  constructor(db: Database) {
    this.#rows = db.prepare<[string], Row>(
      `SELECT id, start, "end", page, last_page, headings, heading, tokens, text, units
       FROM chunk WHERE id IN (SELECT value FROM json_each(?)) ORDER BY id`,
    );
  }

  /** The regions around some chunks: the chunks, and for the first `withNeighbours` also the one before and after. */
  around(ids: readonly number[], withNeighbours: number, scope: Scope): Region[] {
    const wanted = new Set(ids);
    for (const id of ids.slice(0, withNeighbours)) {
      const readingId = readingOfChunk(id);
      const number = numberOfChunk(id);
      const last = (scope.documents.get(readingId)?.chunks ?? 1) - 1;
      if (number > 0) wanted.add(id - 1);
      if (number < last && id < chunkRangeOf(readingId)[1]) wanted.add(chunkIdOf(readingId, number + 1));
    }
    const regions: Region[] = [];
    let last: Region | null = null;
    let lastId = Number.NaN;
    for (const row of this.#rows.iterate(JSON.stringify([...wanted]))) {
      if (!last || row.id !== lastId + 1 || readingOfChunk(row.id) !== last.readingId) {
        last = { readingId: readingOfChunk(row.id), chunks: [], units: [] };
        regions.push(last);
      }
      lastId = row.id;
      addChunk(last, row);
    }
    return regions;
  }
}

function addChunk(region: Region, row: Row): void {
  const { units, last_page: lastPage, ...rest } = row;
  const end = region.units.at(-1)?.end ?? row.start;
  const chunk = region.chunks.push({ ...rest, lastPage }) - 1;
  for (const unit of unpackUnits(units)) {
    // The sentence that a chunk shares with the one before is there already.
    if (row.start + unit.start < end) continue;
    region.units.push({
      ...unit,
      start: row.start + unit.start,
      end: row.start + unit.end,
      text: row.text.slice(unit.start, unit.end),
      chunk,
      isAfterGap: unit.start === 0 && row.start - end > mostWhiteSpace,
    });
  }
}
