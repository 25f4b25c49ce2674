import { withDropCaps } from './drop-caps.ts';
import { listMarker } from './patterns.ts';
import { median, type Row, rowOf, type Span } from './span.ts';

/** Baselines that differ by less than this share of the font size are the same. */
const baselineTolerance = 0.35;
/** What is smaller than this share of the usual size may be a raised or lowered sign rather than a line of its own. */
const smallSize = 0.8;

/** Size of the middle character of some spans. */
export function usualSize(spans: readonly Span[]): number {
  const sorted = [...spans].sort((a, b) => a.size - b.size);
  const half = sorted.reduce((sum, span) => sum + span.text.length, 0) / 2;
  let seen = 0;
  for (const span of sorted) {
    seen += span.text.length;
    if (seen >= half) return span.size;
  }
  return 10;
}

/** Text that is drawn twice at nearly the same place, as fake bold does, is kept once. */
function withoutDoubles(spans: readonly Span[]): Span[] {
  const seen = new Map<string, Span[]>();
  return spans.filter((span) => {
    const same = seen.get(span.text);
    if (!same) {
      seen.set(span.text, [span]);
      return true;
    }
    const reach = 0.25 * span.size;
    // Only recent ones: a page of ten thousand equal figures must not be compared pair by pair.
    for (let index = same.length - 1; index >= Math.max(0, same.length - 8); index--) {
      const other = same[index]!;
      if (Math.abs(other.x0 - span.x0) < reach && Math.abs(other.baseline - span.baseline) < reach)
        return false;
    }
    same.push(span);
    return true;
  });
}

function clustered(spans: readonly Span[]): Span[][] {
  const rows: Span[][] = [];
  let baseline = Number.NEGATIVE_INFINITY;
  let size = 0;
  for (const span of [...spans].sort((a, b) => a.baseline - b.baseline || a.x0 - b.x0)) {
    const last = rows.at(-1);
    if (last && span.baseline - baseline <= baselineTolerance * Math.min(span.size, size)) last.push(span);
    else {
      rows.push([span]);
      baseline = span.baseline;
      size = span.size;
    }
  }
  return rows;
}

/** True when a small span stands in a gap of the row, close to its text: a superscript, a footnote mark, a fraction. */
function belongsTo(row: readonly Span[], small: Span): boolean {
  let isClose = false;
  for (const span of row) {
    const overlap = Math.min(span.x1, small.x1) - Math.max(span.x0, small.x0);
    if (overlap > 0.3 * (small.x1 - small.x0)) return false;
    if (-overlap < 0.6 * span.size && Math.abs(span.baseline - small.baseline) < 0.6 * span.size)
      isClose = true;
  }
  return isClose;
}

/** True when a small span is the bullet or number of the item at its right: slides often set them at half the size. */
function marks(row: readonly Span[], small: Span): boolean {
  const first = row.reduce((left, span) => (span.x0 < left.x0 ? span : left));
  const gap = first.x0 - small.x1;
  return (
    gap >= 0 &&
    gap < 3 * first.size &&
    Math.abs(first.baseline - small.baseline) < baselineTolerance * first.size &&
    listMarker.test(small.text.trim())
  );
}

/** Puts the spans of a frame into rows, from top to bottom; raised and lowered signs go with the text beside them. */
export function rowsOf(spans: readonly Span[]): Row[] {
  const single = withoutDoubles(spans);
  if (single.length === 0) return [];
  const usual = usualSize(single);
  const kept = withDropCaps(single, usual);
  const limit = smallSize * usual;
  const rows = clustered(kept.filter((span) => span.size >= limit));
  const left: Span[] = [];
  const small = kept.filter((span) => span.size < limit).sort((a, b) => a.baseline - b.baseline);
  let first = 0;
  for (const span of small) {
    // Rows are sorted by baseline, and so are the small spans: one walk over both.
    while (first < rows.length && rows[first]![0]!.baseline < span.baseline - 60) first += 1;
    let home: Span[] | undefined;
    for (let index = first; index < rows.length && rows[index]![0]!.baseline < span.baseline + 60; index++) {
      const row = rows[index]!;
      const isNear = Math.abs(row[0]!.baseline - span.baseline) < row[0]!.size;
      if (isNear && (belongsTo(row, span) || marks(row, span))) {
        home = row;
        break;
      }
    }
    if (home) home.push(span);
    else left.push(span);
  }
  return [...rows, ...clustered(left)].map(rowOf).sort((a, b) => a.baseline - b.baseline || a.x0 - b.x0);
}

/** The usual distance between two baselines, or 1.2 times the font size where there is only one. */
export function pitchOf(rows: readonly Row[]): number {
  const distances: number[] = [];
  for (let index = 1; index < rows.length; index++) {
    const distance = rows[index]!.baseline - rows[index - 1]!.baseline;
    if (distance > 0.5 * rows[index]!.size && distance < 3 * rows[index]!.size) distances.push(distance);
  }
  return distances.length > 0 ? median(distances) : 1.2 * (rows[0]?.size ?? 10);
}
