import { bytesText } from '../../../../preload/contract/amounts.ts';
import { BitternError } from '../../../../preload/contract/errors.ts';

/** What an archive may cost. The sizes it declares are its maker's claim, so bytes are counted as they are inflated. */
export interface ZipLimits {
  /** Entries in the list of contents. */
  readonly entries: number;
  /** Bytes that one entry may inflate to. */
  readonly entryBytes: number;
  /** Bytes that all entries read from the archive may inflate to together. */
  readonly totalBytes: number;
  /** How many times its packed size an entry may inflate to, beyond `freeBytes`. */
  readonly ratio: number;
  /** Below this size the ratio is not looked at: a short run of the same byte packs 1,000 to 1, and hurts nobody. */
  readonly freeBytes: number;
  /** The archive is damaged: a fresh copy may be within the limits. */
  readonly isRescue?: boolean;
}

/**
 * Text and tables pack 3 to 40 to 1; the worst real spreadsheets (a million equal rows) about 100 to 1. Deflate ends at
 * 1,032 to 1, which is what bombs come near.
 */
export const zipLimits: ZipLimits = {
  entries: 50_000,
  entryBytes: 1 << 30,
  totalBytes: 2 * (1 << 30),
  ratio: 200,
  freeBytes: 32 << 20,
};

/**
 * Limits of an archive whose list of contents is damaged, which therefore does not say how much it holds: a bomb that was cut
 * in half must not be taken for a document. Of real documents a damaged one that packs so well is refused as well.
 */
export function rescueLimits(limits: ZipLimits): ZipLimits {
  const { ratio, entryBytes, totalBytes, freeBytes } = limits;
  return {
    ...limits,
    ratio: Math.min(ratio, 50),
    entryBytes: Math.min(entryBytes, 256 << 20),
    totalBytes: Math.min(totalBytes, 512 << 20),
    freeBytes: Math.min(freeBytes, 16 << 20),
    isRescue: true,
  };
}

/** Counts what is inflated from one archive and ends the reading, with a sentence, where a limit is passed. */
export class InflationMeter {
  readonly #limits: ZipLimits;
  #total = 0;

  constructor(limits: ZipLimits) {
    this.#limits = limits;
  }

  /** Bytes inflated so far. */
  get total(): number {
    return this.#total;
  }

  /**
   * Call before an entry is read, with the size it declares. A reader holds entries to that size, so a bomb that tells the
   * truth is found here, before anything has been made of it, and one that lies is cut off early.
   */
  expect(declaredBytes: number, packedBytes: number): void {
    this.#check(declaredBytes, packedBytes, this.#total + declaredBytes);
  }

  /** Call with each piece of an entry: its length, the entry's inflated bytes with it, and the entry's packed size. */
  count(bytes: number, entryBytes: number, packedBytes: number): void {
    this.#total += bytes;
    this.#check(entryBytes, packedBytes, this.#total);
  }

  #check(entryBytes: number, packedBytes: number, total: number): void {
    const { freeBytes, ratio, isRescue } = this.#limits;
    const isOverRatio = entryBytes > freeBytes && entryBytes > packedBytes * ratio;
    if (isRescue && (isOverRatio || entryBytes > this.#limits.entryBytes || total > this.#limits.totalBytes))
      throw new BitternError(
        'too-large',
        'This file is damaged, and what is left of it unpacks to far more than its size. Get a fresh copy of it.',
      );
    if (isOverRatio)
      throw new BitternError(
        'too-large',
        `This file unpacks to more than ${ratio} times its size, as only files made to exhaust a computer do. Bittern stopped reading it.`,
      );
    if (entryBytes > this.#limits.entryBytes || total > this.#limits.totalBytes)
      throw new BitternError(
        'too-large',
        `This file unpacks to more than ${bytesText(Math.min(this.#limits.entryBytes, this.#limits.totalBytes))}, which is more than Bittern reads from one document. Split it into smaller ones.`,
      );
  }
}
