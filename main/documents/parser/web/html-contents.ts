import { pictureDescription } from '../flow/picture.ts';
import { type BlockSink, CollectingSink, type FlowBlock } from '../flow/sink.ts';
import { raised } from '../flow/superscript.ts';
import { blockElements, readLike, regionElements } from './elements.ts';
import { HtmlLists } from './html-lists.ts';
import { HtmlTables } from './html-tables.ts';
import { OpenRegions } from './open-regions.ts';
import { ParagraphText } from './paragraph-text.ts';

type Attributes = Readonly<Record<string, string>>;

const longParagraph = 50_000;

/** What the elements of a page become that a reader sees: blocks in a sink, and what is known of the page as a whole. */
export class HtmlContents {
  pictures = 0;
  frames = 0;
  title = '';
  readonly meta = new Map<string, string>();
  readonly regions = new OpenRegions();
  readonly #sinks: BlockSink[];
  readonly #hasRegions: boolean;
  readonly #lists = new HtmlLists();
  readonly #tables = new HtmlTables();
  /** For each cell that is open: whether it is a region. */
  readonly #cells: boolean[] = [];
  readonly #text = new ParagraphText();
  #linkCharacters = 0;
  #linkLeadsAway = false;
  #heading = 0;
  #isProse = false;
  #isCaption = false;
  #isTitle = false;
  #isRaised = false;
  #preformatted = 0;

  constructor(sink: BlockSink, hasRegions: boolean) {
    this.#sinks = [sink];
    this.#hasRegions = hasRegions;
  }

  get isInHeading(): boolean {
    return this.#heading > 0;
  }

