/** The headings above a place in a document, outermost first. */
export class HeadingPath {
  #path: { level: number; text: string }[] = [];

  /** Enters the section of a heading: leaves every section of the same or a deeper level. */
  enter(level: number, text: string): void {
    this.#path = [...this.#path.filter((heading) => heading.level < level), { level, text }];
  }

  get texts(): string[] {
    return this.#path.map((heading) => heading.text);
  }
}
