import type { Database, Statement } from 'better-sqlite3';
import { chunkRangeOf } from '../../store/chunks.ts';
import { alphabet, editDistance, letterMask, mayBeNear, oneEditAway } from '../language/edits.ts';
import { eachWord, stemOf } from '../language/words.ts';
import { beginning, Shelf } from './shelf.ts';

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

/** What is longer is rather an address or a run of signs than a word. */
const longest = 32;
const isWord = /^\p{L}{3,}$/u;
const isPlainLatin = /^[a-z]+$/;
const isKept = (term: string): boolean => term.length <= longest && isWord.test(term);

/** Words that are read from the index at once: some milliseconds. */
const wordsAtOnce = 1000;
const chunksAtOnce = 16;
/** When this share of all chunks has come or gone, everything is read anew. */
const mostChanged = 0.25;

/**
 * The words of all documents, read from the full-text index: by first letter, since hardly anybody errs in that, and only
 * when a word is looked up. They are stems, as everything that the index holds. To read them takes as long as the library is
 * large, so the words of documents that come are added to those that have been read. Those of documents that went stay, and
 * are found nowhere.
 */
export class Vocabulary {
  readonly #words: Statement<[string, string, number], [string, number]>;
  readonly #one: Statement<[string], number>;
  readonly #examples: Statement<[string], { text: string; heading: string }>;
  readonly #chunks: Statement<[number, number, number], { id: number; text: string; heading: string }>;
  readonly #shelves = new Map<string, Shelf>();
  #readings: ReadonlyMap<number, number> = new Map();
  /** Ranges of chunks that have come since. */
  #waiting: { next: number; last: number }[] = [];
  #changed = 0;

  /** @param db a connection that may still write: the tables are its own and hold nothing */
  constructor(db: Database) {
    db.exec(`
      CREATE VIRTUAL TABLE IF NOT EXISTS temp.chunk_word USING fts5vocab('main', 'chunk_text', 'row');
      CREATE VIRTUAL TABLE IF NOT EXISTS temp.chunk_place USING fts5vocab('main', 'chunk_text', 'instance');
    `);
    this.#words = db
      .prepare<[string, string, number], [string, number]>(
        'SELECT term, doc FROM temp.chunk_word WHERE term > ? AND term < ? LIMIT ?',
      )
      .raw();
    this.#one = db.prepare<[string], number>('SELECT doc FROM temp.chunk_word WHERE term = ?').pluck();
    this.#examples = db.prepare<[string], { text: string; heading: string }>(
      'SELECT text, heading FROM chunk WHERE id IN (SELECT DISTINCT doc FROM temp.chunk_place WHERE term = ? LIMIT 2)',
    );
    this.#chunks = db.prepare<[number, number, number], { id: number; text: string; heading: string }>(
      'SELECT id, text, heading FROM chunk WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?',
    );
  }

  /**
   * Takes note of documents that have come or gone; their words are read later.
   * @param readings how many chunks each has, by the number of its reading
   */
  update(readings: ReadonlyMap<number, number>): void {
    const come = [...readings.keys()].filter((id) => !this.#readings.has(id));
    const gone = [...this.#readings.keys()].filter((id) => !readings.has(id));
    for (const id of come) this.#changed += readings.get(id)!;
    for (const id of gone) this.#changed += this.#readings.get(id)!;
    this.#readings = readings;
    if (come.length + gone.length === 0) return;
    const all = [...readings.values()].reduce((sum, chunks) => sum + chunks, 0);
    if (this.#shelves.size === 0 || this.#changed > mostChanged * all) {
      this.#shelves.clear();
      this.#waiting = [];
      this.#changed = 0;
      return;
    }
    for (const id of come) {
      const [next, last] = chunkRangeOf(id);
      this.#waiting.push({ next, last });
    }
  }

  /** Reads some more words; call when nobody waits. False when all have been read. */
  readAhead(): boolean {
    if (this.#waiting.length > 0) {
      this.#addSome();
      return true;
    }
    for (const letter of alphabet) {
      const shelf = this.#shelves.get(letter) ?? this.#newShelf(letter);
      if (shelf.isWhole) continue;
      this.#readSome(shelf);
      return true;
    }
    return false;
  }

  /** In how many chunks of all documents a stem is. */
  chunksWith(stem: string): number {
    return stem === '' ? 0 : (this.#one.get(stem) ?? 0);
  }

  /** About as many, from what has been read where that is so. */
  #chunksWith(stem: string): number {
    const shelf = stem === '' ? undefined : this.#shelves.get(first(stem));
    return shelf?.isWhole && isWord.test(stem) ? (shelf.chunks.get(stem) ?? 0) : this.chunksWith(stem);
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
        known?.chunks ?? (word[0] === plain[0] ? (own.chunks.get(stem) ?? 0) : this.#chunksWith(stem));
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

  /** The words with a first letter, all of them. */
  #shelf(letter: string): Shelf {
    while (this.#waiting.length > 0) this.#addSome();
    const shelf = this.#shelves.get(letter) ?? this.#newShelf(letter);
    while (!shelf.isWhole) this.#readSome(shelf);
    return shelf;
  }

  #newShelf(letter: string): Shelf {
    const shelf = new Shelf(letter);
    this.#shelves.set(letter, shelf);
    return shelf;
  }

  #readSome(shelf: Shelf): void {
    const words = this.#words.all(shelf.read, `${shelf.letter}\u{10ffff}`, wordsAtOnce);
    for (const [term, count] of words) if (isKept(term)) shelf.add(term, count);
    shelf.read = words.at(-1)?.[0] ?? shelf.read;
    shelf.isWhole = words.length < wordsAtOnce;
  }

  /** Adds the words of some chunks that have come. */
  #addSome(): void {
    const [range] = this.#waiting;
    const chunks = this.#chunks.all(range!.next, range!.last, chunksAtOnce);
    for (const { text, heading } of chunks) {
      const stems = new Set<string>();
      eachWord(`${text}\n${heading}`, ({ stem }) => stems.add(stem));
      for (const stem of stems) {
        const shelf = this.#shelves.get(first(stem));
        if (shelf && (shelf.isWhole || stem <= shelf.read) && isKept(stem)) shelf.add(stem, 1);
      }
    }
    if (chunks.length < chunksAtOnce) this.#waiting.shift();
    else range!.next = chunks.at(-1)!.id + 1;
  }
}

/** False when no word of a shelf begins like this one, so that its stem need not be found out. */
function mayBegin(word: string, { beginnings, chunks }: Shelf): boolean {
  return beginnings.has(word.slice(0, beginning)) || chunks.has(word.slice(0, beginning - 1));
}

const isLower = (letter: string): boolean => letter === letter.toLowerCase();
const first = (word: string): string => String.fromCodePoint(word.codePointAt(0)!);
