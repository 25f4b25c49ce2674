import type { Database } from 'better-sqlite3';
import type { PageKind, ReportNote } from '../../preload/contract/index.ts';
import { chunkRangeOf } from './chunks.ts';
import { type PackedUnit, type PlacedBlock, packBlocks, packUnits, packWords } from './packing.ts';

export interface NewPage {
  number: number;
  kind: PageKind;
  start: number;
  end: number;
  width: number | null;
  height: number | null;
}

export interface NewPart {
  page: number;
  start: number;
  text: string;
  blocks: readonly PlacedBlock[];
  /** Groups of six numbers, as the parser gives them. */
  words: Float32Array | null;
}

export interface NewChunkRow {
  id: number;
  start: number;
  end: number;
  page: number;
  lastPage: number;
  headings: readonly string[];
  tokens: number;
  hash: string;
  text: string;
  heading: string;
  ngrams: string;
  units: readonly PackedUnit[];
}

/** What is known of a reading when it is finished. */
export interface ReadingTotals {
  paginated: boolean;
  pages: number;
  doubtfulPages: number;
  characters: number;
  words: number;
  tokens: number;
  chunks: number;
  notes: readonly ReportNote[];
  milliseconds: number;
}

/** What the document itself takes over from a finished reading. */
export interface ReadDocument {
  type: string;
  title: string | null;
}

export type FinishOutcome = 'taken' | 'replaced' | 'gone';

/** Writing of readings, and getting rid of them. Every call is a small step; the caller makes transactions of them. */
export interface ReadingWriter {
  begin(documentId: string): number;
  page(readingId: number, page: NewPage): void;
  part(readingId: number, part: NewPart): void;
  chunk(readingId: number, chunk: NewChunkRow): void;
  /** Makes the reading the document's own. `gone`: the document was removed meanwhile; `replaced`: it had an older one. */
  finish(readingId: number, totals: ReadingTotals, document: ReadDocument): FinishOutcome;
  /** The readings that no document points to and that are not among those being written. None will ever point to them. */
  garbage(beingWritten: ReadonlySet<number>): number[];
  /** Deletes at most `most` rows of a reading, the reading itself last; true when it is gone. */
  deleteSome(readingId: number, most: number): boolean;
}

/** The tables of readings in an open database. */
export function readingWriter(db: Database): ReadingWriter {
  const begin = db.prepare<[string]>('INSERT INTO reading (document_id) VALUES (?)');
  const page = db.prepare(`
    INSERT INTO page (reading_id, number, kind, start, "end", width, height)
    VALUES (@readingId, @number, @kind, @start, @end, @width, @height)`);
  const part = db.prepare(`
    INSERT INTO part (reading_id, page, start, "end", text, blocks, words)
    VALUES (@readingId, @page, @start, @end, @text, @blocks, @words)`);
  const chunk = db.prepare(`
    INSERT INTO chunk (id, reading_id, start, "end", page, last_page, headings, tokens, hash, text, heading, ngrams, units)
    VALUES (@id, @readingId, @start, @end, @page, @lastPage, @headings, @tokens, @hash, @text, @heading, @ngrams, @units)`);
  const totals = db.prepare(`
    UPDATE reading SET paginated = @paginated, pages = @pages, doubtful_pages = @doubtfulPages,
      characters = @characters, words = @words, tokens = @tokens, chunks = @chunks, notes = @notes,
      milliseconds = @milliseconds
    WHERE id = @readingId`);
  const olderReading = db
    .prepare<[number], number | null>(
      'SELECT reading_id FROM document WHERE id = (SELECT document_id FROM reading WHERE id = ?)',
    )
    .pluck();
  const take = db.prepare(`
    UPDATE document SET reading_id = @readingId, status = 'ready', error = NULL, error_code = NULL, type = @type,
      title = CASE WHEN title_is_given THEN title ELSE coalesce(@title, title) END
    WHERE id = (SELECT document_id FROM reading WHERE id = @readingId)`);
  const garbage = db
    .prepare<[], number>(
      'SELECT id FROM reading WHERE NOT EXISTS (SELECT 1 FROM document WHERE reading_id = reading.id) ORDER BY id',
    )
    .pluck();
  const someOf = (table: string, condition: string) =>
    db.prepare(`DELETE FROM ${table} WHERE id IN (SELECT id FROM ${table} WHERE ${condition} LIMIT @most)`);
  const someChunks = someOf('chunk', 'id BETWEEN @first AND @last');
  const someParts = someOf('part', 'reading_id = @readingId');
  const pages = db.prepare<[number]>('DELETE FROM page WHERE reading_id = ?');
  const remove = db.prepare<[number]>('DELETE FROM reading WHERE id = ?');

  return {
    begin: (documentId) => Number(begin.run(documentId).lastInsertRowid),
    page: (readingId, row) => void page.run({ readingId, ...row }),
    part: (readingId, row) =>
      void part.run({
        readingId,
        page: row.page,
        start: row.start,
        end: row.start + row.text.length,
        text: row.text,
        blocks: packBlocks(row.blocks),
        words: row.words && packWords(row.words),
      }),
    chunk: (readingId, row) =>
      void chunk.run({
        ...row,
        readingId,
        headings: JSON.stringify(row.headings),
        units: packUnits(row.units),
      }),
    finish(readingId, found, { type, title }) {
      const row = {
        ...found,
        readingId,
        paginated: found.paginated ? 1 : 0,
        notes: JSON.stringify(found.notes),
      };
      const older = olderReading.get(readingId);
      totals.run(row);
      if (take.run({ readingId, type, title }).changes === 0) return 'gone';
      return older === null || older === undefined ? 'taken' : 'replaced';
    },
    garbage: (beingWritten) => garbage.all().filter((id) => !beingWritten.has(id)),
    deleteSome(readingId, most) {
      const [first, last] = chunkRangeOf(readingId);
      if (someChunks.run({ first, last, most }).changes > 0) return false;
      if (someParts.run({ readingId, most }).changes > 0) return false;
      pages.run(readingId);
      remove.run(readingId);
      return true;
    },
  };
}
