import { lineOf } from './line-text.ts';
import { pitchOf } from './rows.ts';
import type { Row } from './span.ts';

/** A row near the edge of a page that may be a running header, a running footer or a page number. */
interface Candidate {
  readonly row: Row;
  /** Its text with every number replaced by `#`, so that page numbers do not make it another. */
  readonly pattern: string;
  readonly numbers: readonly number[];
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
/** How far apart, in points, the same header stands on two pages. */
const sameHeight = 3;

function candidate(row: Row): Candidate {
  const text = lineOf(row).text.trim().replace(/\s+/g, ' ').toLowerCase();
  return {
    row,
    // Roman numerals count pages as well.
    pattern: text.replace(/\d+|\b[ivxlc]+\b/g, '#'),
    numbers: (text.match(/\d{1,5}/g) ?? []).map(Number),
  };
}

/** Notes what stands at the edges of a page, for comparison with its neighbours. `rows` are sorted from top to bottom. */
export function edgesOf(number: number, rows: readonly Row[], height: number): PageEdges {
  const top = rows.slice(0, rowsAtEdge).filter((row) => row.bottom < edgeShare * height);
  const bottom = rows
    .slice(-rowsAtEdge)
    .filter((row) => row.top > (1 - edgeShare) * height)
    .reverse();
  return { number, top: top.map(candidate), bottom: bottom.map(candidate) };
}

/** Whether a neighbouring page has the same at the same height: the same words, or a number that counts the pages. */
function recurs(one: Candidate, page: number, other: Candidate, otherPage: number): boolean {
  if (Math.abs(one.row.baseline - other.row.baseline) > sameHeight) return false;
  if (Math.abs(one.row.size - other.row.size) > 1) return false;
  if (one.pattern === other.pattern && /\p{L}/u.test(one.pattern)) return true;
  return one.numbers.some((number) => other.numbers.includes(number + otherPage - page));
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
