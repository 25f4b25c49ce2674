/** Where something stands on a slide, in any unit, y downwards. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Boxes may overlap by this share of the smaller one and still count as one after the other. */
const tolerance = 0.2;
const maximumItems = 300;

/**
 * Items of a slide in the order in which they are read. Files keep them in the order in which they were drawn, which is
 * right more often than not; where the boxes stand in rows or in columns these decide, and where they stand in both, as in a
 * grid, the way that differs less from the file's. Boxes that overlap, or whose place is not known, stay as they are.
 */
export function inReadingOrder<T extends { readonly box: Box | null }>(
  items: readonly T[],
  isRightToLeft = false,
): T[] {
  if (items.length > maximumItems) return [...items];
  const placed: Placed<T>[] = [];
  for (const [order, item] of items.entries()) {
    if (item.box === null) return [...items];
    placed.push({ item, box: item.box, order });
  }
  return ordered(placed, isRightToLeft).map(({ item }) => item);
}

interface Placed<T> {
  readonly item: T;
  readonly box: Box;
  readonly order: number;
}

function ordered<T>(items: readonly Placed<T>[], isRightToLeft: boolean): Placed<T>[] {
  if (items.length < 2) return [...items];
  const rows = cut(items, (box) => [box.top, box.bottom]);
  const columns = cut(items, (box) => (isRightToLeft ? [-box.right, -box.left] : [box.left, box.right]));
  if (rows.length === 1 && columns.length === 1) return [...items];
  const byRows = rows.length > 1 ? rows.flatMap((row) => ordered(row, isRightToLeft)) : null;
  const byColumns = columns.length > 1 ? columns.flatMap((column) => ordered(column, isRightToLeft)) : null;
  if (byRows === null || byColumns === null) return byRows ?? byColumns ?? [...items];
  return inversions(byColumns) < inversions(byRows) ? byColumns : byRows;
}

/** Groups of items between which a straight line goes, along one axis; each group keeps the file's order. */
function cut<T>(items: readonly Placed<T>[], sides: (box: Box) => [number, number]): Placed<T>[][] {
  const sorted = [...items].sort((a, b) => sides(a.box)[0] - sides(b.box)[0] || a.order - b.order);
  const groups: Placed<T>[][] = [];
  let end = Number.NEGATIVE_INFINITY;
  let endLength = 0;
  for (const item of sorted) {
    const [from, to] = sides(item.box);
    const slack = tolerance * Math.min(to - from, endLength);
    if (groups.length > 0 && from < end - slack) groups.at(-1)!.push(item);
    else groups.push([item]);
    if (to <= end) continue;
    end = to;
    endLength = to - from;
  }
  return groups.map((group) => group.sort((a, b) => a.order - b.order));
}

/** How many pairs stand the other way round than in the file. */
function inversions<T>(items: readonly Placed<T>[]): number {
  let count = 0;
  for (const [at, item] of items.entries())
    for (let later = at + 1; later < items.length; later++) if (items[later]!.order < item.order) count += 1;
  return count;
}

const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/g;

/** Whether most of a slide's letters run from right to left. */
export function runsRightToLeft(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  return letters > 0 && (text.match(rightToLeft)?.length ?? 0) > letters / 2;
}
