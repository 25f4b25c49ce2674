import type { OpenStyles } from './styles.ts';

interface OpenList {
  readonly style: string;
  readonly counts: number[];
  /** The label of the item that has begun, until its first paragraph takes it. */
  label: string | null;
  /** The item has a bullet or a number; without one what looks like a list is plain text to a reader. */
  isMarked: boolean;
}

/** Follows the lists of an OpenDocument text: counts their items and gives their labels. */
export class OpenLists {
  readonly #styles: OpenStyles;
  readonly #open: OpenList[] = [];
  /** Numbers at which the last list of each style stopped, for lists that continue it. */
  readonly #stopped = new Map<string, number>();

  constructor(styles: OpenStyles) {
    this.#styles = styles;
  }

  /** Depth of the list that is open, counted from 0; -1 outside lists. */
  get depth(): number {
    return this.#open.length - 1;
  }

  /** True within an item that a bullet or a number stands before. */
  get isMarked(): boolean {
    return this.#open.at(-1)?.isMarked ?? false;
  }

  beginList(style: string | undefined, continues: boolean): void {
    const outer = this.#open.at(-1);
    const name = style ?? outer?.style ?? '';
    const level = this.#open.length + 1;
    const stopped = continues ? this.#stopped.get(`${name} ${level}`) : undefined;
    const count = stopped ?? this.#styles.listStart(name, level) - 1;
    this.#open.push({ style: name, counts: [...(outer?.counts ?? []), count], label: null, isMarked: false });
  }

  endList(): void {
    const list = this.#open.pop();
    if (list) this.#stopped.set(`${list.style} ${list.counts.length}`, list.counts.at(-1)!);
  }

  beginItem(start: string | undefined): void {
    const list = this.#open.at(-1);
    if (!list) return;
    const at = list.counts.length - 1;
    list.counts[at] = start === undefined ? list.counts[at]! + 1 : Number(start) || 0;
    list.label = this.#styles.label(list.style, list.counts);
    list.isMarked = list.label !== '';
  }

  /** What stands before a paragraph of the item that is open: its label the first time, then nothing. */
  takeMarker(): string {
    const list = this.#open.at(-1);
    const label = list?.label ?? '';
    if (list) list.label = null;
    return label === '' ? '' : `${label} `;
  }
}
