import type { Database, Statement } from 'better-sqlite3';
import { countTokens } from '../../tokenizer/index.ts';

/** A passage as far as measuring goes. */
export interface FoundPassage {
  /** Position of its document in the set. */
  document: number;
  start: number;
  end: number;
  tokens: number;
}

const chunkWords = 200;
const overlapWords = 30;
/** As many passages as are looked at for a question; 30 of them have 6,000 words. */
const mostPassages = 30;

interface Row {
  document: number;
  first: number;
  last: number;
  tokens: number;
}

/**
 * What Bittern's search is compared with: SQLite's full-text index over chunks of 200 words that overlap by 30, with its
 * stemmer, asked for any of the question's words and ranked by its BM25.
 */
export class PlainSearch {
  readonly #everywhere: Statement<[string, number], Row>;
  readonly #inDocument: Statement<[string, number, number], Row>;

  /** @param db an empty database */
  constructor(db: Database, documents: readonly { text: string }[]) {
    db.exec(`CREATE VIRTUAL TABLE plain USING fts5 (
      text, document UNINDEXED, first UNINDEXED, last UNINDEXED, tokens UNINDEXED, tokenize = 'porter unicode61')`);
    const insert = db.prepare('INSERT INTO plain VALUES (?, ?, ?, ?, ?)');
    db.transaction(() => {
      for (const [document, { text }] of documents.entries())
        for (const { start, end } of wordChunks(text)) {
          const chunk = text.slice(start, end);
          insert.run(chunk, document, start, end, countTokens(chunk));
        }
    })();
    const select = 'SELECT document, first, last, tokens FROM plain WHERE plain MATCH ?';
    this.#everywhere = db.prepare(`${select} ORDER BY rank LIMIT ?`);
    this.#inDocument = db.prepare(`${select} AND document = ? ORDER BY rank LIMIT ?`);
  }

  /** Best first. */
  search(question: string, document: number | null): FoundPassage[] {
    const words = question.match(/[\p{L}\p{N}]+/gu) ?? [];
    if (words.length === 0) return [];
    const match = words.map((word) => `"${word}"`).join(' OR ');
    const rows =
      document === null
        ? this.#everywhere.all(match, mostPassages)
        : this.#inDocument.all(match, document, mostPassages);
    return rows.map(({ first, last, ...row }) => ({ ...row, start: first, end: last }));
  }
}

/** Stretches of so many words, each beginning before the end of the one before. */
export function wordChunks(text: string): { start: number; end: number }[] {
  const words = [...text.matchAll(/\S+/g)];
  const chunks: { start: number; end: number }[] = [];
  for (let first = 0; first < words.length; first += chunkWords - overlapWords) {
    const last = words[Math.min(first + chunkWords, words.length) - 1]!;
    chunks.push({ start: words[first]!.index, end: last.index + last[0].length });
    if (first + chunkWords >= words.length) break;
  }
  return chunks;
}
