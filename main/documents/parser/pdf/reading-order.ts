import type { DraftBlock, LayoutContext } from './block.ts';
import { blocksOf } from './blocks.ts';
import { cellOf, type Grid } from './grids.ts';
import { regionsOf } from './regions.ts';
import { type Row, rowOf, type Span } from './span.ts';
import { gridBlock, tableBlock } from './tables.ts';

/**
 * The blocks of a frame, region by region. Tables that lines draw are taken out first and put back where they stood: to the
 * search for columns each is one solid thing.
 */
export function readingOrder(
  rows: readonly Row[],
  grids: readonly Grid[],
  context: LayoutContext,
): DraftBlock[][] {
  const tables = new Map<Span, DraftBlock>();
  let outside: readonly Row[] = rows;
  for (const grid of grids) {
    const inside: Span[] = [];
    outside = outside.flatMap((row) => {
      const [within, without] = parted(row.spans, (span) => cellOf(grid, span) !== null);
      inside.push(...within);
      return within.length === 0 ? [row] : without.length === 0 ? [] : [rowOf(without)];
    });
    if (inside.length === 0) continue;
    const head = headAbove(outside, grid);
    if (head) outside = outside.filter((row) => row !== head);
    const stand: Span = standIn(grid, inside[0]!);
    tables.set(
      stand,
      gridBlock(head ? [...head.spans, ...inside] : inside, head ? withHead(grid, head) : grid, context),
    );
    outside = [...outside, rowOf([stand])].sort((a, b) => a.baseline - b.baseline || a.x0 - b.x0);
  }
  return regionsOf(outside).map((region) =>
    parts(region.rows, (row) => tables.has(row.spans[0]!)).flatMap((part) => {
      const table = tables.get(part[0]!.spans[0]!);
      if (table) return [table];
      return region.kind === 'table' ? [tableBlock(part, region.edges, context)] : blocksOf(part, context);
    }),
  );
}

/** The row just above a table that names its columns, where the lines (or the shading) begin below it. */
function headAbove(rows: readonly Row[], grid: Grid): Row | undefined {
  const top = grid.ys[0]!;
  const rowHeight = (grid.ys.at(-1)! - top) / (grid.ys.length - 1);
  const above = rows.filter((row) => row.baseline < top + 1).at(-1);
  if (!above || top - above.baseline > Math.max(rowHeight, 1.5 * above.size)) return undefined;
  const columns = above.spans.map((span) => ({
    first: grid.xs.findLastIndex((edge) => edge <= span.x0 + 1),
    last: grid.xs.findLastIndex((edge) => edge <= span.x1 - 1),
  }));
  const isWithin = columns.every(
    ({ first, last }) => first >= 0 && first === last && first < grid.xs.length - 1,
  );
  return isWithin && new Set(columns.map(({ first }) => first)).size >= 2 ? above : undefined;
}

/** The table with a row more at its top. */
function withHead(grid: Grid, head: Row): Grid {
  return { xs: grid.xs, ys: [head.top, ...grid.ys] };
}

/** A span as large as a table, in its place. */
function standIn(grid: Grid, like: Span): Span {
  const top = grid.ys[0]!;
  const bottom = grid.ys.at(-1)!;
  return {
    ...like,
    text: ' ',
    x0: grid.xs[0]!,
    x1: grid.xs.at(-1)!,
    top,
    bottom,
    baseline: (top + bottom) / 2,
  };
}

/** Cuts a list so that every item of the kind stands alone. */
function parts<T>(items: readonly T[], isAlone: (item: T) => boolean): T[][] {
  const found: T[][] = [];
  let wasAlone = true;
  for (const item of items) {
    const alone = isAlone(item);
    if (alone || wasAlone) found.push([item]);
    else found.at(-1)!.push(item);
    wasAlone = alone;
  }
  return found;
}

/** Items for which a condition holds, and the others. */
function parted<T>(items: readonly T[], condition: (item: T) => boolean): [T[], T[]] {
  const yes: T[] = [];
  const no: T[] = [];
  for (const item of items) (condition(item) ? yes : no).push(item);
  return [yes, no];
}
