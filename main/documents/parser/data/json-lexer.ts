/** Receives JSON as it is read. */
export interface JsonHandler {
  punctuation(sign: string): void;
  /** A string, or a piece of one that is very long; `isLast` with the last piece. */
  string(text: string, isLast: boolean): void;
  /** A number with the digits it is written with, or `true`, `false`, `null`. */
  value(text: string): void;
}

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
/** Longer strings are handed on in pieces of this length. */
const pieceCharacters = 100_000;

/** Splits JSON text into tokens, whatever pieces it comes in (RFC 8259). Throws `JsonMistake`. */
export class JsonLexer {
  readonly #handler: JsonHandler;
  #text = '';
  #at = 0;
  #isInString = false;
  /** What has been read of the string that is open. */
  #string = '';
  #lines = 0;
  #lineStart = 0;

  constructor(handler: (lexer: JsonLexer) => JsonHandler) {
    this.#handler = handler(this);
  }

  /** Adds text and reads the tokens that are complete; call with `isLast` at the end. */
  write(text: string, isLast = false): void {
    this.#lineStart -= this.#at;
    this.#text = this.#text.slice(this.#at) + text;
    this.#at = 0;
    while (this.#at < this.#text.length) {
      if (this.#isInString) {
        if (!this.#readString()) break;
        continue;
      }
      this.#skipSpace();
      const character = this.#text[this.#at];
      if (character === undefined) break;
      if (character === '"') {
        this.#at += 1;
        this.#isInString = true;
        this.#string = '';
      } else if ('{}[]:,'.includes(character)) {
        this.#handler.punctuation(character);
        this.#at += 1;
      } else if (!this.#readWord(isLast)) break;
    }
    if (isLast && this.#isInString) throw this.mistake('The text ends within quotation marks');
  }

  /** A mistake at the place that has been reached. */
  mistake(message: string): JsonMistake {
    return new JsonMistake(message, this.#lines + 1, this.#at - this.#lineStart + 1);
  }

  #skipSpace(): void {
    const first = this.#text.charCodeAt(this.#at);
    if (first > 0x20 && first !== 0xfeff) return;
    space.lastIndex = this.#at;
    const found = space.exec(this.#text)?.[0];
    if (!found) return;
    for (let at = found.indexOf('\n'); at >= 0; at = found.indexOf('\n', at + 1)) {
      this.#lines += 1;
      this.#lineStart = this.#at + at + 1;
    }
    this.#at += found.length;
  }

  /** Reads a number or a name; false when it may go on in the next piece. */
  #readWord(isLast: boolean): boolean {
    word.lastIndex = this.#at;
    const text = word.exec(this.#text)?.[0];
    if (text === undefined) throw this.mistake('There is a sign that JSON does not know');
    if (!isLast && this.#at + text.length === this.#text.length && text.length < 10_000) return false;
    if (text !== 'true' && text !== 'false' && text !== 'null' && !number.test(text))
      throw this.mistake(`“${text.slice(0, 40)}” is no value that JSON knows`);
    this.#handler.value(text);
    this.#at += text.length;
    return true;
  }

  /** Reads on in a string; false when it goes on in the next piece. */
  #readString(): boolean {
    for (;;) {
      special.lastIndex = this.#at;
      const found = special.exec(this.#text);
      const end = found ? found.index : this.#text.length;
      this.#string += this.#text.slice(this.#at, end);
      this.#at = end;
      if (this.#string.length > pieceCharacters) {
        this.#handler.string(this.#string, false);
        this.#string = '';
      }
      if (!found) return false;
      if (found[0] === '"') {
        this.#handler.string(this.#string, true);
        this.#at += 1;
        this.#isInString = false;
        return true;
      }
      const length = this.#text[end + 1] === 'u' ? 6 : 2;
      if (end + length > this.#text.length) return false;
      this.#string += this.#unescape(this.#text.slice(end + 1, end + length));
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
