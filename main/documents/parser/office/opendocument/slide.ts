import type { BlockSink, FlowBlock, FlowSink } from '../../flow/sink.ts';
import type { FlowWriter } from '../../flow/writer.ts';
import type { XmlAttributes } from '../../xml/reader.ts';
import { type Box, inReadingOrder, runsRightToLeft } from '../slides/reading-order.ts';

type Part = { readonly block: FlowBlock } | { readonly cells: readonly string[]; readonly isHeader: boolean };

/** A shape on a slide with what is written in it; a group is one shape. */
interface Shape {
  readonly isTitle: boolean;
  readonly parts: Part[];
  box: Box | null;
}

/**
 * A slide while it is being read: what its shapes hold is kept until its end and handed on in reading order, the title
 * first wherever the file has it.
 */
export class OpenSlide implements BlockSink {
  readonly #flow: FlowWriter;
  readonly #sink: FlowSink;
  #shapes: Shape[] = [];
  #shape: Shape | null = null;
  #rest: FlowBlock[] = [];
  #margins: string[] = [];

  constructor(flow: FlowWriter, sink: FlowSink) {
    this.#flow = flow;
    this.#sink = sink;
  }

  /** A slide begins. */
  begin(isHidden: boolean): void {
    const { page } = this.#flow;
    if (isHidden)
      this.#flow.note('info', `Slide ${page} is hidden in the show; its text is included.`, [page]);
  }

  /** A shape begins; `isInner` for those within a group. */
  beginShape(attributes: XmlAttributes, isTitle: boolean, isInner: boolean): void {
    if (!isInner || this.#shape === null) {
      this.#shape = { isTitle, parts: [], box: null };
      this.#shapes.push(this.#shape);
    }
    const box = boxOf(attributes);
    if (box) this.#shape.box = this.#shape.box ? around(this.#shape.box, box) : box;
  }

  endShape(isInner: boolean): void {
    if (!isInner) this.#shape = null;
  }

  /** What a shape holds that stands on every slide: date, footer, number. */
  margin(text: string): void {
    this.#margins.push(text);
  }

  block(block: FlowBlock): void {
    if (this.#shape) this.#shape.parts.push({ block });
    else this.#rest.push(block);
  }

  row(cells: readonly string[], isHeader: boolean): void {
    this.#shape?.parts.push({ cells, isHeader });
  }

  endTable(): void {}

  /** The slide ends; `notes`: what the speaker wrote for it. */
  end(notes: string): void {
    const shapes = this.#shapes.filter((shape) => shape.parts.length > 0);
    const others = shapes.filter((shape) => !shape.isTitle);
    const isRightToLeft = runsRightToLeft(others.map(textOf).join(' '));
    for (const shape of [
      ...shapes.filter((shape) => shape.isTitle),
      ...inReadingOrder(others, isRightToLeft),
    ]) {
      for (const part of shape.parts)
        if ('block' in part) this.#sink.block(part.block);
        else this.#sink.row(part.cells, part.isHeader);
      this.#sink.endTable();
    }
    for (const block of this.#rest) this.#sink.block(block);
    this.#sink.end();
    for (const text of this.#margins) this.#flow.margin('footer', text);
    if (notes) this.#flow.paragraph(`Notes: ${notes}`);
    this.#flow.nextPage();
    this.#shapes = [];
    this.#shape = null;
    this.#rest = [];
    this.#margins = [];
  }
}

function textOf(shape: Shape): string {
  return shape.parts.map((part) => ('block' in part ? part.block.text : part.cells.join(' '))).join(' ');
}

function around(one: Box, other: Box): Box {
  return {
    left: Math.min(one.left, other.left),
    top: Math.min(one.top, other.top),
    right: Math.max(one.right, other.right),
    bottom: Math.max(one.bottom, other.bottom),
  };
}

/** Where a shape stands; of a turned one where its corner went. Null when it does not say so, as groups do not. */
function boxOf(attributes: XmlAttributes): Box | null {
  const at = (name: string): number => lengthOf(attributes[`svg:${name}`]);
  const moved = /translate ?\(([^ ,)]+)[ ,]+([^ ,)]+)\)/.exec(attributes['draw:transform'] ?? '');
  const left = moved ? lengthOf(moved[1]) : at('x');
  const top = moved ? lengthOf(moved[2]) : at('y');
  if (Number.isFinite(left) && Number.isFinite(top))
    return { left, top, right: left + (at('width') || 0), bottom: top + (at('height') || 0) };
  const [x1, x2, y1, y2] = [at('x1'), at('x2'), at('y1'), at('y2')];
  if (![x1, x2, y1, y2].every(Number.isFinite)) return null;
  return { left: Math.min(x1, x2), top: Math.min(y1, y2), right: Math.max(x1, x2), bottom: Math.max(y1, y2) };
}

const points: Readonly<Record<string, number>> = { cm: 28.35, mm: 2.835, in: 72, pt: 1, pc: 12, px: 0.75 };

/** A length in points; not a number where there is none. */
function lengthOf(value: string | undefined): number {
  const found = /^(-?[\d.]+)(cm|mm|in|pt|pc|px)$/.exec(value ?? '');
  return found ? Number(found[1]) * points[found[2]!]! : Number.NaN;
}
