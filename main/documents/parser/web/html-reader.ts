import { Parser } from 'htmlparser2';
import { BitternError } from '../../../../preload/contract/errors.ts';
import { FormulaText } from '../flow/formula.ts';
import { OpenTable } from '../flow/open-table.ts';
import { letters, roman } from '../flow/ordinals.ts';
import { pictureDescription } from '../flow/picture.ts';
import { type BlockSink, CollectingSink, type FlowBlock } from '../flow/sink.ts';
import { raised } from '../flow/superscript.ts';
import { blockElements, isUnseen, regionElements } from './elements.ts';
import { ParagraphText } from './paragraph-text.ts';
import { newRegion, type Region } from './region.ts';

type Attributes = Readonly<Record<string, string>>;

/** Deeper than any page that a browser would show; a parser's time grows with the depth. */
const maximumDepth = 10_000;
const maximumListDepth = 12;
const longParagraph = 50_000;
/** In the first cells of a table, each is judged as a region: old pages lay out their columns with tables. */
const judgedCells = 200;

interface OpenList {
  /** A list of terms and what they mean: terms stand at its depth, meanings one deeper, without signs. */
  readonly isDefinitions: boolean;
  readonly isOrdered: boolean;
  readonly type: string;
  next: number;
}

interface RowSpan {
  rows: number;
  readonly content: CollectingSink;
}

