import type { Database, Statement } from 'better-sqlite3';
import { alphabet, editDistance, letterMask, mayBeNear, oneEditAway } from '../language/edits.ts';
import { eachWord, stemOf } from '../language/words.ts';

/** A word of the documents, as the index has it. */
export interface KnownWord {
  stem: string;
  /** How many edits it is away from the word that it was looked up for. */
  edits: number;
  /** In how many chunks of all documents it is. */
  chunks: number;
  /** Words with this stem, in the documents or not, that are one edit away from it. */
  meant: readonly string[];
}

/** How a stem is written in some place. */
export interface Form {
  /** Without case and diacritics. */
  plain: string;
  /** How many edits it is away from what was typed. */
  edits: number;
  /** It is written so without a capital, as names are not. */
  isLowerCase: boolean;
}

/** The words with one beginning. */
interface Shelf {
  stems: string[];
  masks: Int32Array;
  chunks: Map<string, number>;
  /** Their first letters: so many that most runs of letters do not begin like any word. */
  beginnings: Set<string>;
}

const beginning = 4;

/** What is longer is rather an address or a run of signs than a word. */
const longest = 32;
const isWord = /^\p{L}{3,}$/u;
const isPlainLatin = /^[a-z]+$/;

/**
 * The words of all documents, read from the full-text index: by first letter, since hardly anybody errs in that, and only
 * when a word is looked up. They are stems, as everything that the index holds.
 */
export class Vocabulary {
  readonly #words: Statement<[string, string], [string, number]>;
  readonly #one: Statement<[string], number>;
  readonly #examples: Statement<[string], { text: string; heading: string }>;
  readonly #shelves = new Map<string, Shelf>();

  /** @param db a connection that may still write: the tables are its own and hold nothing */
  constructor(db: Database) {
    db.exec(`
      CREATE VIRTUAL TABLE IF NOT EXISTS temp.chunk_word USING fts5vocab('main', 'chunk_text', 'row');
      CREATE VIRTUAL TABLE IF NOT EXISTS temp.chunk_place USING fts5vocab('main', 'chunk_text', 'instance');
    `);
    this.#words = db
      .prepare<[string, string], [string, number]>(
        'SELECT term, doc FROM temp.chunk_word WHERE term >= ? AND term < ?',
      )
      .raw();
    this.#one = db.prepare<[string], number>('SELECT doc FROM temp.chunk_word WHERE term = ?').pluck();
    this.#examples = db.prepare<[string], { text: string; heading: string }>(
      'SELECT text, heading FROM chunk WHERE id IN (SELECT DISTINCT doc FROM temp.chunk_place WHERE term = ? LIMIT 2)',
    );
  }

  /** Forgets what it has read; call when documents have come or gone. */
  forget(): void {
    this.#shelves.clear();
  }

  /** Reads the words with one more letter of the alphabet; call when nobody waits. */
  readAhead(): void {
    for (const letter of alphabet) {
      if (this.#shelves.has(letter)) continue;
      this.#shelf(letter);
      return;
    }
  }

  /** In how many chunks of all documents a stem is. */
  chunksWith(stem: string): number {
    if (stem === '') return 0;
    const shelf = this.#shelves.get(first(stem));
    return (shelf && isWord.test(stem) ? shelf.chunks.get(stem) : this.#one.get(stem)) ?? 0;
  }

  /**
   * The words that somebody may have meant, in no order.
   * @param plain the word as it was written, without case and diacritics
   * @param most edits; beyond one only with the same first letter
   */
  near(plain: string, most: number): KnownWord[] {
    const found = new Map<string, KnownWord>();
    const stem = stemOf(plain);
    const mask = letterMask(stem);
    const shelf = this.#shelf(first(stem));
    for (const [index, other] of shelf.stems.entries()) {
      if (Math.abs(other.length - stem.length) > most || !mayBeNear(mask, shelf.masks[index]!, most))
        continue;
      const edits = editDistance(stem, other, most);
      if (edits <= most)
        found.set(other, { stem: other, edits, chunks: shelf.chunks.get(other)!, meant: [] });
    }
    if (isPlainLatin.test(plain)) this.#addInflected(plain, found);
    found.delete(stem);
    return [...found.values()];
  }

  /**
   * Adds what is an edit away from the word as it is written: a misspelt ending is not taken off, so the stem does not tell; and
   * where the first letter is wrong, the word is among others.
   */
  #addInflected(plain: string, found: Map<string, KnownWord>): void {
    const own = this.#shelf(first(plain));
    for (const word of oneEditAway(plain)) {
      if (word[0] === plain[0] && !mayBegin(word, own)) continue;
      const stem = stemOf(word);
      const known = found.get(stem);
      const chunks =
        known?.chunks ?? (word[0] === plain[0] ? (own.chunks.get(stem) ?? 0) : this.chunksWith(stem));
      if (chunks === 0) continue;
      found.set(stem, {
        stem,
        edits: known?.edits === 0 ? 0 : 1,
        chunks,
        meant: [...(known?.meant ?? []), word],
      });
    }
  }

  /**
   * A form in which a stem is written: asked for a stem itself, the index would take its end off again. Of the forms in the
   * first places the one that is nearest to what was typed; null when there is none.
   */
  form(stem: string, typed: string): Form | null {
    let found: Form | null = null;
    for (const { text, heading } of this.#examples.all(stem)) {
      const whole = `${text}\n${heading}`;
      eachWord(whole, (word, start) => {
        if (word.stem !== stem) return;
        const edits = found?.plain === word.plain ? found.edits : editDistance(word.plain, typed, longest);
        if (found !== null && edits > found.edits) return;
        const isLowerCase = isLower(whole[start]!) || (found?.plain === word.plain && found.isLowerCase);
        found = { plain: word.plain, edits, isLowerCase };
      });
    }
    return found;
  }

  #shelf(letter: string): Shelf {
    let shelf = this.#shelves.get(letter);
    if (shelf) return shelf;
    const chunks = new Map<string, number>();
    for (const [term, count] of this.#words.iterate(letter, `${letter}\u{10ffff}`))
      if (term.length <= longest && isWord.test(term)) chunks.set(term, count);
    const stems = [...chunks.keys()];
    const beginnings = new Set(stems.map((stem) => stem.slice(0, beginning)));
    shelf = { stems, masks: Int32Array.from(stems, letterMask), chunks, beginnings };
    this.#shelves.set(letter, shelf);
    return shelf;
  }
}

/** False when no word of a shelf begins like this one, so that its stem need not be found out. */
function mayBegin(word: string, { beginnings, chunks }: Shelf): boolean {
  return beginnings.has(word.slice(0, beginning)) || chunks.has(word.slice(0, beginning - 1));
}

const isLower = (letter: string): boolean => letter === letter.toLowerCase();
const first = (word: string): string => String.fromCodePoint(word.codePointAt(0)!);
