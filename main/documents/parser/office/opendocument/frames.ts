import type { FlowBlock } from '../../flow/sink.ts';
import type { XmlAttributes } from '../../xml/reader.ts';
import type { OpenStory } from './story.ts';

/** Shapes of a drawing that hold text; `draw:frame` is one more. */
const shapes = new Set(
  ['frame', 'custom-shape', 'g', 'rect', 'ellipse', 'circle', 'line', 'connector', 'path']
    .concat(['polygon', 'polyline', 'regular-polygon', 'caption', 'measure'])
    .map((name) => `draw:${name}`),
);

/** What happens where a presentation's pages, and the shapes on them, begin and end. */
export interface PageEvents {
  begin(isHidden: boolean): void;
  /** `isInner`: the shape is part of a group that has begun. */
  beginShape(attributes: XmlAttributes, isTitle: boolean, isInner: boolean): void;
  endShape(isInner: boolean): void;
  /** What the master puts on every slide. */
  margin(text: string): void;
  /** `notes`: what the speaker wrote for the page. */
  end(notes: string): void;
}

interface OpenFrame {
  readonly role: 'title' | 'margin' | null;
  /** What it holds is held back until its end. */
  readonly collects: boolean;
  /** It stands on a page by itself, not in a paragraph. */
  readonly isOnPage: boolean;
  hasObject: boolean;
}

/** Follows frames and shapes. One in a paragraph stands beside it, the title of a slide becomes a heading. */
export class OpenFrames {
  readonly #story: OpenStory;
  readonly #pages: PageEvents | null;
  readonly #frames: OpenFrame[] = [];

  constructor(story: OpenStory, pages: PageEvents | null) {
    this.#story = story;
    this.#pages = pages;
  }

  /** False when the element is no frame or shape. */
  open(name: string, attributes: XmlAttributes): boolean {
    if (!shapes.has(name)) return false;
    const kind = attributes['presentation:class'] ?? '';
    const isMargin = this.#pages !== null && /^(header|footer|date-time|page-number)$/.test(kind);
    const role = kind === 'title' ? 'title' : isMargin ? 'margin' : null;
    const isInParagraph = this.#story.paragraph !== undefined;
    // The notes of a slide are collected apart, and so is what stands in a paragraph.
    const isOnPage = !isInParagraph && this.#story.isOutermost;
    const collects = role !== null || isInParagraph;
    if (isOnPage) this.#pages?.beginShape(attributes, role === 'title', this.#frames.length > 0);
    this.#frames.push({ role, collects, isOnPage, hasObject: false });
    if (collects) this.#story.collect();
    return true;
  }

  /** False when the element is no frame or shape. */
  close(name: string): boolean {
    if (!shapes.has(name)) return false;
    const frame = this.#frames.pop();
    if (frame?.collects) this.#handOn(frame);
    if (frame?.isOnPage) this.#pages?.endShape(this.#frames.length > 0);
    return true;
  }

  /** The frame that is open holds an object. */
  markObject(): void {
    const frame = this.#frames.at(-1);
    if (frame) frame.hasObject = true;
  }

  /** After an object comes a picture of it, for programs that cannot show the object. */
  get hasObject(): boolean {
    return this.#frames.at(-1)?.hasObject ?? false;
  }

  #handOn({ role, isOnPage }: OpenFrame): void {
    const { blocks } = this.#story.collected();
    const text = blocks.map((block) => block.text).join(' ');
    if (role === 'margin') {
      if (isOnPage) this.#pages?.margin(text);
      return;
    }
    const shown: FlowBlock[] =
      role === 'title' && text.trim() !== '' ? [{ kind: 'heading', text, level: 1, marker: '' }] : blocks;
    const holder = this.#story.paragraph;
    if (holder) holder.beside.push(...shown);
    else for (const block of shown) this.#story.sink.block(block);
  }
}
