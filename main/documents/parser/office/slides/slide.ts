import type { Box } from './reading-order.ts';

/** A paragraph of a shape. */
export interface SlideParagraph {
  text: string;
  /** Depth in the outline, counted from 0. */
  depth: number;
  /** What the slide itself says stands before it; null leaves that to the layout. */
  bullet: 'none' | 'sign' | { readonly system: string; readonly start: number } | null;
}

/** Something on a slide that holds text, in the order in which it is drawn. */
export type SlideItem = SlideContent & {
  /** Where it stands; of what is in a group, the group's place. Null where the layout of the slide decides. */
  box: Box | null;
  /** The group that it is part of, counted from 1; 0 for none. */
  readonly group: number;
};

export type SlideContent =
  | {
      readonly kind: 'shape';
      readonly placeholder: string | null;
      readonly paragraphs: readonly SlideParagraph[];
    }
  | { readonly kind: 'table'; readonly rows: readonly (readonly string[])[]; readonly hasHeader: boolean }
  | { readonly kind: 'text'; readonly text: string };

export interface Slide {
  readonly items: SlideItem[];
  isHidden: boolean;
  pictures: number;
  objects: number;
}
