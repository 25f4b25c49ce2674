import { Parser } from 'htmlparser2';
import { BitternError } from '../../../../preload/contract/errors.ts';
import { FormulaText } from '../flow/formula.ts';
import { pictureDescription } from '../flow/picture.ts';
import { type BlockSink, CollectingSink, type FlowBlock } from '../flow/sink.ts';
import { raised } from '../flow/superscript.ts';
import { blockElements, isUnseen, regionElements } from './elements.ts';
import { HtmlLists } from './html-lists.ts';
import { HtmlTables } from './html-tables.ts';
import { ParagraphText } from './paragraph-text.ts';
import { newRegion, type Region } from './region.ts';

type Attributes = Readonly<Record<string, string>>;

/** Deeper than any page that a browser would show; a parser's time grows with the depth. */
const maximumDepth = 10_000;
const longParagraph = 50_000;
const maximumPanels = 10_000;

export interface HtmlOptions {
  /** Keep note of the regions of the page, as the `origin` of its blocks. */
  hasRegions: boolean;
  /** The file is XHTML: `<a id="x"/>` is an element without contents, which in HTML it is not. */
  isXhtml: boolean;
}

/**
 * Reads HTML, however broken, and puts what a reader of the page sees into a sink: headings, paragraphs, lists, tables,
 * code. Feed it with `write` and end it with `end`.
 */
export class HtmlReader {
  readonly regions: Region[] = [];
  pictures = 0;
  /** Other pages that this one shows within itself. */
  frames = 0;
  /** Contents of the `title` element and of the meta elements by name. */
  title = '';
  readonly meta = new Map<string, string>();
  readonly #parser: Parser;
  readonly #sinks: BlockSink[];
  readonly #hasRegions: boolean;
  readonly #regionStack: (Region | null)[] = [];
  readonly #formula = new FormulaText();
  readonly #lists = new HtmlLists();
  readonly #tables = new HtmlTables();
  /** For each cell that is open: whether it is a region. */
  readonly #cells: boolean[] = [];
  /** Prose of the page so far, and whether the last block was a heading. */
  readonly #before = { prose: 0, isHeading: false };
  readonly #text = new ParagraphText();
  #linkCharacters = 0;
  #linkLeadsAway = false;
  #heading = 0;
  #isProse = false;
  #isCaption = false;
  #isTitle = false;
  /** The ids of panels that a heading or a tab before them opens. */
  readonly #panels = new Set<string>();
  #isRaised = false;
  #preformatted = 0;
  #depth = 0;
  /** A tag has begun that has not ended yet: at the end of a page that was cut off, it is closed without being opened. */
  #isTagOpen = false;
  #skip = 0;

