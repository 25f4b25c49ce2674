import { type FlowBlock, paragraphBlock } from '../../flow/sink.ts';
import type { XmlAttributes } from '../../xml/reader.ts';
import type { HeadingNumbers } from './heading-numbers.ts';
import type { OpenLists } from './lists.ts';
import type { OpenStyles } from './styles.ts';
import { OpenText } from './text.ts';

/** A paragraph while it is being read. */
export interface OpenParagraph {
  readonly text: OpenText;
  readonly level: number | 'title' | null;
  readonly isCode: boolean;
  readonly isHidden: boolean;
  /** What is anchored in it and stands beside it. */
  readonly beside: FlowBlock[];
}

/** A paragraph that begins with `text:p` or `text:h`. */
export function newParagraph(name: string, attributes: XmlAttributes, styles: OpenStyles): OpenParagraph {
  const style = attributes['text:style-name'];
  const role = styles.role(style);
  const level = name === 'text:h' ? Number(attributes['text:outline-level'] ?? 1) || 1 : role;
  return {
    text: new OpenText(),
    level: role === 'title' ? 'title' : level,
    isCode: styles.isCode(style),
    isHidden: styles.isHidden(style),
    beside: [],
  };
}

/** A paragraph that has been read, as the block that its style and its list make of it; null when it has no text. */
export function blockOf(
  { text: { value: text }, level, isCode }: OpenParagraph,
  lists: OpenLists,
  numbers: HeadingNumbers,
): FlowBlock | null {
  const marker = lists.takeMarker();
  if (text.trim() === '') return null;
  if (level === 'title') return { kind: 'title', text, level: 1, marker: '' };
  if (level !== null) {
    const label = marker === '' ? numbers.next(level) : marker === '- ' ? '' : marker;
    return { kind: 'heading', text: label + text, level, marker: '' };
  }
  if (lists.isMarked) return { kind: 'item', text, level: lists.depth, marker };
  return isCode ? { kind: 'code', text, level: 0, marker: '' } : paragraphBlock(text);
}
