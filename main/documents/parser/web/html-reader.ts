import { Parser } from 'htmlparser2';
import { BitternError } from '../../../../preload/contract/errors.ts';
import { FormulaText } from '../flow/formula.ts';
import type { BlockSink } from '../flow/sink.ts';
import { isUnseen } from './elements.ts';
import { HtmlContents } from './html-contents.ts';
import { Panels } from './panels.ts';
import type { Region } from './region.ts';

type Attributes = Readonly<Record<string, string>>;

/** Deeper than any page that a browser would show; a parser's time grows with the depth. */
const maximumDepth = 10_000;

export interface HtmlOptions {
  /** Keep note of the regions of the page, as the `origin` of its blocks. */
  hasRegions: boolean;
  /** The file is XHTML: `<a id="x"/>` is an element without contents, which in HTML it is not. */
  isXhtml: boolean;
}

/**
 * Reads HTML, however broken, and puts what a reader of the page sees into a sink: headings, paragraphs, lists, tables,
 * code. Feed it with `write` and end it with `end`. Which elements are seen is decided here, what they become in HtmlContents.
 */
export class HtmlReader {
  readonly #parser: Parser;
  readonly #contents: HtmlContents;
  readonly #formula = new FormulaText();
  readonly #panels = new Panels();
  #depth = 0;
  /** How many elements are open from the outermost that is not seen. */
  #skip = 0;
  /** A tag has begun that has not ended yet: at the end of a page that was cut off, it is closed without being opened. */
  #isTagOpen = false;

  constructor(sink: BlockSink, options: HtmlOptions) {
    this.#contents = new HtmlContents(sink, options.hasRegions);
    this.#parser = new Parser(
      {
        onopentagname: () => {
          this.#isTagOpen = true;
        },
        onopentag: (name, attributes) => this.#open(name, attributes),
        onclosetag: (name) => this.#close(name),
        ontext: (text) => this.#text(text),
      },
      { decodeEntities: true, recognizeSelfClosing: options.isXhtml, recognizeCDATA: true },
    );
  }

  /** Contents of the `title` element. */
  get title(): string {
    return this.#contents.title;
  }

  /** Contents of the meta elements by name. */
  get meta(): ReadonlyMap<string, string> {
    return this.#contents.meta;
  }

  get pictures(): number {
    return this.#contents.pictures;
  }

  /** Other pages that this one shows within itself. */
  get frames(): number {
    return this.#contents.frames;
  }

  get regions(): readonly Region[] {
    return this.#contents.regions.all;
  }

  /** The region that is open. */
  get region(): Region | null {
    return this.#contents.regions.current;
  }

  write(html: string): void {
    this.#parser.write(html);
  }

  end(): void {
    this.#parser.end();
    this.#contents.end();
  }

  #open(name: string, attributes: Attributes): void {
    this.#isTagOpen = false;
    this.#depth += 1;
    if (this.#depth > maximumDepth)
      throw new BitternError(
        'unreadable',
        `The elements of this page are nested more than ${maximumDepth.toLocaleString('en')} deep, as in no page that a browser shows. Bittern does not read it.`,
      );
    if (this.#skip > 0) {
      this.#skip += 1;
      return;
    }
    if (this.#formula.isOpen || name === 'math') {
      if (isUnseen(name, {})) this.#skip = 1;
      else this.#formula.open(name);
      return;
    }
    const { isInHeading } = this.#contents;
    this.#panels.note(attributes, isInHeading);
    if (this.#panels.isUnseen(name, attributes, isInHeading)) this.#skip = 1;
    else this.#contents.open(name, attributes);
  }

  #close(name: string): void {
    if (this.#isTagOpen) {
      this.#isTagOpen = false;
      return;
    }
    this.#depth -= 1;
    if (this.#skip > 0) {
      this.#skip -= 1;
      return;
    }
    if (this.#formula.isOpen) {
      const text = this.#formula.close();
      if (text !== null) this.#contents.formula(text);
      return;
    }
    this.#contents.close(name);
  }

  #text(text: string): void {
    if (this.#skip > 0) return;
    if (this.#formula.isOpen) this.#formula.text(text.trim());
    else this.#contents.text(text);
  }
}
