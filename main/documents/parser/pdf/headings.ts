import type { LayoutContext } from './block.ts';
import type { Paragraph } from './paragraphs.ts';
import { captionStart, listMarker, numbered } from './patterns.ts';
import { fontOf } from './style.ts';

const maximumHeadingCharacters = 200;

/** The level of a heading, or null for a paragraph that is none. */
export function headingLevel(
  paragraph: Paragraph,
  text: string,
  next: Paragraph | undefined,
  context: LayoutContext,
): number | null {
  if (paragraph.isTypewritten || paragraph.rows.length > 3 || text.length > maximumHeadingCharacters)
    return null;
  if (!/\p{L}/u.test(text) || text.length < 2) return null;
  const outlined = context.outlineLevel(text);
  const ratio = paragraph.rows[0]!.size / context.body.size;
  if (outlined !== null && ratio > 0.95) return outlined;
  const number = numbered.exec(text);
  const depth = number?.[1] === undefined ? null : number[1].split('.').length;
  if (ratio >= 1.12) return depth ?? (ratio >= 1.8 ? 1 : ratio >= 1.4 ? 2 : ratio >= 1.2 ? 3 : 4);
  if (ratio < 0.95 || captionStart.test(text) || paragraph.rows.length > 2 || !next) return null;
  // At the size of the text a heading differs in its font, stands apart, and is followed by text in the body's font.
  const font = fontOf(paragraph.rows[0]!);
  if (font === null || font === context.body.font || paragraph.gapBefore < 1.3) return null;
  if (/[.,;]$/.test(text) || text.length > 100 || listMarker.test(text)) return null;
  if (fontOf(next.rows[0]!) === font || next.isTypewritten) return null;
  if (/^(?:note|tip|hint|warning|caution|important|example)\b.{0,3}$/i.test(text)) return null;
  return depth ?? 4;
}
