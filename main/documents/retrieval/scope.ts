import type { Database, Statement } from 'better-sqlite3';
import { eachWord } from '../language/words.ts';

/** A document that is searched. */
export interface ScopeDocument {
  id: string;
  readingId: number;
  title: string;
  fileName: string;
  chunks: number;
  characters: number;
  /** Stems of title and file name. */
  nameStems: ReadonlySet<string>;
}

/** The documents of one search, by reading. */
export interface Scope {
  documents: ReadonlyMap<number, ScopeDocument>;
  chunks: number;
  /** Every document that can be searched is in it, or all but a few. */
  isNearlyAll: boolean;
}

interface Row {
  id: string;
  reading_id: number;
  title: string;
  file_name: string;
  chunks: number;
  characters: number;
  in_library: number;
}

/** Knows which documents can be searched, and their names. */
export class Scopes {
  readonly #all: Statement<[], Row>;
  #rows: readonly (ScopeDocument & { inLibrary: boolean })[] = [];
  #library: Scope | null = null;
  #names: ReadonlyMap<string, ReadonlySet<string>> = new Map();

  constructor(db: Database) {
    this.#all = db.prepare<[], Row>(
      `SELECT document.id, document.reading_id, document.title, document.file_name, document.in_library, reading.chunks, reading.characters
       FROM document JOIN reading ON reading.id = document.reading_id`,
    );
  }

  /** Reads the list anew; call when the database has changed. */
  refresh(): void {
    const names = new Map<string, ReadonlySet<string>>();
    this.#rows = this.#all.all().map((row) => {
      const name = `${row.title} ${row.file_name}`;
      const nameStems = this.#names.get(name) ?? stemsOf(name);
      names.set(name, nameStems);
      return {
        id: row.id,
        readingId: row.reading_id,
        title: row.title,
        fileName: row.file_name,
        chunks: row.chunks,
        characters: row.characters,
        inLibrary: row.in_library === 1,
        nameStems,
      };
    });
    this.#names = names;
    this.#library = null;
  }

  /** Chunks of all documents, for statistics. */
  get allChunks(): number {
    return this.#rows.reduce((sum, row) => sum + row.chunks, 0);
  }

  /** How many chunks each document has, by the number of its reading, which is another one when it has been read again. */
  get readings(): ReadonlyMap<number, number> {
    return new Map(this.#rows.map(({ readingId, chunks }) => [readingId, chunks]));
  }

  /** The library, or only these documents; unknown and unread ones are left out. */
  of(documentIds: readonly string[] | undefined): Scope {
    if (documentIds && documentIds.length > 0) {
      const wanted = new Set(documentIds);
      return this.#scope(this.#rows.filter((row) => wanted.has(row.id)));
    }
    this.#library ??= this.#scope(this.#rows.filter((row) => row.inLibrary));
    return this.#library;
  }

  #scope(documents: readonly ScopeDocument[]): Scope {
    const chunks = documents.reduce((sum, document) => sum + document.chunks, 0);
    return {
      documents: new Map(documents.map((document) => [document.readingId, document])),
      chunks,
      isNearlyAll: chunks > 0.7 * this.allChunks,
    };
  }
}

function stemsOf(text: string): Set<string> {
  const stems = new Set<string>();
  // A file name's underscores and hyphens part words, as every sign does.
  eachWord(text, ({ stem }) => stems.add(stem));
  return stems;
}
