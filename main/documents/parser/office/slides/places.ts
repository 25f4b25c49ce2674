import type { XmlAttributes } from '../../xml/reader.ts';
import type { Box } from './reading-order.ts';
import type { SlideContent, SlideItem } from './slide.ts';

/** Elements that stand at a place on the slide. */
const placed = new Set(['p:sp', 'p:pic', 'p:graphicFrame', 'p:cxnSp', 'p:grpSp']);

interface Open {
  readonly isGroup: boolean;
  box: Box | null;
  readonly items: SlideItem[];
}

/**
 * Follows where the shapes of a slide stand. The place of a picture follows its contents in the file, so items are given
 * theirs when the shape closes; what is in a group stands where the outermost group does.
 */
export class SlidePlaces {
  readonly #open: Open[] = [];
  #groups = 0;
  #offset: readonly [number, number] | null = null;

  open(name: string, attributes: XmlAttributes): void {
    if (placed.has(name)) {
      const isGroup = name === 'p:grpSp';
      if (isGroup && this.#outermost === undefined) this.#groups += 1;
      this.#open.push({ isGroup, box: null, items: [] });
    } else if (name === 'a:off') this.#offset = [Number(attributes.x), Number(attributes.y)];
    else if (name === 'a:ext' && attributes.cx !== undefined) this.#size(attributes);
  }

  close(name: string): void {
    if (!placed.has(name)) return;
    const closed = this.#open.pop();
    if (!closed) return;
    const outer = this.#open.at(-1);
    // Only the outermost shape's own place counts: those inside a group count in its units.
    if (outer) outer.items.push(...closed.items);
    else for (const item of closed.items) item.box = closed.box;
  }

  /** The item for something that the open shape holds. */
  placed(content: SlideContent): SlideItem {
    const group = this.#outermost ? this.#groups : 0;
    const item: SlideItem = { ...content, box: null, group };
    this.#open.at(-1)?.items.push(item);
    return item;
  }

  get #outermost(): Open | undefined {
    return this.#open.find((each) => each.isGroup);
  }

  #size(attributes: XmlAttributes): void {
    const shape = this.#open.at(-1);
    const [left, top] = this.#offset ?? [Number.NaN, Number.NaN];
    this.#offset = null;
    const [width, height] = [Number(attributes.cx), Number(attributes.cy)];
    // The first place of a shape is its own.
    if (!shape || shape.box || ![left, top, width, height].every(Number.isFinite)) return;
    shape.box = { left, top, right: left + width, bottom: top + height };
  }
}