interface HtmlTable {
  readonly table: OpenTable;
  readonly spans: Map<number, RowSpan>;
  column: number;
  cells: number;
  headers: number;
  inHead: boolean;
  /** A row has begun, by its own element or by a cell without one. */
  isRowOpen: boolean;
  /** Cells that have been given a region. */
  judged: number;
}

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
  /** Contents of the `title` element and of the meta elements by name. */
  title = '';
  readonly meta = new Map<string, string>();
  readonly #parser: Parser;
  readonly #sinks: BlockSink[];
  readonly #hasRegions: boolean;
  readonly #regionStack: (Region | null)[] = [];
  readonly #formula = new FormulaText();
  readonly #lists: OpenList[] = [];
  readonly #tables: HtmlTable[] = [];
  readonly #cells: { colspan: number; rowspan: number; hasRegion: boolean }[] = [];
  /** Prose of the page so far, and whether the last block was a heading. */
  readonly #before = { prose: 0, isHeading: false };
  #marker: string | null = null;
  #isTerm = false;
  readonly #text = new ParagraphText();
  #linkCharacters = 0;
  #linkLeadsAway = false;
  #heading = 0;
  #isProse = false;
  #isCaption = false;
  #isTitle = false;
  #isRaised = false;
  #preformatted = 0;
  #depth = 0;
  #skip = 0;

  constructor(sink: BlockSink, options: HtmlOptions) {
    this.#sinks = [sink];
    this.#hasRegions = options.hasRegions;
    this.#parser = new Parser(
      {
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

  write(html: string): void {
    this.#parser.write(html);
  }

  end(): void {
    this.#parser.end();
    this.#flush();
    this.#sinks[0]!.endTable();
  }

  #open(name: string, attributes: Attributes): void {
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
    if (isUnseen(name, attributes)) {
      this.#skip = 1;
      return;
    }
    if (blockElements.has(name)) this.#flush();
    if (this.#hasRegions && regionElements.has(name)) this.#pushRegion(name, attributes);
    this.#openElement(name, attributes);
  }

  #close(name: string): void {
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
        this.#lists.push({
          isDefinitions: name === 'dl',
          isOrdered: name === 'ol',
          type: attributes.type ?? '1',
          next: Number.parseInt(attributes.start ?? '1', 10) || 1,
        });
        break;
      case 'li':
        this.#beginItem(attributes.value);
        break;
      case 'dt':
      case 'dd':
        this.#isTerm = name === 'dt';
        break;
      case 'table':
        this.#tables.push({
          table: new OpenTable(),
          spans: new Map(),
          column: 0,
          cells: 0,
          headers: 0,
          inHead: false,
          isRowOpen: false,
          judged: 0,
        });
        break;
      case 'thead': {
        const table = this.#tables.at(-1);
        if (table) table.inHead = true;
        break;
      }
      case 'tr':
        this.#beginRow();
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
        this.#lists.pop();
        this.#marker = null;
        break;
      case 'li':
        this.#marker = null;
        break;
      case 'thead': {
        const table = this.#tables.at(-1);
        if (table) table.inHead = false;
        break;
      }
      case 'tr':
        this.#endRow();
        break;
      case 'td':
      case 'th':
        this.#endCell();
        break;
      case 'table':
        this.#endRow();
        this.#tables.pop();
        this.#sinks.at(-1)!.endTable();
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

  #beginItem(value: string | undefined): void {
    const list = this.#lists.at(-1);
    if (list && value !== undefined) list.next = Number.parseInt(value, 10) || list.next;
    this.#marker = list?.isOrdered ? `${listNumber(list.next++, list.type)} ` : '- ';
  }

  #beginRow(): void {
    const table = this.#tables.at(-1);
    if (!table) return;
    this.#endRow();
    table.isRowOpen = true;
    table.table.beginRow();
    table.column = 0;
    table.cells = 0;
    table.headers = 0;
  }

  #beginCell(name: string, attributes: Attributes): void {
    const table = this.#tables.at(-1);
    const span = (value: string | undefined, most: number): number =>
      Math.min(most, Math.max(1, Number.parseInt(value ?? '1', 10) || 1));
    if (table) {
      if (!table.isRowOpen) this.#beginRow();
      this.#addSpanned(table);
      table.cells += 1;
      if (name === 'th') table.headers += 1;
    }
    const hasRegion = this.#hasRegions && table !== undefined && table.judged++ < judgedCells;
    if (hasRegion) this.#pushRegion(name, attributes);
    const colspan = span(attributes.colspan, 64);
    this.#cells.push({ colspan, rowspan: span(attributes.rowspan, 1000), hasRegion });
    this.#sinks.push(new CollectingSink());
  }

  #endCell(): void {
    const cell = this.#cells.pop();
    if (cell?.hasRegion) this.#popRegion();
    const content = this.#sinks.length > 1 ? this.#sinks.pop() : undefined;
    if (!cell || !(content instanceof CollectingSink)) return;
    const table = this.#tables.at(-1);
    if (!table) {
      for (const block of content.blocks) this.#sinks.at(-1)!.block(block);
      return;
    }
    table.table.addCell({ content, span: cell.colspan, continues: false });
    if (cell.rowspan > 1) table.spans.set(table.column, { rows: cell.rowspan - 1, content: label(content) });
    table.column += cell.colspan;
  }

  /** Cells of rows above that reach down to this place. */
  #addSpanned(table: HtmlTable): void {
    for (let span = table.spans.get(table.column); span; span = table.spans.get(table.column)) {
      table.table.addCell({ content: span.content, span: 1, continues: false });
      span.rows -= 1;
      if (span.rows === 0) table.spans.delete(table.column);
      table.column += 1;
    }
  }

  #endRow(): void {
    const table = this.#tables.at(-1);
    if (!table?.isRowOpen) return;
    table.isRowOpen = false;
    this.#addSpanned(table);
    if (table.inHead || (table.headers > 1 && table.headers === table.cells)) table.table.markHeader();
    table.table.endRow(this.#sinks.at(-1)!);
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
    this.#sinks.at(-1)!.block(region ? { ...block, origin: region } : block);
  }

  #blockOf(text: string): FlowBlock {
    if (this.#heading > 0) return { kind: 'heading', text, level: this.#heading, marker: '' };
    if (this.#preformatted > 0) return { kind: 'code', text: text.replace(/^\n/, ''), level: 0, marker: '' };
    if (this.#isCaption) return { kind: 'caption', text, level: 0, marker: '' };
    const list = this.#lists.at(-1);
    if (list) {
      const marker = this.#marker ?? '';
      this.#marker = null;
      const isInner = list.isDefinitions ? !this.#isTerm : marker === '';
      const depth = Math.min(maximumListDepth, this.#lists.length - 1) + (isInner ? 1 : 0);
      return { kind: 'item', text, level: depth, marker };
    }
    return { kind: 'paragraph', text, level: 0, marker: '' };
  }
}

/** A cell's text where it is short enough to be the label of the rows it spans, else nothing. */
function label(content: CollectingSink): CollectingSink {
  const text = content.text(' ');
  const repeated = new CollectingSink();
  if (text.length <= 60) repeated.block({ kind: 'paragraph', text, level: 0, marker: '' });
  return repeated;
}

function listNumber(number: number, type: string): string {
  switch (type) {
    case 'a':
      return `${letters(number)}.`;
    case 'A':
      return `${letters(number).toUpperCase()}.`;
    case 'i':
      return `${roman(number)}.`;
    case 'I':
      return `${roman(number).toUpperCase()}.`;
    default:
      return `${number}.`;
  }
}
