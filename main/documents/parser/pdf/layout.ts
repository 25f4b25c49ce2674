import type { ParsedPart } from '../interface.ts';
import type { LayoutContext } from './block.ts';
import type { PageEdges } from './furniture.ts';
import { furnitureOf } from './furniture.ts';
import { lineOf, TextBuilder } from './line-text.ts';
import { outlineKey } from './outline.ts';
import { isSuspicious } from './page-kind.ts';
import { type PlacedBlock, pageText } from './page-text.ts';
import { withNotes } from './place-notes.ts';
import type { RawPage } from './read-page.ts';
import { readingOrder } from './reading-order.ts';
import { isParted, keepsHyphen } from './running-text.ts';
import type { Row } from './span.ts';
import { bodyFont } from './style.ts';

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
  const { text, blocks: placed, words } = pageText(withNotes([...blocks, ...footers], page.notes));
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
