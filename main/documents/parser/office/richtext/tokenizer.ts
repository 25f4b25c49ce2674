/** Receives an RTF file as it is read (Rich Text Format specification 1.9.1, "RTF syntax"). */
export interface RtfHandler {
  beginGroup(): void;
  endGroup(): void;
  /** A control word and its number, if it has one: `\par`, `\u8211`, `\b0`. */
  word(name: string, value: number | null): void;
  /** A control symbol: a backslash and one character that is no letter. */
  symbol(character: string): void;
  /** A byte of text, in the encoding of the font, as it stands or as `\'hh`. */
  byte(value: number): void;
}

const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const quote = 0x27;
const minus = 0x2d;
const space = 0x20;

/** No control word of any version is longer. */
const maximumWord = 40;

const isLetter = (byte: number): boolean => (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a);
const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

/** Splits RTF into its tokens, whatever pieces the bytes come in. */
export class RtfTokenizer {
  readonly #handler: RtfHandler;
  #state: 'text' | 'control' | 'word' | 'number' | 'hex' | 'binary' = 'text';
  #word = '';
  #number = '';
  #hex = '';
  #binary = 0;

  constructor(handler: RtfHandler) {
    this.#handler = handler;
  }

  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at++) {
      if (this.#state === 'binary') {
        const skipped = Math.min(this.#binary, bytes.length - at);
        this.#binary -= skipped;
        at += skipped - 1;
        if (this.#binary === 0) this.#state = 'text';
        continue;
      }
      this.#byte(bytes[at]!);
    }
  }

  #byte(byte: number): void {
    switch (this.#state) {
      case 'text':
        this.#text(byte);
        break;
      case 'control':
        this.#control(byte);
        break;
      case 'word':
        if (isLetter(byte) && this.#word.length < maximumWord) this.#word += String.fromCharCode(byte);
        else if (byte === minus || isDigit(byte)) {
          this.#number = String.fromCharCode(byte);
          this.#state = 'number';
        } else this.#endWord(byte);
        break;
      case 'number':
        if (isDigit(byte) && this.#number.length < 12) this.#number += String.fromCharCode(byte);
        else this.#endWord(byte);
        break;
      case 'hex':
        this.#hex += String.fromCharCode(byte);
        if (this.#hex.length < 2) break;
        this.#state = 'text';
        if (/^[0-9a-f]{2}$/i.test(this.#hex)) this.#handler.byte(Number.parseInt(this.#hex, 16));
        break;
    }
  }

  #text(byte: number): void {
    if (byte === backslash) this.#state = 'control';
    else if (byte === openBrace) this.#handler.beginGroup();
    else if (byte === closeBrace) this.#handler.endGroup();
    // Line ends in the file mean nothing.
    else if (byte !== 0x0d && byte !== 0x0a && byte !== 0) this.#handler.byte(byte);
  }

  #control(byte: number): void {
    this.#state = 'text';
    if (isLetter(byte)) {
      this.#word = String.fromCharCode(byte);
      this.#number = '';
      this.#state = 'word';
    } else if (byte === quote) {
      this.#hex = '';
      this.#state = 'hex';
    } else this.#handler.symbol(String.fromCharCode(byte));
  }

  /** The byte after a control word ends it; a space belongs to it, anything else is looked at anew. */
  #endWord(byte: number): void {
    this.#state = 'text';
    const value = this.#number === '' || this.#number === '-' ? null : Number(this.#number);
    if (this.#word === 'bin' && value !== null && value > 0) {
      this.#binary = value;
      this.#state = 'binary';
      // The space after the number is no part of the data; another byte would be, but no writer does that.
      return;
    }
    this.#handler.word(this.#word, value);
    if (byte !== space) this.#text(byte);
  }
}
