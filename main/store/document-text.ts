import type { Database } from 'better-sqlite3';
import type { Block, PageSummary } from '../../preload/contract/index.ts';
import { type PlacedWord, unpackBlocks, unpackWords } from './packing.ts';

/** A word's rectangle on its page; offsets count from the document's start. */
export interface DocumentWord extends PlacedWord {
  page: number;
}

/** The stored text of a reading, by offsets. */
export interface DocumentTextTable {
  /** Text between two offsets; what lies beyond the end is left out. Pages are separated by form feeds. */
  text(readingId: number, start: number, end: number): string;
  /** The blocks that begin between two offsets. */
  blocks(readingId: number, start: number, end: number): Block[];
  /** The words with known places that have a part of the stretch. */
  words(readingId: number, start: number, end: number): DocumentWord[];
  pages(readingId: number): PageSummary[];
}

interface PartRow {
  page: number;
  start: number;
  end: number;
}

interface PageRow {
  number: number;
  kind: PageSummary['kind'];
  start: number;
  end: number;
  width: number | null;
  height: number | null;
}

/** The tables `part` and `page` of an open database. */
export function documentTextTable(db: Database): DocumentTextTable {
  // Parts are at most about 64 KiB long and in order, so the first one is found by its start alone.
  const overlapping = (column: string) => `
    SELECT page, start, "end", ${column} FROM part
    WHERE reading_id = @readingId AND start <= @end AND "end" >= @start AND start >= coalesce(
      (SELECT max(start) FROM part WHERE reading_id = @readingId AND start <= @start), 0)
    ORDER BY start, id`;
  const texts = db.prepare<[object], PartRow & { text: string }>(overlapping('text'));
  const blocks = db.prepare<[object], PartRow & { blocks: Buffer }>(overlapping('blocks'));
  const words = db.prepare<[object], PartRow & { words: Buffer | null }>(overlapping('words'));
  const pages = db.prepare<[number], PageRow>(
    'SELECT number, kind, start, "end", width, height FROM page WHERE reading_id = ? ORDER BY number',
  );

  return {
    text(readingId, start, end) {
      let text = '';
      let position = start;
      for (const part of texts.iterate({ readingId, start, end })) {
        if (part.start > position) {
          text += '\f'.repeat(part.start - position);
          position = part.start;
        }
        text += part.text.slice(position - part.start, end - part.start);
        position = Math.max(position, Math.min(end, part.end));
      }
      return text;
    },
    blocks(readingId, start, end) {
      const found: Block[] = [];
      for (const part of blocks.iterate({ readingId, start, end }))
        for (const block of unpackBlocks(part.blocks)) {
          const from = part.start + block.start;
          if (from >= start && from < end)
            found.push({ ...block, page: part.page, start: from, end: part.start + block.end });
        }
      return found;
    },
    words(readingId, start, end) {
      const found: DocumentWord[] = [];
      for (const part of words.iterate({ readingId, start, end }))
        for (const word of part.words ? unpackWords(part.words) : []) {
          const from = part.start + word.start;
          const to = part.start + word.end;
          if (from < end && to > start) found.push({ ...word, page: part.page, start: from, end: to });
        }
      return found;
    },
    pages: (readingId) => pages.all(readingId).map((row) => ({ ...row, characters: row.end - row.start })),
  };
}
