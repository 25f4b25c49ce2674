/**
 * A character of UTF-8 has up to four bytes, each of which may be a token of its own, and a token may end one character and begin
 * the next. After this many tokens without a whole character the bytes are no text, and are shown as U+FFFD.
 */
const longestSplit = 8;
const incomplete = /\ufffd$/;

/**
 * Turns generated tokens into text that can be shown as it comes: characters are never split, and what might still become a
 * stop string is held back. Once a stop string is complete, the text ends before it.
 */
export class AnswerText {
  readonly #detokenize: (tokens: readonly number[]) => string;
  readonly #stops: readonly string[];
  #tokens: number[] = [];
  #held = '';
  #stopped = false;

  constructor(detokenize: (tokens: readonly number[]) => string, stops: readonly string[]) {
    this.#detokenize = detokenize;
    this.#stops = stops.filter((stop) => stop !== '');
  }

  /** True once a stop string was complete; nothing comes after it. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** Takes a token; returns the text that is certain now, often empty. */
  push(token: number): string {
    if (this.#stopped) return '';
    this.#tokens.push(token);
    const text = this.#detokenize(this.#tokens);
    if (incomplete.test(text) && this.#tokens.length < longestSplit) return '';
    this.#tokens = [];
    return this.#release(text);
  }

  /** The rest, when generation ended without a stop string. */
  end(): string {
    if (this.#stopped) return '';
    const rest = this.#release(this.#tokens.length > 0 ? this.#detokenize(this.#tokens) : '');
    this.#tokens = [];
    const held = this.#stopped ? '' : this.#held;
    this.#held = '';
    return rest + held;
  }

  #release(text: string): string {
    const all = this.#held + text;
    const found = this.#stops
      .map((stop) => all.indexOf(stop))
      .filter((at) => at >= 0)
      .reduce((first, at) => Math.min(first, at), Number.POSITIVE_INFINITY);
    if (found < Number.POSITIVE_INFINITY) {
      this.#stopped = true;
      this.#held = '';
      return all.slice(0, found);
    }
    const keep = Math.max(0, ...this.#stops.map((stop) => longestBeginning(all, stop)));
    this.#held = all.slice(all.length - keep);
    return all.slice(0, all.length - keep);
  }
}

/** Length of the longest end of `text` with which `stop` begins. */
function longestBeginning(text: string, stop: string): number {
  for (let length = Math.min(text.length, stop.length - 1); length > 0; length -= 1)
    if (text.endsWith(stop.slice(0, length))) return length;
  return 0;
}
