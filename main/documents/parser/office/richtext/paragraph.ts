import { type FlowBlock, paragraphBlock } from '../../flow/sink.ts';

/** What a paragraph is, as its control words say; `\pard` sets it back. */
export interface ParagraphState {
  /** The name of its style. */
  style: string;
  outlineLevel: number | null;
  listLevel: number;
  isInTable: boolean;
}

export function newParagraph(): ParagraphState {
  return { style: '', outlineLevel: null, listLevel: 0, isInTable: false };
}

/** A sign or a number, a tab, the text: how lists are written without the commands for them. */
const writtenItem = /^\s*([•·▪◦‣●○■–-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)])\t+(.+)$/s;

/** A paragraph as the block that its style, its level and its label make of it; null when it has no text. */
export function blockOf(text: string, label: string, paragraph: ParagraphState): FlowBlock | null {
  if (text.trim() === '') return null;
  if (/^title$/i.test(paragraph.style)) return { kind: 'title', text, level: 1, marker: '' };
  const named = /^heading ([1-9])$/i.exec(paragraph.style)?.[1];
  const outline = paragraph.outlineLevel;
  const isOutlined = outline !== null && outline >= 0 && outline < 9;
  const marker = label.trim();
  if (named || isOutlined) {
    const level = isOutlined ? outline + 1 : Number(named);
    return { kind: 'heading', text: marker ? `${marker} ${text}` : text, level, marker: '' };
  }
  if (marker) return item(text.trim(), paragraph.listLevel, marker);
  const written = writtenItem.exec(text);
  return written ? item(written[2]!, paragraph.listLevel, written[1]!) : paragraphBlock(text);
}

function item(text: string, level: number, label: string): FlowBlock {
  const isSign = /^[^\p{L}\p{N}]+$/u.test(label);
  return { kind: 'item', text, level, marker: isSign ? '- ' : `${label} ` };
}
