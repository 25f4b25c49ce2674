import { type OpenStyles, outlineStyle } from './styles.ts';

/** Counts the headings of a document that numbers them. */
export class HeadingNumbers {
  readonly #styles: OpenStyles;
  readonly #counts: number[] = [];

  constructor(styles: OpenStyles) {
    this.#styles = styles;
  }

  /** What stands before the next heading of a level; empty where the document does not number its headings. */
  next(level: number): string {
    this.#counts.length = Math.min(this.#counts.length, level);
    for (let at = 0; at < level; at++)
      this.#counts[at] ??= this.#styles.listStart(outlineStyle, at + 1) - (at === level - 1 ? 1 : 0);
    this.#counts[level - 1]! += 1;
    const label = this.#styles.label(outlineStyle, this.#counts);
    return label === '' ? '' : `${label} `;
  }
}
