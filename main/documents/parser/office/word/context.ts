import type { Numbering } from './numbering.ts';
import type { ParagraphStyles } from './styles.ts';

/** What stands in other parts of the document and is referred to from the text. */
export interface WordContext {
  readonly styles: ParagraphStyles;
  readonly numbering: Numbering;
  /** Texts of notes and comments by kind and id: `footnote 2`. */
  readonly notes: ReadonlyMap<string, string>;
  /** Texts of charts and diagrams by the id of the reference to them. */
  readonly graphics: ReadonlyMap<string, string>;
}

/** What was met and could not become text. */
export interface WordCounts {
  pictures: number;
  objects: number;
  deletions: number;
  hidden: number;
  imports: number;
}
