import type { ParsedPart } from '../interface.ts';
import type { PageEdges } from './furniture.ts';
import { furnitureOf } from './furniture.ts';
import { cellOf, type Grid } from './grids.ts';
import { lineOf, TextBuilder } from './line-text.ts';
import { outlineKey } from './outline.ts';
import { isSuspicious } from './page-kind.ts';
import { type PlacedBlock, pageText } from './page-text.ts';
import { blocksOf, type DraftBlock, isParted, keepsHyphen, type LayoutContext } from './paragraphs.ts';
import type { RawPage } from './read-page.ts';
import { regionsOf } from './regions.ts';
import { type Row, rowOf, type Span } from './span.ts';
import { bodyFont } from './style.ts';
import { gridBlock, tableBlock } from './tables.ts';

/** What is known of a document while its pages are laid out. */
export interface DocumentContext {
  readonly bodySize: number;
  readonly outline: ReadonlyMap<string, number>;
  readonly compounds: ReadonlySet<string>;
  readonly neighbours: readonly PageEdges[];
}

/** The text of a page in reading order with its blocks and the boxes of its words. */
export function layoutPage(page: RawPage, document: DocumentContext): ParsedPart {
  const main = page.frames[0]?.rows ?? [];
  const context: LayoutContext = {
    body: { size: document.bodySize, font: bodyFont(main, document.bodySize) },
    outlineLevel: (text) => document.outline.get(outlineKey(text)) ?? null,
    isCompound: (word) => document.compounds.has(word),
  };
  const blocks: PlacedBlock[] = [];
  const footers: PlacedBlock[] = [];
  for (const { angle, rows } of page.frames) {
    let body = rows;
    if (angle === 0) {
      const { header, footer } = furnitureOf(page.edges, document.neighbours, rows);
      if (header.length > 0) blocks.unshift(furnitureBlock('header', header));
      if (footer.length > 0) footers.push(furnitureBlock('footer', footer));
      const removed = new Set<Row>([...header, ...footer]);
      if (removed.size > 0) body = rows.filter((row) => !removed.has(row));
    }
    const drawn = angle === 0 ? page.grids : [];
    for (const found of readingOrder(body, drawn, context)) {
      found.forEach((block, index) => {
        const placed: PlacedBlock = { ...block, angle };
        const last = blocks.at(-1);
        if (index === 0 && last && continuesAcross(last, placed))
          blocks[blocks.length - 1] = together(last, placed, context);
        else blocks.push(placed);
      });
    }
  }
  const { text, blocks: placed, words } = pageText([...blocks, ...footers]);
  return {
    kind: 'part',
    page: page.number,
    pageKind: page.kind === 'text' && isSuspicious(text) ? 'suspicious' : page.kind,
    width: page.width,
    height: page.height,
    text,
    blocks: placed,
    words,
  };
}

/**
 * The blocks of a frame, region by region. Tables that lines draw are taken out first and put back where they stood: to the
 * search for columns each is one solid thing.
 */
function readingOrder(rows: readonly Row[], grids: readonly Grid[], context: LayoutContext): DraftBlock[][] {
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

function furnitureBlock(kind: 'header' | 'footer', rows: readonly Row[]): PlacedBlock {
  const builder = new TextBuilder();
  for (const row of rows) builder.append(row === rows[0] ? '' : '\n', lineOf(row));
  return { kind, level: null, line: builder.finish(), size: rows[0]!.size, angle: 0 };
}

/** Whether a paragraph at the top of a column goes on with the one at the bottom of the column before. */
function continuesAcross(last: PlacedBlock, next: PlacedBlock): boolean {
  return (
    (last.kind === 'paragraph' || last.kind === 'list') &&
    next.kind === 'paragraph' &&
    last.angle === next.angle &&
    Math.abs(last.size - next.size) < 0.5 &&
    /^[\p{Ll}\d(]/u.test(next.line.text) &&
    !/[.!?:;。！？]["'”’)\]]*\s*$/.test(last.line.text) &&
    last.line.text.length > 40
  );
}

function together(last: PlacedBlock, next: PlacedBlock, context: LayoutContext): PlacedBlock {
  const builder = new TextBuilder();
  builder.append('', last.line);
  const parted = isParted(last.line.text, next.line.text);
  if (parted && !keepsHyphen(last.line.text, next.line.text, context)) builder.dropLastCharacter();
  builder.append(parted ? '' : ' ', next.line);
  return { ...last, line: builder.finish() };
}
