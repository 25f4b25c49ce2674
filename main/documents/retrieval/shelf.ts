import { letterMask } from '../language/edits.ts';

/** So many first letters of words are kept by themselves. */
export const beginning = 4;

/** The stems with one first letter, with what tells quickly that a word is not near them. */
export class Shelf {
  readonly letter: string;
  readonly stems: string[] = [];
  /** The letters of each. */
  readonly masks: number[] = [];
  /** In how many chunks each is. */
  readonly chunks = new Map<string, number>();
  /** Their first letters: so many that most runs of letters do not begin like any word. */
  readonly beginnings = new Set<string>();
  /** The last one that has been read from the index, which has them in order. */
  read: string;
  /** All have been read. */
  isWhole = false;

  constructor(letter: string) {
    this.letter = letter;
    this.read = letter;
  }

  /** Adds a stem that is in so many chunks, or in so many more. */
  add(stem: string, chunks: number): void {
    const known = this.chunks.get(stem);
    this.chunks.set(stem, (known ?? 0) + chunks);
    if (known !== undefined) return;
    this.stems.push(stem);
    this.masks.push(letterMask(stem));
    this.beginnings.add(stem.slice(0, beginning));
  }
}
