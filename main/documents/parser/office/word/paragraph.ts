import { type FlowBlock, paragraphBlock } from '../../flow/sink.ts';
import type { Numbering } from './numbering.ts';
import type { ParagraphStyles } from './styles.ts';

/** A paragraph while it is being read. */
export interface OpenParagraph {
  text: string;
  style: string | null;
  numberingId: string | null;
  numberingLevel: number | null;
  outlineLevel: number | null;
  /** What is anchored in the paragraph and stands beside it: text boxes, diagrams, descriptions of pictures. */
  readonly beside: FlowBlock[];
}

export function newParagraph(): OpenParagraph {
  return {
    text: '',
    style: null,
    numberingId: null,
    numberingLevel: null,
    outlineLevel: null,
    beside: [],
  };
}

/** A paragraph that has been read, as the block that its style and its list make of it; null when it has no text. */
export function blockOf(
  paragraph: OpenParagraph,
  styles: ParagraphStyles,
  numbering: Numbering,
): FlowBlock | null {
  const style = styles.get(paragraph.style);
  const listId = paragraph.numberingId ?? style.numberingId;
  const depth = Math.min(8, Math.max(0, paragraph.numberingLevel ?? style.numberingLevel ?? 0));
  // List 0 is how a paragraph says that it leaves the list its style would put it in.
  const label = listId === null || listId === '0' ? null : numbering.next(listId, depth);
  const text = paragraph.text;
  if (text.trim() === '') return null;

  const outline = paragraph.outlineLevel;
  const level = outline !== null && outline < 9 ? outline + 1 : outline === 9 ? null : style.headingLevel;
  const isNumbered = label !== null && label !== '' && label !== '-';
  const labelled = isNumbered ? `${label} ${text.trimStart()}` : text;
  if (style.role === 'title') return { kind: 'title', text, level: 1, marker: '' };
  if (level !== null) return { kind: 'heading', text: labelled, level, marker: '' };
  if (style.role === 'contents') return { kind: 'item', text: labelled, level: 0, marker: '' };
  if (label !== null)
    return { kind: 'item', text: text.trim(), level: depth, marker: label === '' ? '' : `${label} ` };
  if (style.role === 'caption' || style.role === 'code')
    return { kind: style.role, text, level: 0, marker: '' };
  return paragraphBlock(text);
}
