import { lineOf } from './line-text.ts';
import { captionStart } from './patterns.ts';
import { pitchOf } from './rows.ts';
import { median, type Row, wideCharacter } from './span.ts';

/** A row near the edge of a page that may be a running header, a running footer or a page number. */
interface Candidate {
  readonly row: Row;
  /** Its text with every number replaced by `#`, so that page numbers do not make it another. */
  readonly pattern: string;
  readonly text: string;
  /** The numbers at its two ends, where those that count pages stand. */
  readonly numbers: readonly number[];
  /** Clearly larger than most of the page, as headings are. */
  readonly isLarge: boolean;
}

/** The rows at the edges of a page, from the edge inwards. */
export interface PageEdges {
  readonly number: number;
  readonly top: readonly Candidate[];
  readonly bottom: readonly Candidate[];
}

/** How much of the page's height at either edge can hold headers and footers. */
const edgeShare = 0.14;
const rowsAtEdge = 4;
const wideCharacters = new RegExp(wideCharacter.source, 'g');
/** How far apart, in points, the same header stands on two pages. */
const sameHeight = 3;

/** Numbers that stand by themselves at the beginning and the end of a line; those of sections and versions do not. */
const numbersAtEnds = [/^[^\p{L}\d]*(\d{1,5})(?![\d\p{L}]|\.\d)/u, /(?<![\d\p{L}.])(\d{1,5})[^\p{L}\d]*$/u];
/** How much larger than the page's middle row, as a share, one is that is set large. */
const largeSize = 1.15;

function candidate(row: Row, usualSize: number): Candidate {
  const text = lineOf(row).text.trim().replace(/\s+/g, ' ').toLowerCase();
  return {
    row,
    text,
    // Roman numerals count pages as well.
    pattern: text.replace(/\d+|\b[ivxlc]+\b/g, '#'),
    numbers: numbersAtEnds.flatMap((number) => number.exec(text)?.[1] ?? []).map(Number),
    isLarge: row.size > largeSize * usualSize,
  };
}

/** Notes what stands at the edges of a page, for comparison with its neighbours. `rows` are sorted from top to bottom. */
export function edgesOf(number: number, rows: readonly Row[], height: number): PageEdges {
  const top = rows.slice(0, rowsAtEdge).filter((row) => row.bottom < edgeShare * height);
  const bottom = rows
    .slice(-rowsAtEdge)
    .filter((row) => row.top > (1 - edgeShare) * height)
    .reverse();
  const usualSize = median(rows.map((row) => row.size));
  const candidates = (edge: readonly Row[]): Candidate[] => edge.map((row) => candidate(row, usualSize));
  return { number, top: candidates(top), bottom: candidates(bottom) };
}

/** How many letters two lines must share that say the chapter, then something else; less is enough where they count it. */
const sharedLetters = { counted: 7, others: 12 } as const;

const lettersIn = (text: string): number =>
  (text.match(/\p{L}/gu)?.length ?? 0) + 3 * (text.match(wideCharacters)?.length ?? 0);

/** Whether two lines begin or end alike: `Chapter 3. Herons 3.2. Nests` and `Chapter 3. Herons 3.3. Eggs`. */
function sharesAnEnd(one: string, other: string): boolean {
  if (captionStart.test(one)) return false;
  const shortest = Math.min(one.length, other.length);
  let start = 0;
  while (start < shortest && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < shortest - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  const isEnough = (shared: string): boolean =>
    lettersIn(shared) >= (/^\P{N}*#/u.test(shared) ? sharedLetters.counted : sharedLetters.others);
  return isEnough(one.slice(0, start)) || isEnough(one.slice(one.length - end));
}

/** Whether a neighbouring page has the same at the same height: the same words, or a number that counts the pages. */
function recurs(one: Candidate, page: number, other: Candidate, otherPage: number): boolean {
  if (Math.abs(one.row.baseline - other.row.baseline) > sameHeight) return false;
  if (Math.abs(one.row.size - other.row.size) > 1) return false;
  const countsPages = one.numbers.some((number) => other.numbers.includes(number + otherPage - page));
  if (!/\p{L}/u.test(one.pattern)) return countsPages;
  // Headings of two pages may differ in nothing but their numbers, or have numbers that count as those of pages do.
  if (one.isLarge) return one.text === other.text || (one.pattern === other.pattern && countsPages);
  return one.pattern === other.pattern || sharesAnEnd(one.pattern, other.pattern) || countsPages;
}

/**
 * The rows of a page that are headers and footers, because neighbouring pages have them too: at least two of them, or
 * the only one there is. They stand apart from the text; a table's heading repeated on each page does not.
 */
export function furnitureOf(
  page: PageEdges,
  neighbours: readonly PageEdges[],
  rows: readonly Row[],
): { header: Row[]; footer: Row[] } {
  const needed = Math.min(2, neighbours.length);
  const pitch = pitchOf(rows);
  const select = (side: 'top' | 'bottom'): Row[] => {
    if (needed === 0) return [];
    const found: Row[] = [];
    for (const one of page[side]) {
      const times = neighbours.filter((other) =>
        other[side].some((counterpart) => recurs(one, page.number, counterpart, other.number)),
      ).length;
      if (times < needed) break;
      found.push(one.row);
    }
    while (found.length > 0 && !standsApart(found.at(-1)!, rows, side, pitch)) found.pop();
    return found;
  };
  return { header: select('top'), footer: select('bottom').reverse() };
}

function standsApart(row: Row, rows: readonly Row[], side: 'top' | 'bottom', pitch: number): boolean {
  const index = rows.indexOf(row);
  const next = rows[side === 'top' ? index + 1 : index - 1];
  return next === undefined || Math.abs(next.baseline - row.baseline) > 1.25 * pitch;
}
