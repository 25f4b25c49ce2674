import type { Database, Statement } from 'better-sqlite3';
import type { Passage } from '../../../preload/contract/index.ts';
import { type DocumentTextTable, documentTextTable } from '../../store/document-text.ts';
import { countTokens } from '../../tokenizer/index.ts';
import type { Region, RegionChunk } from './region.ts';
import type { Scope } from './scope.ts';
import type { ScoredRegion, Window } from './windows.ts';

/** Cuts passages out of regions. */
export class PassageMaker {
  readonly #text: DocumentTextTable;
  readonly #page: Statement<[number, number, number, number], number>;

  constructor(db: Database) {
    this.#text = documentTextTable(db);
    this.#page = db
      .prepare<[number, number, number, number], number>(
        `SELECT number FROM page WHERE reading_id = ? AND number BETWEEN ? AND ? AND start <= ?
         ORDER BY number DESC LIMIT 1`,
      )
      .pluck();
  }

  /** The passage that a window is. */
  make({ region, first, last, score }: Window, scope: Scope): Passage {
    const document = scope.documents.get(region.readingId)!;
    const opening = region.units[first]!;
    const closing = region.units[last]!;
    const firstChunk = region.chunks[opening.chunk]!;
    const isWithin = closing.end <= firstChunk.end;
    // Between two chunks stands white space that is in neither, so a passage over both is read from the document.
    const text = isWithin
      ? firstChunk.text.slice(opening.start - firstChunk.start, closing.end - firstChunk.start)
      : this.#text.text(region.readingId, opening.start, closing.end);
    return {
      documentId: document.id,
      file: document.fileName,
      title: document.title,
      headings: JSON.parse(firstChunk.headings) as string[],
      page: this.#pageAt(region, firstChunk, opening.start),
      lastPage: this.#pageAt(region, region.chunks[closing.chunk]!, closing.end - 1),
      start: opening.start,
      end: closing.end,
      text,
      tokens: countTokens(text),
      score: Math.round(score * 1000) / 1000,
      highlight: highlightIn(region, first, last),
    };
  }

  #pageAt(region: Region, chunk: RegionChunk, offset: number): number {
    if (chunk.page === chunk.lastPage) return chunk.page;
    return this.#page.get(region.readingId, chunk.page, chunk.lastPage, offset) ?? chunk.page;
  }
}

/** The sentence of a window that answers best: of those with words of the question the one with the highest score. */
function highlightIn(
  { units, scores, hasWords }: ScoredRegion,
  first: number,
  last: number,
): Passage['highlight'] {
  let best: number | null = null;
  for (let unit = first; unit <= last; unit += 1)
    if (hasWords[unit] && !units[unit]!.isHeading && (best === null || scores[unit]! > scores[best]!))
      best = unit;
  return best === null ? null : { start: units[best]!.start, end: units[best]!.end };
}
