import type { FlowWriter } from '../../flow/writer.ts';
import type { XmlHandler } from '../../xml/reader.ts';

/** Comments on a slide, of the old kind (`p:cm`) and of the new one with answers (`p188:cm`, `p188:reply`). */
export class SlideCommentsReader implements XmlHandler {
  readonly #flow: FlowWriter;
  #text = '';
  #isText = false;

  constructor(flow: FlowWriter) {
    this.#flow = flow;
  }

  open(name: string): void {
    if (name === 'p188:reply') this.#end();
    this.#isText = name === 'p:text' || name === 'a:t';
  }

  close(name: string): void {
    this.#isText = false;
    if (name === 'a:p') this.#text += ' ';
    if (name === 'p:cm' || name === 'p188:cm' || name === 'p188:reply') this.#end();
  }

  text(text: string): void {
    if (this.#isText && this.#text.length < 1 << 20) this.#text += text;
  }

  #end(): void {
    if (this.#text.trim()) this.#flow.paragraph(`[Comment: ${this.#text.trim()}]`);
    this.#text = '';
  }
}
