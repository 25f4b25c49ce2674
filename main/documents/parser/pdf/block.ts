import type { ParsedBlock } from '../interface.ts';
import type { Line } from './line-text.ts';
import type { Compounds } from './running-text.ts';
import type { BodyStyle } from './style.ts';

/** A block of a page before it has its place in the page's text. */
export interface DraftBlock {
  readonly kind: ParsedBlock['kind'];
  readonly level: number | null;
  readonly line: Line;
  readonly header?: string;
  /** Font size of its first line, in points. */
  readonly size: number;
}

/** What the layout of one page needs to know about its document. */
export interface LayoutContext extends Compounds {
  readonly body: BodyStyle;
  /** Level in the document's outline of a heading with this text (normalised by `outlineKey`), if it has one. */
  outlineLevel(text: string): number | null;
}
