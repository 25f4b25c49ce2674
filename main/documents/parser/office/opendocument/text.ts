/**
 * Text as OpenDocument means it: white space in the file counts as one space, and none at the beginning of a paragraph or
 * after another (OpenDocument 1.3 part 3, section 6.1.2); real spaces, tabs and line ends are elements of their own.
 */
export class OpenText {
  #text = '';
  /** The last character: looking it up in a string that grows would cost the whole length each time. */
  #last = '';

  get value(): string {
    return this.#text;
  }

  /** Text as it stands in the file. */
  add(raw: string): void {
    const text = raw.replace(/[ \t\r\n]+/g, ' ');
    // LibreOffice writes the first of the spaces that a line begins with as it is.
    if (this.#last === '\n' && raw.startsWith(' ') && text.trim() === '') this.insert(text);
    else this.#addTidied(text);
  }

  #addTidied(raw: string): void {
    let text = raw;
    if (text.startsWith(' ') && (this.#last === '' || /\s/.test(this.#last))) text = text.slice(1);
    this.insert(text);
  }

  /** Characters that an element stands for. */
  insert(characters: string): void {
    if (characters === '') return;
    this.#text += characters;
    this.#last = characters[characters.length - 1]!;
  }
}

/** The characters that elements stand for, or null for other elements. */
export function charactersOf(name: string, count: string | undefined): string | null {
  if (name === 'text:s') return ' '.repeat(Math.min(1000, Math.max(1, Number(count ?? 1) || 1)));
  if (name === 'text:tab') return '\t';
  if (name === 'text:line-break') return '\n';
  return null;
}
