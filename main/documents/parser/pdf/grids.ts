import type { Rule } from './drawing.ts';
import type { Row, Span } from './span.ts';

/** A table whose cells are drawn with lines: the x of its vertical and the y of its horizontal lines, sorted. */
export interface Grid {
  readonly xs: readonly number[];
  readonly ys: readonly number[];
}

/** Lines closer than this, in points, touch each other or are the same. */
const tolerance = 3;
const maximumLines = 400;

/** Values that differ by more than the tolerance, sorted. */
function distinct(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.filter((value, index) => index === 0 || value - sorted[index - 1]! > tolerance);
}

function touch(one: Rule, other: Rule): boolean {
  if (one.isVertical === other.isVertical) {
    const isSameLine = Math.abs(one.at - other.at) <= tolerance;
    return isSameLine && one.from <= other.to + tolerance && other.from <= one.to + tolerance;
  }
  return (
    one.at >= other.from - tolerance &&
    one.at <= other.to + tolerance &&
    other.at >= one.from - tolerance &&
    other.at <= one.to + tolerance
  );
}

/** Rules that hang together, by way of others. */
function connected(rules: readonly Rule[]): Rule[][] {
  const groups: Rule[][] = [];
  const left = new Set(rules);
  for (const seed of rules) {
    if (!left.delete(seed)) continue;
    const group = [seed];
    for (const member of group)
      for (const other of left)
        if (touch(member, other)) {
          left.delete(other);
          group.push(other);
        }
    groups.push(group);
  }
  return groups;
}

/** Where lines run at least half the way from one end of the table to the other; shorter ones part a cell or connect boxes. */
function longLines(rules: readonly Rule[], extent: number): number[] {
  return distinct(rules.map((rule) => rule.at)).filter((at) => {
    const own = rules.filter((rule) => Math.abs(rule.at - at) <= tolerance);
    return own.reduce((sum, rule) => sum + rule.to - rule.from, 0) >= 0.5 * extent;
  });
}

const overlap = (one: Grid, other: Grid): boolean =>
  one.xs[0]! < other.xs.at(-1)! &&
  other.xs[0]! < one.xs.at(-1)! &&
  one.ys[0]! < other.ys.at(-1)! &&
  other.ys[0]! < one.ys.at(-1)!;

/**
 * The tables that lines draw on a page: at least two columns and two rows, of which most cells hold text. Tables within
 * tables are read as part of the outer one.
 */
export function gridsOf(rules: readonly Rule[], rows: readonly Row[]): Grid[] {
  if (rules.length < 4 || rules.length > maximumLines * 4) return [];
  const spans = rows.flatMap((row) => row.spans);
  const grids = connected(rules).flatMap((group) => {
    const horizontal = group.filter((rule) => !rule.isVertical);
    const vertical = group.filter((rule) => rule.isVertical);
    if (vertical.length === 0 || horizontal.length === 0) return [];
    // Many tables have no lines around them; the ends of those within them show how far they reach.
    const left = Math.min(...horizontal.map((rule) => rule.from));
    const right = Math.max(...horizontal.map((rule) => rule.to));
    const top = Math.min(...vertical.map((rule) => rule.from), ...horizontal.map((rule) => rule.at));
    const bottom = Math.max(...vertical.map((rule) => rule.to), ...horizontal.map((rule) => rule.at));
    const ys = distinct([top, ...longLines(horizontal, right - left), bottom]);
    const xs = distinct([left, ...longLines(vertical, bottom - top), right]);
    if (xs.length < 3 || ys.length < 3 || xs.length > maximumLines || ys.length > maximumLines) return [];
    const grid: Grid = { xs, ys };
    return isTable(grid, spans) ? [grid] : [];
  });
  grids.sort((a, b) => area(b) - area(a));
  return grids.filter((grid, index) => !grids.slice(0, index).some((larger) => overlap(larger, grid)));
}

const area = (grid: Grid): number => (grid.xs.at(-1)! - grid.xs[0]!) * (grid.ys.at(-1)! - grid.ys[0]!);

/** The cell that a span stands in, as column and row, or null when it is outside. */
export function cellOf(grid: Grid, span: Span): { column: number; row: number } | null {
  // The start rather than the middle: text runs out of a narrow cell at its end.
  const x = span.x0 + Math.min(span.size, (span.x1 - span.x0) / 2);
  const y = span.baseline - 0.3 * span.size;
  const column = grid.xs.findLastIndex((edge) => edge <= x);
  const row = grid.ys.findLastIndex((edge) => edge <= y);
  if (column < 0 || row < 0 || column >= grid.xs.length - 1 || row >= grid.ys.length - 1) return null;
  return { column, row };
}

/** Whether most cells hold text, and few runs of text go across the lines as they do in diagrams. */
function isTable(grid: Grid, spans: readonly Span[]): boolean {
  const filled = new Set<string>();
  const columns = new Set<number>();
  let inside = 0;
  let crossing = 0;
  for (const span of spans) {
    const cell = cellOf(grid, span);
    if (!cell) continue;
    filled.add(`${cell.column},${cell.row}`);
    columns.add(cell.column);
    inside += 1;
    if (span.x1 > grid.xs[cell.column + 1]! + span.size) crossing += 1;
  }
  const cells = (grid.xs.length - 1) * (grid.ys.length - 1);
  return filled.size >= 3 && filled.size >= 0.35 * cells && columns.size >= 2 && crossing <= 0.2 * inside;
}