  constructor(sink: BlockSink, options: HtmlOptions) {
    this.#sinks = [sink];
    this.#hasRegions = options.hasRegions;
    this.#parser = new Parser(
      {
        onopentagname: () => {
          this.#isTagOpen = true;
        },
        onopentag: (name, attributes) => this.#open(name, attributes),
        onclosetag: (name) => this.#close(name),
        ontext: (text) => this.#addText(text),
      },
      { decodeEntities: true, recognizeSelfClosing: options.isXhtml, recognizeCDATA: true },
    );
  }

  /** The region that is open. */
  get region(): Region | null {
    return this.#regionStack.at(-1) ?? null;
  }

  get #sink(): BlockSink {
    return this.#sinks.at(-1)!;
  }

  write(html: string): void {
    this.#parser.write(html);
  }

  end(): void {
    this.#parser.end();
    this.#flush();
    this.#sinks[0]!.endTable();
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
    this.#noteOpener(attributes);
    if (this.#isUnseen(name, attributes)) {
      this.#skip = 1;
      return;
    }
    if (blockElements.has(name)) this.#flush();
    if (this.#hasRegions && regionElements.has(name)) this.#pushRegion(name, attributes);
    this.#openElement(name, attributes);
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
      if (text !== null) this.#text.add(text);
      return;
    }
    if (blockElements.has(name)) this.#flush();
    this.#closeElement(name);
    if (this.#hasRegions && regionElements.has(name)) this.#popRegion();
  }

  /** Headings that unfold what is below them, and tabs, name the panels that they open; so do menus, which are neither. */
  #noteOpener(attributes: Attributes): void {
    const opened = attributes['aria-controls'];
    const isOpener = this.#heading > 0 || attributes.role === 'tab';
    if (opened && isOpener && this.#panels.size < maximumPanels) this.#panels.add(opened);
  }

  /** A panel that a heading or tab opens is read though it is closed: it was a click away when the page was saved. */
  #isUnseen(name: string, attributes: Attributes): boolean {
    if (attributes.id === undefined || !this.#panels.has(attributes.id))
      return isUnseen(name, attributes, this.#heading > 0 ? 'button' : null);
    const { hidden: _, style: __, ...shown } = attributes;
    return isUnseen(name, shown);
  }

  #openElement(name: string, attributes: Attributes): void {
    switch (name) {
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
      case 'h2':
      case 'h3':
      case 'h4':
      case 'h5':
      case 'h6':
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
      case 'listing':
      case 'xmp':
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
      case 'figcaption':
        this.#isCaption = true;
        break;
      default:
        this.#openStructure(name, attributes);
    }
  }

  #openStructure(name: string, attributes: Attributes): void {
    switch (name) {
      case 'ul':
      case 'ol':
      case 'menu':
      case 'dir':
      case 'dl':
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
      case 'th':
        this.#beginCell(name, attributes);
        break;
    }
  }

  #closeElement(name: string): void {
    switch (name) {
      case 'title':
        this.#isTitle = false;
        break;
      case 'h1':
      case 'h2':
      case 'h3':
      case 'h4':
      case 'h5':
      case 'h6':
        this.#heading = 0;
        break;
      case 'p':
        this.#isProse = false;
        break;
      case 'a':
        this.#endLink();
        break;
      case 'pre':
      case 'listing':
      case 'xmp':
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
      case 'figcaption':
        this.#isCaption = false;
        break;
      case 'ul':
      case 'ol':
      case 'menu':
      case 'dir':
      case 'dl':
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
      case 'th':
        this.#endCell();
        break;
      case 'table':
        this.#tables.end(this.#sink);
        break;
    }
  }

  #addText(text: string): void {
    if (this.#skip > 0) return;
    if (this.#isTitle) {
      if (this.title.length < 2000) this.title += text;
      return;
    }
    if (this.#formula.isOpen) {
      this.#formula.text(text.trim());
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
    const region = this.region;
    if (region) region.links += 1;
  }

  #beginCell(name: string, attributes: Attributes): void {
    const isRegion = this.#tables.beginCell(name, attributes, this.#sink) && this.#hasRegions;
    if (isRegion) this.#pushRegion(name, attributes);
    this.#cells.push(isRegion);
    this.#sinks.push(new CollectingSink());
  }

  #endCell(): void {
    if (this.#cells.pop()) this.#popRegion();
    const content = this.#sinks.length > 1 ? this.#sinks.pop() : undefined;
    if (content instanceof CollectingSink) this.#tables.endCell(content, this.#sink);
  }

  #pushRegion(name: string, attributes: Attributes): void {
    const region = newRegion(name, attributes, this.region, this.#before);
    this.regions.push(region);
    this.#regionStack.push(region);
  }

  #popRegion(): void {
    const region = this.#regionStack.pop();
    const { parent } = region ?? {};
    if (!region || !parent) return;
    parent.characters += region.characters;
    parent.linkCharacters += region.linkCharacters;
    parent.links += region.links;
    parent.prose += region.prose;
    parent.hasHeading ||= region.hasHeading;
  }

  /** Ends the paragraph that is open. */
  #flush(): void {
    const text = this.#text.take();
    const links = this.#linkCharacters;
    this.#linkCharacters = 0;
    if (text.trim() === '') return;
    const region = this.region;
    const block = this.#blockOf(text);
    if (region) {
      region.characters += text.length;
      region.linkCharacters += links;
      const isHeading = block.kind === 'heading';
      if (this.#isProse || isHeading || block.kind === 'code') {
        region.prose += text.length - links;
        this.#before.prose += text.length - links;
      }
      if (isHeading) region.hasHeading = true;
      this.#before.isHeading = isHeading;
    }
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
