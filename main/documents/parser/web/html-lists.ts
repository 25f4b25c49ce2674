import { letters, roman } from '../flow/ordinals.ts';
import type { FlowBlock } from '../flow/sink.ts';

type Attributes = Readonly<Record<string, string>>;

const maximumDepth = 12;

interface OpenList {
  /** A list of terms and what they mean: terms stand at its depth, meanings one deeper, without signs. */
  readonly isDefinitions: boolean;
  readonly isOrdered: boolean;
  readonly type: string;
  next: number;
}

/** Follows the lists of a page: their depth, their numbers, what stands before an item. */
export class HtmlLists {
  readonly #open: OpenList[] = [];
  /** What stands before the item that has begun, until its first paragraph takes it. */
  #marker = '';
  #isTerm = false;

  /** True within a list. */
  get isOpen(): boolean {
    return this.#open.length > 0;
  }

  /** `name`: `ul`, `ol`, `dl`, `menu` or `dir`. */
  begin(name: string, attributes: Attributes): void {
    this.#open.push({
      isDefinitions: name === 'dl',
      isOrdered: name === 'ol',
      type: attributes.type ?? '1',
      next: Number.parseInt(attributes.start ?? '1', 10) || 1,
    });
  }

  end(): void {
    this.#open.pop();
    this.#marker = '';
  }

  /** `name`: `li`, `dt` or `dd`. */
  beginItem(name: string, attributes: Attributes): void {
    this.#isTerm = name === 'dt';
    if (name !== 'li') return;
    const list = this.#open.at(-1);
    if (list && attributes.value !== undefined)
      list.next = Number.parseInt(attributes.value, 10) || list.next;
    this.#marker = list?.isOrdered ? `${numbered(list.next++, list.type)}. ` : '- ';
  }

  endItem(): void {
    this.#marker = '';
  }

  /** A paragraph in a list: the first of an item stands behind its sign, others below it. */
  block(text: string): FlowBlock {
    const marker = this.#marker;
    this.#marker = '';
    const isInner = this.#open.at(-1)?.isDefinitions ? !this.#isTerm : marker === '';
    const level = Math.min(maximumDepth, this.#open.length - 1) + (isInner ? 1 : 0);
    return { kind: 'item', text, level, marker };
  }
}

function numbered(number: number, type: string): string {
  if (type === 'a') return letters(number);
  if (type === 'A') return letters(number).toUpperCase();
  if (type === 'i') return roman(number);
  return type === 'I' ? roman(number).toUpperCase() : String(number);
}
