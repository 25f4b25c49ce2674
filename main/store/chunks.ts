import type { Database } from 'better-sqlite3';
import { type PackedUnit, unpackUnits } from './packing.ts';

/**
 * A chunk's id is its reading's id times this, plus its number in the reading. So the chunks of a document are a range
 * of row ids, its neighbours are the ids beside it, and ids are exact in a double for 2^33 readings.
 */
export const chunksAReading = 2 ** 20;

export const chunkIdOf = (readingId: number, number: number): number => readingId * chunksAReading + number;
export const readingOfChunk = (chunkId: number): number => Math.floor(chunkId / chunksAReading);
export const numberOfChunk = (chunkId: number): number => chunkId % chunksAReading;

/** The first and the last chunk id that a reading can have. */
export function chunkRangeOf(readingId: number): [first: number, last: number] {
  return [chunkIdOf(readingId, 0), chunkIdOf(readingId, chunksAReading - 1)];
}

/** A chunk as stored, for people and prompts. */
export interface DocumentChunk {
  id: number;
  /** Position in the document, from 0 without gaps. */
  number: number;
  start: number;
  end: number;
  page: number;
  lastPage: number;
  headings: string[];
  /** BTLM tokens of `text`. */
  tokens: number;
  /** 32 hexadecimal digits of SHA-256 over heading path and text. */
  hash: string;
  text: string;
}

/** A chunk as retrieval needs it. */
export interface RankedChunk extends DocumentChunk {
  /** Heading path and table header, as the index has them. */
  heading: string;
  units: PackedUnit[];
}

interface ChunkRow {
  id: number;
  start: number;
  end: number;
  page: number;
  last_page: number;
  headings: string;
  tokens: number;
  hash: string;
  text: string;
  heading: string;
  units: Buffer;
}

function documentChunk(row: ChunkRow): DocumentChunk {
  return {
    id: row.id,
    number: numberOfChunk(row.id),
    start: row.start,
    end: row.end,
    page: row.page,
    lastPage: row.last_page,
    headings: JSON.parse(row.headings) as string[],
    tokens: row.tokens,
    hash: row.hash,
    text: row.text,
  };
}

/** Rows of `chunk`, for reading. */
export interface ChunkTable {
  /** Chunks of a reading in order, `limit` at most, from the one with this number on. */
  list(readingId: number, from: number, limit: number): DocumentChunk[];
  get(id: number): RankedChunk | undefined;
  /** Ids of the chunks that have a part of a stretch of text, in order. */
  overlapping(readingId: number, start: number, end: number): number[];
}

/** The table `chunk` of an open database. */
export function chunkTable(db: Database): ChunkTable {
  const list = db.prepare<[number, number, number], ChunkRow>(
    'SELECT * FROM chunk WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?',
  );
  const one = db.prepare<[number], ChunkRow>('SELECT * FROM chunk WHERE id = ?');
  const overlapping = db
    .prepare<[number, number, number], number>(
      'SELECT id FROM chunk WHERE reading_id = ? AND start < ? AND "end" > ? ORDER BY start',
    )
    .pluck();
  return {
    list: (readingId, from, limit) =>
      list.all(chunkIdOf(readingId, from), chunkRangeOf(readingId)[1], limit).map(documentChunk),
    get: (id) => {
      const row = one.get(id);
      return row && { ...documentChunk(row), heading: row.heading, units: unpackUnits(row.units) };
    },
    overlapping: (readingId, start, end) => overlapping.all(readingId, end, start),
  };
}
