import { type FlowBlock, paragraphBlock } from '../../flow/sink.ts';
import type { Numbering } from './numbering.ts';
import type { ParagraphStyle, ParagraphStyles } from './styles.ts';

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

  const { role } = style;
  return blockInRole(text, { role, headingLevel: levelOf(paragraph.outlineLevel, style), label, depth });
}

/** The level of a paragraph's heading: what it says itself, in counting from 0 with 9 for none, comes before its style. */
export function levelOf(
  outlineLevel: number | null,
  style: { readonly headingLevel: number | null },
): number | null {
  if (outlineLevel === null) return style.headingLevel;
  return outlineLevel < 9 ? outlineLevel + 1 : null;
}

/** What is known about a paragraph of a Word document apart from its text. */
export interface ParagraphRole {
  readonly role: ParagraphStyle['role'];
  readonly headingLevel: number | null;
  /** What its list counts it as, as `Numbering` gives it; null when it is in none. */
  readonly label: string | null;
  readonly depth: number;
}

/** A paragraph with text as the block that its style and its list make of it. */
export function blockInRole(text: string, { role, headingLevel, label, depth }: ParagraphRole): FlowBlock {
  const isNumbered = label !== null && label !== '' && label !== '-';
  const labelled = isNumbered ? `${label} ${text.trimStart()}` : text;
  if (role === 'title') return { kind: 'title', text, level: 1, marker: '' };
  if (headingLevel !== null) return { kind: 'heading', text: labelled, level: headingLevel, marker: '' };
  if (role === 'contents') return { kind: 'item', text: labelled, level: 0, marker: '' };
  if (label !== null)
    return { kind: 'item', text: text.trim(), level: depth, marker: label === '' ? '' : `${label} ` };
  if (role === 'caption' || role === 'code') return { kind: role, text, level: 0, marker: '' };
  return paragraphBlock(text);
}
