import type { Block, BlockKind, Box } from '../../preload/contract/index.ts';

/** Little-endian on every machine that Bittern runs on; a database is not carried to others. */
const bytesOf = (numbers: Uint16Array | Uint32Array): Buffer =>
  Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength);

/** A buffer's numbers. Copied, because what SQLite gives is not aligned. */
const numbersOf = (bytes: Buffer): Uint32Array => new Uint32Array(new Uint8Array(bytes).buffer);

/** In this order for ever: the database keeps the position. */
const blockKinds: readonly BlockKind[] = [
  'heading',
  'paragraph',
  'list',
  'table',
  'code',
  'caption',
  'header',
  'footer',
];

export type PlacedBlock = Pick<Block, 'kind' | 'level' | 'start' | 'end'>;

/** Blocks of a part as four numbers each: kind, level (0 for none), start and end within the part. */
export function packBlocks(blocks: readonly PlacedBlock[]): Buffer {
  const numbers = blocks.flatMap(({ kind, level, start, end }) => [
    blockKinds.indexOf(kind),
    level ?? 0,
    start,
    end,
  ]);
  return bytesOf(Uint32Array.from(numbers));
}

export function unpackBlocks(bytes: Buffer): PlacedBlock[] {
  const numbers = numbersOf(bytes);
  const blocks: PlacedBlock[] = [];
  for (let at = 0; at + 3 < numbers.length; at += 4)
    blocks.push({
      kind: blockKinds[numbers[at]!] ?? 'paragraph',
      level: numbers[at + 1] || null,
      start: numbers[at + 2]!,
      end: numbers[at + 3]!,
    });
  return blocks;
}

/** A unit of a chunk as it is stored: see `documents/chunk`. */
export interface PackedUnit {
  start: number;
  end: number;
  tokens: number;
  startsBlock: boolean;
  isHeading: boolean;
}

/** Units of a chunk as three numbers each: start, end, and tokens with two flags in the lowest bits. */
export function packUnits(units: readonly PackedUnit[]): Buffer {
  const numbers = units.flatMap(({ start, end, tokens, startsBlock, isHeading }) => [
    start,
    end,
    tokens * 4 + (isHeading ? 2 : 0) + (startsBlock ? 1 : 0),
  ]);
  return bytesOf(Uint32Array.from(numbers));
}

export function unpackUnits(bytes: Buffer): PackedUnit[] {
  const numbers = numbersOf(bytes);
  const units: PackedUnit[] = [];
  for (let at = 0; at + 2 < numbers.length; at += 3) {
    const rest = numbers[at + 2]!;
    units.push({
      start: numbers[at]!,
      end: numbers[at + 1]!,
      tokens: rest >> 2,
      startsBlock: (rest & 1) !== 0,
      isHeading: (rest & 2) !== 0,
    });
  }
  return units;
}

/** A word's place: offsets in its part, and its rectangle in PDF points. */
export type PlacedWord = { start: number; end: number } & Omit<Box, 'page'>;

/** Steps of a quarter of a point: finer than a screen shows, and the largest page that PDF allows still fits. */
const stepsAPoint = 4;
const numbersAWord = 6;
const largest = 0xffff;

/**
 * Words of a page as six 16-bit numbers each: where the word begins after the beginning of the one before, its length,
 * and its rectangle in quarters of a point. Half the size of what the parser gives; a big manual has millions of words.
 * @param words groups of six: start, end, x, y, width, height
 */
export function packWords(words: Float32Array): Buffer {
  const packed = new Uint16Array(Math.floor(words.length / numbersAWord) * numbersAWord);
  let previous = 0;
  let used = 0;
  for (let at = 0; at + 5 < words.length; at += numbersAWord) {
    const start = words[at]!;
    const length = words[at + 1]! - start;
    if (!(start >= previous && start - previous <= largest && length >= 0 && length <= largest)) continue;
    packed[used] = start - previous;
    packed[used + 1] = length;
    for (let side = 2; side < numbersAWord; side += 1)
      packed[used + side] = Math.min(largest, Math.max(0, Math.round(words[at + side]! * stepsAPoint)));
    previous = start;
    used += numbersAWord;
  }
  return bytesOf(packed.subarray(0, used));
}

export function unpackWords(bytes: Buffer): PlacedWord[] {
  const numbers = new Uint16Array(new Uint8Array(bytes).buffer);
  const words: PlacedWord[] = [];
  let start = 0;
  for (let at = 0; at + 5 < numbers.length; at += numbersAWord) {
    start += numbers[at]!;
    words.push({
      start,
      end: start + numbers[at + 1]!,
      x: numbers[at + 2]! / stepsAPoint,
      y: numbers[at + 3]! / stepsAPoint,
      width: numbers[at + 4]! / stepsAPoint,
      height: numbers[at + 5]! / stepsAPoint,
    });
  }
  return words;
}
