/** A token of JSON. A number keeps the digits it is written with: read as a number, long ones would lose some. */
export type JsonToken =
  | { readonly kind: '{' | '}' | '[' | ']' | ':' | ',' }
  | { readonly kind: 'string' | 'number' | 'literal'; readonly text: string };

/** Where and why a text is not JSON. */
export class JsonMistake extends Error {
  override readonly name = 'JsonMistake';
  readonly line: number;
  readonly column: number;

  constructor(message: string, line: number, column: number) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

const escapes: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  '"': '"',
  '\\': '\\',
  '/': '/',
};

const special = /["\\]/g;
const word = /[^\s{}[\]:,"]+/y;
const space = /[ \t\r\n\uFEFF]+/y;
const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

/** Splits JSON text into tokens, whatever pieces it comes in (RFC 8259). Throws `JsonMistake`. */
export class JsonLexer {
  #text = '';
  #at = 0;
  /** Pieces of the string that is open, or null. */
  #string: string[] | null = null;
  #lines = 0;
  #lineStart = 0;

  /** Adds text and gives the tokens that are complete; call with `isLast` at the end. */
  *write(text: string, isLast = false): Generator<JsonToken> {
    this.#lineStart -= this.#at;
    this.#text = this.#text.slice(this.#at) + text;
    this.#at = 0;
    while (this.#at < this.#text.length) {
      if (this.#string) {
        const string = this.#readString(this.#string, isLast);
        if (string === null) break;
        this.#string = null;
        yield { kind: 'string', text: string };
        continue;
      }
      this.#skipSpace();
      const character = this.#text[this.#at];
      if (character === undefined) break;
      if (character === '"') {
        this.#at += 1;
        this.#string = [];
      } else if ('{}[]:,'.includes(character)) {
        this.#at += 1;
        yield { kind: character as '{' };
      } else {
        const token = this.#readWord(isLast);
        if (!token) break;
        yield token;
      }
    }
    if (isLast && this.#string) throw this.mistake('The text ends within quotation marks');
  }

  /** A mistake at the place that has been reached. */
  mistake(message: string): JsonMistake {
    return new JsonMistake(message, this.#lines + 1, this.#at - this.#lineStart + 1);
  }

  #skipSpace(): void {
    space.lastIndex = this.#at;
    const found = space.exec(this.#text)?.[0];
    if (!found) return;
    for (let at = found.indexOf('\n'); at >= 0; at = found.indexOf('\n', at + 1)) {
      this.#lines += 1;
      this.#lineStart = this.#at + at + 1;
    }
    this.#at += found.length;
  }

  #readWord(isLast: boolean): JsonToken | null {
    word.lastIndex = this.#at;
    const text = word.exec(this.#text)?.[0];
    if (text === undefined) throw this.mistake('There is a sign that JSON does not know');
    if (!isLast && this.#at + text.length === this.#text.length && text.length < 10_000) return null;
    if (text !== 'true' && text !== 'false' && text !== 'null' && !number.test(text))
      throw this.mistake(`“${text.slice(0, 40)}” is no value that JSON knows`);
    this.#at += text.length;
    return { kind: /^[tfn]/.test(text) ? 'literal' : 'number', text };
  }

  /** The rest of a string, or null when it goes on in the next piece. */
  #readString(pieces: string[], isLast: boolean): string | null {
    for (;;) {
      special.lastIndex = this.#at;
      const found = special.exec(this.#text);
      const end = found ? found.index : this.#text.length;
      pieces.push(this.#text.slice(this.#at, end));
      this.#at = end;
      if (!found) return null;
      if (found[0] === '"') {
        this.#at += 1;
        return pieces.join('');
      }
      const escape = this.#text[end + 1];
      const length = escape === 'u' ? 6 : 2;
      if (end + length > this.#text.length) {
        if (isLast) throw this.mistake('The text ends within quotation marks');
        return null;
      }
      pieces.push(this.#unescape(this.#text.slice(end + 1, end + length)));
      this.#at = end + length;
    }
  }

  #unescape(code: string): string {
    if (/^u[0-9a-f]{4}$/i.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    const character = escapes[code[0]!];
    if (character === undefined || code.length > 1)
      throw this.mistake(`“\\${code}” is no escape that JSON knows`);
    return character;
  }
}
