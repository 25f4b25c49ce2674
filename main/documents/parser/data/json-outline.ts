import type { FlowWriter } from '../flow/writer.ts';
import type { JsonHandler, JsonLexer } from './json-lexer.ts';

interface Container {
  readonly isArray: boolean;
  /** Path of the container itself. */
  readonly path: string;
  /** The key whose value is next, or the number of the next element. */
  key: string | null;
  index: number;
  /** Plain values of an array that wait for being written in one line. */
  values: string;
  expects: 'key-or-end' | 'key' | 'colon' | 'value' | 'value-or-end' | 'comma-or-end';
}

/** Deeper nesting is not data that people made, and paths would grow with the square of the depth. */
const maximumDepth = 200;
const lineCharacters = 240;
const encodedCharacters = 1000;
const encodedData = /^[A-Za-z0-9+/_-]{1000}/;
const maximumKey = 2000;

/**
 * Writes JSON as lines that can be read one by one: the path of each value, and the value as it is written in the file.
 * The elements of the outermost array (or the lines of a JSONL file) become blocks of their own, without a number.
 */
export class JsonOutline implements JsonHandler {
  readonly #flow: FlowWriter | null;
  readonly #lexer: JsonLexer;
  readonly #containers: Container[] = [];
  #values = 0;
  #encoded = 0;
  #brokenCharacters = false;
  #record = '';
  /** A very long string whose pieces are being read. */
  #long: 'text' | 'encoded' | null = null;

  /** Without a flow it only finds out whether the text is valid. */
  constructor(flow: FlowWriter | null, lexer: JsonLexer) {
    this.#flow = flow;
    this.#lexer = lexer;
  }

  punctuation(sign: string): void {
    const container = this.#containers.at(-1);
    switch (sign) {
      case '{':
      case '[':
        this.#begin(sign === '[');
        break;
      case '}':
      case ']':
        this.#end(sign === ']');
        break;
      case ':':
        if (container?.expects !== 'colon') throw this.#lexer.mistake('A colon is in the wrong place');
        container.expects = 'value';
        break;
      default:
        if (container?.expects !== 'comma-or-end') throw this.#lexer.mistake('A comma is in the wrong place');
        container.expects = container.isArray ? 'value' : 'key';
    }
  }

  string(text: string, isLast: boolean): void {
    const container = this.#containers.at(-1);
    if (this.#long) {
      if (this.#long === 'text') this.#flow?.paragraph(text);
      if (isLast) this.#long = null;
    } else if (container?.expects === 'key' || container?.expects === 'key-or-end') {
      if (!isLast || text.length > maximumKey)
        throw this.#lexer.mistake('The name of a value is far too long');
      container.key = text;
      container.expects = 'colon';
    } else {
      const shown = this.#shown(text);
      this.value(shown);
      if (container?.isArray && text.length > lineCharacters) this.#writeValues(container);
      if (!isLast) this.#long = shown === text ? 'text' : 'encoded';
    }
  }

  value(text: string): void {
    const container = this.#containers.at(-1);
    const path = this.#takePlace(true);
    if (!container?.isArray) {
      this.#line(path, text);
      return;
    }
    if (container.values !== '' && container.values.length + text.length > lineCharacters)
      this.#writeValues(container);
    container.values += container.values === '' ? text : `, ${text}`;
  }

  /** Call at the end of the text. Throws `JsonMistake` when something is still open. */
  end(): void {
    if (this.#containers.length > 0 || this.#values === 0)
      throw this.#lexer.mistake('The text ends too early');
    if (!this.#flow) return;
    this.#flow.endList();
    if (this.#encoded > 0)
      this.#flow.note(
        'info',
        `${this.#encoded === 1 ? 'One long value' : `${this.#encoded} long values`} of encoded data (such as a picture) was left out.`,
      );
    if (this.#brokenCharacters)
      this.#flow.note(
        'warning',
        'Some characters are broken in the file (half a surrogate pair); they are shown as “\uFFFD”.',
      );
  }

  #begin(isArray: boolean): void {
    const path = this.#takePlace();
    if (this.#containers.length >= maximumDepth)
      throw this.#lexer.mistake(`The values are nested more than ${maximumDepth} deep`);
    this.#containers.push({
      isArray,
      path,
      key: null,
      index: 0,
      values: '',
      expects: isArray ? 'value-or-end' : 'key-or-end',
    });
  }

  #end(isArray: boolean): void {
    const container = this.#containers.pop();
    const mayEnd = container?.expects === 'comma-or-end' || container?.expects.endsWith('-or-end');
    if (!container || container.isArray !== isArray || !mayEnd)
      throw this.#lexer.mistake(
        isArray ? 'A square bracket is in the wrong place' : 'A brace is in the wrong place',
      );
    if (container.expects !== 'comma-or-end') this.#line(container.path, isArray ? '[]' : '{}');
    this.#writeValues(container);
  }

  /** Uses the place of the next value and gives its path; plain values of an array share the path of the array. */
  #takePlace(isPlain = false): string {
    const container = this.#containers.at(-1);
    if (!container) {
      this.#values += 1;
      this.#flow?.endList();
      return '';
    }
    if (container.expects !== 'value' && container.expects !== 'value-or-end')
      throw this.#lexer.mistake(
        container.expects === 'comma-or-end'
          ? 'A comma is missing'
          : 'The name of a value must stand in quotation marks',
      );
    container.expects = 'comma-or-end';
    if (!container.isArray)
      return container.path === '' ? container.key! : `${container.path}.${container.key}`;
    const index = container.index++;
    if (isPlain) return container.path;
    this.#writeValues(container);
    // Elements of the outermost array are records: a blank line says as much as a number would.
    if (this.#containers.length === 1) {
      this.#flow?.endList();
      return '';
    }
    return `${container.path}[${index}]`;
  }

  #writeValues(container: Container): void {
    if (container.values === '') return;
    this.#line(container.path, container.values);
    container.values = '';
  }

  #line(path: string, text: string): void {
    if (!this.#flow) return;
    // A new element of an array further in begins a block as well, so that passages do not run from one into another.
    const record = /^[^[]*\[\d+\]/.exec(path)?.[0] ?? '';
    if (record !== this.#record) this.#flow.endList();
    this.#record = record;
    this.#flow.item(path === '' ? text : `${path}: ${text}`, 0, '');
  }

  #shown(text: string): string {
    if (!text.isWellFormed()) this.#brokenCharacters = true;
    if (text.length < encodedCharacters || text.includes(' ') || !encodedData.test(text)) return text;
    this.#encoded += 1;
    return '(encoded data)';
  }
}
