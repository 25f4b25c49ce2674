/**
 * The text of a paragraph while it is put together from a page's pieces. Kept in pieces, because looking at the end of a
 * string that has just grown costs its whole length, and pages have paragraphs of a million pieces.
 */
export class ParagraphText {
  #pieces: string[] = [];
  #length = 0;
  #last = '';
  #linkStart: number | null = null;
  #linkLength = 0;

  get length(): number {
    return this.#length;
  }

  /** The last character; empty when there is none. */
  get last(): string {
    return this.#last;
  }

  /** Adds text as it is. */
  add(text: string): void {
    if (text === '') return;
    this.#pieces.push(text);
    this.#length += text.length;
    this.#last = text[text.length - 1]!;
  }

  /** Adds text in which any white space counts as one space, and none at the beginning or after another. */
  addCollapsed(raw: string, change: (text: string) => string): void {
    let text = raw.replace(/[ \t\n\r\f]+/g, ' ');
    if (text.startsWith(' ') && (this.#last === '' || /\s/.test(this.#last))) text = text.slice(1);
    if (text !== '') this.add(change(text));
  }

  /** The last characters, at most `count`: what a decision about the next piece can depend on. */
  tail(count: number): string {
    let text = '';
    for (let at = this.#pieces.length - 1; at >= 0 && text.length < count; at--)
      text = this.#pieces[at]! + text;
    return text.slice(-count);
  }

  beginLink(): void {
    this.#linkStart = this.#pieces.length;
    this.#linkLength = this.#length;
  }

  /** The text in the link that is open; null outside links. */
  linkText(): string | null {
    return this.#linkStart === null ? null : this.#pieces.slice(this.#linkStart).join('');
  }

  /** Ends the link, and takes its text away as well. */
  endLink(removesText: boolean): void {
    if (removesText && this.#linkStart !== null) {
      this.#pieces.length = this.#linkStart;
      this.#length = this.#linkLength;
      this.#last = this.#pieces.at(-1)?.at(-1) ?? '';
    }
    this.#linkStart = null;
  }

  /** Gives the text and begins anew; a link that is open stays so. */
  take(): string {
    const text = this.#pieces.join('');
    this.#pieces = [];
    this.#length = 0;
    this.#last = '';
    if (this.#linkStart !== null) this.beginLink();
    return text;
  }
}
