/** Notes and comments: the marks in the text that refer to them, and their texts, which follow the paragraph. */
export class References {
  readonly #texts: ReadonlyMap<string, string>;
  #waiting: string[] = [];
  #notes = 0;

  /** @param texts of notes and comments, and the marks of comments, by kind and id: `footnote 2`, `mark 1` */
  constructor(texts: ReadonlyMap<string, string>) {
    this.#texts = texts;
  }

  /** The mark of a note (`footnote`, `endnote`) that is referred to; null when there is no such note. */
  note(kind: string, id: string): string | null {
    const text = this.#texts.get(`${kind} ${id}`);
    if (text === undefined) return null;
    this.#notes += 1;
    return this.#refer(`[${this.#notes}]`, text);
  }

  /** The mark of a comment; null when there is no such comment. */
  comment(id: string): string | null {
    const text = this.#texts.get(`comment ${id}`);
    const mark = this.#texts.get(`mark ${id}`);
    return text === undefined || mark === undefined ? null : this.#refer(mark, text);
  }

  /** What was referred to since this was asked last, each behind its mark. */
  take(): string[] {
    const waiting = this.#waiting;
    this.#waiting = [];
    return waiting;
  }

  #refer(mark: string, text: string): string {
    this.#waiting.push(`${mark} ${text}`);
    return mark;
  }
}