  get #sink(): BlockSink {
    return this.#sinks.at(-1)!;
  }

  open(name: string, attributes: Attributes): void {
    if (blockElements.has(name)) this.#flush();
    if (this.#hasRegions && regionElements.has(name)) this.regions.begin(name, attributes);
    this.#openElement(name, attributes);
  }

  close(name: string): void {
    if (blockElements.has(name)) this.#flush();
    this.#closeElement(name);
    if (this.#hasRegions && regionElements.has(name)) this.regions.end();
  }

  /** A formula as a line of text. */
  formula(text: string): void {
    this.#text.add(text);
  }

  text(text: string): void {
    if (this.#isTitle) {
      if (this.title.length < 2000) this.title += text;
      return;
    }
    if (this.#preformatted > 0) this.#text.add(text);
    else
      this.#text.addCollapsed(text, (collapsed) => {
        const isRaised = this.#isRaised;
        this.#isRaised = false;
        return isRaised ? raised(this.#text.tail(1), collapsed) : collapsed;
      });
    // A paragraph without end is passed on in pieces, cut where a space is.
    if (this.#text.length > longParagraph && this.#preformatted === 0 && this.#text.last === ' ')
      this.#flush();
    else if (this.#text.length > 4 * longParagraph) this.#flush();
  }

  end(): void {
    this.#flush();
    this.#sinks[0]!.endTable();
  }

  #openElement(name: string, attributes: Attributes): void {
    switch (readLike(name)) {
      case 'title':
        this.#isTitle = this.title === '';
        break;
      case 'meta': {
        const key = (attributes.property ?? attributes.name ?? '').toLowerCase();
        if (key && attributes.content && this.meta.size < 100)
          this.meta.set(key, attributes.content.slice(0, 1000));
        break;
      }
      case 'h1':
        this.#heading = Number(name[1]);
        break;
      case 'p':
        this.#isProse = true;
        break;
      case 'br':
        this.#lineBreak();
        break;
      case 'a':
        this.#text.beginLink();
        this.#linkLeadsAway = attributes.href !== undefined && !attributes.href.startsWith('#');
        break;
      case 'pre':
        this.#preformatted += 1;
        break;
      case 'sup':
        this.#isRaised = true;
        break;
      case 'q':
        this.#text.add('“');
        break;
      case 'img': {
        this.pictures += 1;
        const description = pictureDescription(attributes.alt ?? '');
        if (description) this.#text.addCollapsed(` ${description} `, (text) => text);
        break;
      }
      case 'frame':
        this.frames += 1;
        break;
      case 'caption':
        this.#isCaption = true;
        break;
      default:
        this.#openStructure(name, attributes);
    }
  }

  #openStructure(name: string, attributes: Attributes): void {
    switch (readLike(name)) {
      case 'ul':
        this.#lists.begin(name, attributes);
        break;
      case 'li':
      case 'dt':
      case 'dd':
        this.#lists.beginItem(name, attributes);
        break;
      case 'table':
        this.#tables.begin();
        break;
      case 'thead':
        this.#tables.section(true);
        break;
      case 'tr':
        this.#tables.beginRow(this.#sink);
        break;
      case 'td':
        this.#beginCell(name, attributes);
        break;
    }
  }

  #closeElement(name: string): void {
    switch (readLike(name)) {
      case 'title':
        this.#isTitle = false;
        break;
      case 'h1':
        this.#heading = 0;
        break;
      case 'p':
        this.#isProse = false;
        break;
      case 'a':
        this.#endLink();
        break;
      case 'pre':
        this.#flush();
        this.#preformatted = Math.max(0, this.#preformatted - 1);
        break;
      case 'sup':
        this.#isRaised = false;
        break;
      case 'q':
        this.#text.add('”');
        break;
      case 'caption':
        this.#isCaption = false;
        break;
      case 'ul':
        this.#lists.end();
        break;
      case 'li':
        this.#lists.endItem();
        break;
      case 'thead':
        this.#tables.section(false);
        break;
      case 'tr':
        this.#tables.endRow(this.#sink);
        break;
      case 'td':
        this.#endCell();
        break;
      case 'table':
        this.#tables.end(this.#sink);
        break;
    }
  }

  /** One line break is a line's end; two are how old pages part their paragraphs. */
  #lineBreak(): void {
    if (this.#heading > 0) this.#text.addCollapsed(' ', (text) => text);
    else if (this.#preformatted > 0) this.#text.add('\n');
    else if (/\n\s*$/.test(this.#text.tail(2))) this.#flush();
    else if (this.#text.length > 0) this.#text.add('\n');
  }

  #endLink(): void {
    const text = this.#text.linkText()?.trim();
    if (text === undefined) return;
    // A sign beside a heading that links to the heading itself.
    const isSign = /^[#¶§🔗]$/u.test(text);
    this.#text.endLink(isSign);
    if (isSign || !this.#linkLeadsAway) return;
    this.#linkCharacters += text.length;
    this.regions.countLink();
  }

  #beginCell(name: string, attributes: Attributes): void {
    const isRegion = this.#tables.beginCell(name, attributes, this.#sink) && this.#hasRegions;
    if (isRegion) this.regions.begin(name, attributes);
    this.#cells.push(isRegion);
    this.#sinks.push(new CollectingSink());
  }

  #endCell(): void {
    if (this.#cells.pop()) this.regions.end();
    const content = this.#sinks.length > 1 ? this.#sinks.pop() : undefined;
    if (content instanceof CollectingSink) this.#tables.endCell(content, this.#sink);
  }

  /** Ends the paragraph that is open. */
  #flush(): void {
    const text = this.#text.take();
    const linkCharacters = this.#linkCharacters;
    this.#linkCharacters = 0;
    if (text.trim() === '') return;
    const block = this.#blockOf(text);
    const isHeading = block.kind === 'heading';
    const isProse = this.#isProse || isHeading || block.kind === 'code';
    this.regions.countBlock({ characters: text.length, linkCharacters, isHeading, isProse });
    const region = this.regions.current;
    this.#sink.block(region ? { ...block, origin: region } : block);
  }

  #blockOf(text: string): FlowBlock {
    if (this.#heading > 0) return { kind: 'heading', text, level: this.#heading, marker: '' };
    if (this.#preformatted > 0) return { kind: 'code', text: text.replace(/^\n/, ''), level: 0, marker: '' };
    if (this.#isCaption) return { kind: 'caption', text, level: 0, marker: '' };
    if (this.#lists.isOpen) return this.#lists.block(text);
    return { kind: 'paragraph', text, level: 0, marker: '' };
  }
}
