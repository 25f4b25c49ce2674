import type { DraftBlock, LayoutContext } from './block.ts';
import { headingLevel } from './headings.ts';
import { type Line, lineOf, TextBuilder } from './line-text.ts';
import { paragraphsOf } from './paragraphs.ts';
import { captionStart, contentsLine, listMarker } from './patterns.ts';
import { pitchOf } from './rows.ts';
import { runningText } from './running-text.ts';
import type { Row } from './span.ts';

/** Cuts the rows of a column into paragraphs, headings, lists, captions and listings, in order. */
export function blocksOf(rows: readonly Row[], context: LayoutContext): DraftBlock[] {
  if (rows.length === 0) return [];
  const paragraphs = paragraphsOf(rows);
  const blocks: DraftBlock[] = [];
  paragraphs.forEach((paragraph, index) => {
    const text = paragraph.lines
      .map((line) => line.text)
      .join(' ')
      .trim();
    if (text === '') return;
    const next = paragraphs[index + 1];
    const level = headingLevel(paragraph, text, next, context);
    const kind: DraftBlock['kind'] = paragraph.isTypewritten
      ? 'code'
      : level !== null
        ? 'heading'
        : captionStart.test(text)
          ? 'caption'
          : listMarker.test(text) || contentsLine.test(text)
            ? 'list'
            : 'paragraph';
    const line = kind === 'code' ? codeText(paragraph.rows) : runningText(paragraph.lines, context);
    const size = paragraph.rows[0]!.size;
    const previous = blocks.at(-1);
    // Items that follow each other closely are one list, a line each.
    if (kind === 'list' && previous?.kind === 'list' && paragraph.gapBefore < 2.5) {
      const builder = new TextBuilder();
      builder.append('', previous.line);
      builder.append('\n', line);
      blocks[blocks.length - 1] = { ...previous, line: builder.finish() };
    } else blocks.push({ kind, level: kind === 'heading' ? level : null, line, size });
  });
  return blocks;
}

/** Rows of a listing, a line each, with the indentation they show. */
function codeText(rows: readonly Row[]): Line {
  const builder = new TextBuilder();
  const left = Math.min(...rows.map((row) => row.x0));
  const pitch = pitchOf(rows);
  let above: Row | null = null;
  for (const row of rows) {
    const line = lineOf(row);
    const [span] = row.spans;
    const character = span && span.text.length > 0 ? (span.x1 - span.x0) / span.text.length : 0;
    const indent = character > 0 ? Math.min(60, Math.round((row.x0 - left) / character)) : 0;
    const isBlankBetween = above !== null && row.baseline - above.baseline > 1.6 * pitch;
    builder.append((above === null ? '' : isBlankBetween ? '\n\n' : '\n') + ' '.repeat(indent), line);
    above = row;
  }
  return builder.finish();
}
