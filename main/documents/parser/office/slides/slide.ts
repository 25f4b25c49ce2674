/** A paragraph of a shape. */
export interface SlideParagraph {
  text: string;
  /** Depth in the outline, counted from 0. */
  depth: number;
  /** What the slide itself says stands before it; null leaves that to the layout. */
  bullet: 'none' | 'sign' | { readonly system: string; readonly start: number } | null;
}

/** Something on a slide that holds text, in the order in which it is drawn, which is the order it is read in. */
export type SlideItem =
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
