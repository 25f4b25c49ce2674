import { OpenTable } from '../../flow/open-table.ts';
import { pictureDescription } from '../../flow/picture.ts';
import { isWorthReading } from '../../flow/running-margin.ts';
import { type BlockSink, CollectingSink, type FlowBlock, paragraphBlock } from '../../flow/sink.ts';
import { raised } from '../../flow/superscript.ts';
import type { XmlAttributes, XmlHandler } from '../../xml/reader.ts';
import { folderName, OpenFormula } from './formulas.ts';
import { OpenLists } from './lists.ts';
import { type OpenStyles, outlineStyle } from './styles.ts';
import { charactersOf, OpenText } from './text.ts';

/** Elements whose contents a reader of the document does not see. */
const skipped = new Set([
  'text:tracked-changes',
  'text:hidden-text',
  'text:ruby-text',
  'office:forms',
  'office:scripts',
  'office:binary-data',
  'office:settings',
  'presentation:header-decl',
  'presentation:footer-decl',
  'presentation:date-time-decl',
  'office:change-info',
  'text:index-title-template',
]);

/** Shapes of a drawing that hold text; `draw:frame` is one more. */
const shapes = new Set(
  ['frame', 'custom-shape', 'g', 'rect', 'ellipse', 'circle', 'line', 'connector', 'path']
    .concat(['polygon', 'polyline', 'regular-polygon', 'caption', 'measure'])
    .map((name) => `draw:${name}`),
);

/** What stands at the edge of every page of a text. */
const margins = /^style:(header|footer)(-left|-first)?$/;

interface OpenParagraph {
  readonly text: OpenText;
  readonly level: number | 'title' | null;
  readonly isCode: boolean;
  readonly isHidden: boolean;
  readonly beside: FlowBlock[];
}

interface OpenFrame {
  readonly role: 'title' | 'margin' | null;
  /** What it holds is held back until its end. */
  readonly collects: boolean;
  /** It stands on a page by itself, not in a paragraph. */
  readonly isOnPage: boolean;
  hasObject: boolean;
}

/** What was met and could not become text. */
export interface OpenCounts {
  pictures: number;
  objects: number;
  deletions: number;
  hidden: number;
}

/** Objects with a folder of their own, as text by folder. */
export interface OpenObjects {
  readonly formulas: ReadonlyMap<string, string>;
  readonly charts: ReadonlyMap<string, string>;
}

export const noObjects: OpenObjects = { formulas: new Map(), charts: new Map() };

/** What happens where a presentation's pages, and the shapes on them, begin and end. */
export interface PageEvents {
  begin(isHidden: boolean): void;
  /** `isInner`: the shape is part of a group that has begun. */
  beginShape(attributes: XmlAttributes, isTitle: boolean, isInner: boolean): void;
  endShape(isInner: boolean): void;
  /** What the master puts on every slide. */
  margin(text: string): void;
  /** `notes`: what the speaker wrote for the page. */
  end(notes: string): void;
}

/** Reads the text or the pages of an OpenDocument file and puts its blocks into a sink. */
export class OpenDocumentReader implements XmlHandler {
  readonly counts: OpenCounts = { pictures: 0, objects: 0, deletions: 0, hidden: 0 };
  readonly styles: OpenStyles;
  /** Texts of headers and footers, each once. */
  readonly margins = { header: new Set<string>(), footer: new Set<string>() };
  readonly #lists: OpenLists;
  readonly #sinks: BlockSink[];
  readonly #pages: PageEvents | null;
  readonly #objects: OpenObjects;
  /** A formula that stands in the document itself. */
  readonly #formula = new OpenFormula();
  readonly #paragraphs: OpenParagraph[] = [];
  readonly #tables: OpenTable[] = [];
  readonly #frames: OpenFrame[] = [];
  /** Spans that are open: whether their characters are raised. */
  readonly #spans: boolean[] = [];
  /** Cells that are open: how many rows they span. */
  readonly #cellRows: number[] = [];
  readonly #headingCounts: number[] = [];
  #inHeaderRows = 0;
  #pendingNotes: string[] = [];
  #notesOfPage = '';
  #citation: string | null = null;
  #creator: string | null = null;
  #description: string | null = null;
  #skip = 0;

  constructor(styles: OpenStyles, sink: BlockSink, pages: PageEvents | null, objects: OpenObjects) {
    this.styles = styles;
    this.#lists = new OpenLists(styles);
    this.#sinks = [sink];
    this.#pages = pages;
    this.#objects = objects;
  }

  open(name: string, attributes: XmlAttributes): void {
    if (this.#skip > 0) {
      this.#skip += 1;
      return;
    }
    if (this.#formula.open(name)) return;
    if (skipped.has(name)) {
      if (name === 'text:tracked-changes') this.counts.deletions += 1;
      this.#skip = 1;
      return;
    }
    if (this.#isHidden(name, attributes)) {
      this.counts.hidden += 1;
      this.#skip = 1;
      return;
    }
    this.styles.open(name, attributes);
    const characters = charactersOf(name, attributes['text:c']);
    if (characters !== null) this.#paragraphs.at(-1)?.text.insert(characters);
    else if (name.startsWith('table:')) this.#openTableElement(name, attributes);
    else if (name.startsWith('text:')) this.#openTextElement(name, attributes);
    else this.#openOther(name, attributes);
  }

  close(name: string): void {
    if (this.#skip > 0) {
      this.#skip -= 1;
      return;
    }
    const formula = this.#formula.close();
    if (formula) {
      this.counts.objects -= 1;
      this.#addFormula(formula);
    }
    if (formula !== undefined) return;
    if (name.startsWith('table:')) this.#closeTableElement(name);
    else if (name.startsWith('text:')) this.#closeTextElement(name);
    else this.#closeOther(name);
  }

  text(text: string): void {
    if (this.#skip > 0 || this.#formula.text(text)) return;
    if (this.#citation !== null) this.#citation += text;
    else if (this.#creator !== null) this.#creator += text;
    else if (this.#description !== null) this.#description += text;
    else this.#addText(text);
  }

  /** Lets the notes of the last paragraph follow it; call at the end of the part. */
  end(): void {
    this.#sinks[0]!.endTable();
    this.#flushNotes();
  }

  /** Spans that are formatted as hidden, and sections that are not shown. */
  #isHidden(name: string, attributes: XmlAttributes): boolean {
    if (name === 'text:span') return this.styles.isHidden(`text ${attributes['text:style-name']}`);
    if (name !== 'text:section') return false;
    const display = attributes['text:display'];
    return display === 'none' || (display === 'condition' && attributes['text:is-hidden'] === 'true');
  }

  #addText(text: string): void {
    const open = this.#paragraphs.at(-1)?.text;
    open?.add(this.#spans.at(-1) ? raised(open.value, text) : text);
  }

  #openTextElement(name: string, attributes: XmlAttributes): void {
    switch (name) {
      case 'text:span':
        this.#spans.push(this.styles.isRaised(`text ${attributes['text:style-name']}`));
        break;
      case 'text:p':
      case 'text:h':
        this.#beginParagraph(name, attributes);
        break;
      case 'text:list':
        this.#lists.beginList(
          attributes['text:style-name'],
          attributes['text:continue-numbering'] === 'true' || attributes['text:continue-list'] !== undefined,
        );
        break;
      case 'text:list-item':
        this.#lists.beginItem(attributes['text:start-value']);
        break;
      case 'text:note-citation':
        this.#citation = '';
        break;
      case 'text:note-body':
        this.#sinks.push(new CollectingSink());
        break;
    }
  }

  #closeTextElement(name: string): void {
    switch (name) {
      case 'text:p':
      case 'text:h':
        this.#endParagraph();
        break;
      case 'text:span':
        this.#spans.pop();
        break;
      case 'text:list':
        this.#lists.endList();
        break;
      case 'text:note-citation': {
        const mark = `[${(this.#citation ?? '').trim() || '*'}]`;
        this.#citation = null;
        this.#paragraphs.at(-1)?.text.insert(mark);
        this.#pendingNotes.push(`${mark} `);
        break;
      }
      case 'text:note-body': {
        const text = this.#popCollected().text('\n');
        if (this.#pendingNotes.length > 0) this.#pendingNotes[this.#pendingNotes.length - 1] += text;
        break;
      }
    }
  }

  #openTableElement(name: string, attributes: XmlAttributes): void {
    switch (name) {
      case 'table:table':
        this.#tables.push(new OpenTable());
        break;
      case 'table:table-column': {
        const repeated = Math.min(1000, Number(attributes['table:number-columns-repeated'] ?? 1) || 1);
        for (let count = 0; count < repeated; count++) this.#tables.at(-1)?.addColumn();
        break;
      }
      case 'table:table-header-rows':
        this.#inHeaderRows += 1;
        break;
      case 'table:table-row':
        this.#tables.at(-1)?.beginRow();
        if (this.#inHeaderRows > 0) this.#tables.at(-1)?.markHeader();
        break;
      case 'table:table-cell':
      case 'table:covered-table-cell':
        this.#cellRows.push(Number(attributes['table:number-rows-spanned'] ?? 1) || 1);
        this.#sinks.push(new CollectingSink());
        break;
    }
  }

  #closeTableElement(name: string): void {
    switch (name) {
      case 'table:table-header-rows':
        this.#inHeaderRows -= 1;
        break;
      case 'table:table-cell':
      case 'table:covered-table-cell':
        // A cell that a wide one covers has an element of its own, so columns need not be counted.
        this.#tables.at(-1)?.addCell({
          content: this.#popCollected(),
          span: 1,
          continues: false,
          rows: this.#cellRows.pop() ?? 1,
          isCovered: name === 'table:covered-table-cell',
        });
        break;
      case 'table:table-row':
        this.#tables.at(-1)?.endRow(this.#sinks.at(-1)!);
        break;
      case 'table:table':
        this.#tables.pop();
        this.#sinks.at(-1)!.endTable();
        if (this.#sinks.length === 1) this.#flushNotes();
        break;
    }
  }

  #openOther(name: string, attributes: XmlAttributes): void {
    if (shapes.has(name)) {
      this.#beginFrame(attributes);
      return;
    }
    switch (name) {
      case 'draw:page':
        this.#pages?.begin(this.styles.isPageHidden(attributes['draw:style-name']));
        break;
      case 'office:master-styles':
        // What a slide's master shows is decoration, and its placeholders.
        if (this.#pages) this.#skip = 1;
        break;
      case 'draw:image':
        // After an object comes a picture of it, for programs that cannot show the object.
        if (!this.#frames.at(-1)?.hasObject) this.counts.pictures += 1;
        break;
      case 'draw:object':
      case 'draw:object-ole': {
        const frame = this.#frames.at(-1);
        if (frame) frame.hasObject = true;
        const folder = folderName(attributes['xlink:href'] ?? '');
        const formula = this.#objects.formulas.get(folder);
        const chart = this.#objects.charts.get(folder);
        if (formula !== undefined) this.#addFormula(formula);
        else if (chart !== undefined) this.#sinks.at(-1)!.block(paragraphBlock(chart));
        else this.counts.objects += 1;
        break;
      }
      case 'svg:desc':
      case 'svg:title':
        this.#description = '';
        break;
      case 'presentation:notes':
      case 'office:annotation':
        this.#sinks.push(new CollectingSink());
        break;
      case 'dc:creator':
      case 'dc:date':
        this.#creator = '';
        break;
      default:
        if (margins.test(name)) this.#sinks.push(new CollectingSink());
    }
  }

  #closeOther(name: string): void {
    if (shapes.has(name)) {
      this.#endFrame();
      return;
    }
    switch (name) {
      case 'draw:page':
        this.#flushNotes();
        this.#pages?.end(this.#notesOfPage);
        this.#notesOfPage = '';
        break;
      case 'svg:desc':
      case 'svg:title': {
        const description = pictureDescription(this.#description ?? '');
        this.#description = null;
        if (description) this.#sinks.at(-1)!.block(paragraphBlock(description));
        break;
      }
      case 'presentation:notes':
        this.#notesOfPage = this.#popCollected().text('\n');
        break;
      case 'office:annotation': {
        const text = this.#popCollected().text('\n');
        if (text) this.#pendingNotes.push(`[Comment: ${text}]`);
        break;
      }
      case 'dc:creator':
      case 'dc:date':
        this.#creator = null;
        break;
      default: {
        const margin = margins.exec(name)?.[1];
        if (margin === 'header' || margin === 'footer') this.#endMargin(margin);
      }
    }
  }

  #endMargin(kind: 'header' | 'footer'): void {
    const text = this.#popCollected().text('\n');
    if (isWorthReading(text)) this.margins[kind].add(text);
  }

  #addFormula(text: string): void {
    const paragraph = this.#paragraphs.at(-1);
    if (paragraph) paragraph.text.insert(text);
    else this.#sinks.at(-1)!.block(paragraphBlock(text));
  }

  #beginParagraph(name: string, attributes: XmlAttributes): void {
    const style = attributes['text:style-name'];
    const role = this.styles.role(style);
    const level = name === 'text:h' ? Number(attributes['text:outline-level'] ?? 1) || 1 : role;
    this.#paragraphs.push({
      text: new OpenText(),
      level: role === 'title' ? 'title' : level,
      isCode: this.styles.isCode(style),
      isHidden: this.styles.isHidden(style),
      beside: [],
    });
  }

  #endParagraph(): void {
    const paragraph = this.#paragraphs.pop();
    if (!paragraph) return;
    const sink = this.#sinks.at(-1)!;
    const block = this.#blockOf(paragraph);
    if (block && paragraph.isHidden) this.counts.hidden += 1;
    else if (block) sink.block(block);
    for (const each of paragraph.beside) sink.block(each);
    if (this.#sinks.length === 1) this.#flushNotes();
  }

  #blockOf({ text: { value: text }, level, isCode }: OpenParagraph): FlowBlock | null {
    const marker = this.#lists.takeMarker();
    if (text.trim() === '') return null;
    if (level === 'title') return { kind: 'title', text, level: 1, marker: '' };
    if (level !== null) {
      const label = marker === '' ? this.#headingLabel(level) : marker === '- ' ? '' : marker;
      return { kind: 'heading', text: label + text, level, marker: '' };
    }
    if (this.#lists.isMarked) return { kind: 'item', text, level: this.#lists.depth, marker };
    return isCode ? { kind: 'code', text, level: 0, marker: '' } : paragraphBlock(text);
  }

  /** The number of a heading where the document numbers its headings; empty where it does not. */
  #headingLabel(level: number): string {
    this.#headingCounts.length = Math.min(this.#headingCounts.length, level);
    for (let at = 0; at < level; at++)
      this.#headingCounts[at] ??= this.styles.listStart(outlineStyle, at + 1) - (at === level - 1 ? 1 : 0);
    this.#headingCounts[level - 1]! += 1;
    const label = this.styles.label(outlineStyle, this.#headingCounts);
    return label === '' ? '' : `${label} `;
  }

  /** A frame in a paragraph stands beside it, the title of a slide becomes a heading; others need no holding back. */
  #beginFrame(attributes: XmlAttributes): void {
    const kind = attributes['presentation:class'] ?? '';
    const isMargin = this.#pages !== null && /^(header|footer|date-time|page-number)$/.test(kind);
    const role = kind === 'title' ? 'title' : isMargin ? 'margin' : null;
    // The notes of a slide are collected apart, and so is what stands in a paragraph.
    const isOnPage = this.#paragraphs.length === 0 && this.#sinks.length === 1;
    const collects = role !== null || this.#paragraphs.length > 0;
    if (isOnPage) this.#pages?.beginShape(attributes, role === 'title', this.#frames.length > 0);
    this.#frames.push({ role, collects, isOnPage, hasObject: false });
    if (collects) this.#sinks.push(new CollectingSink());
  }

  #endFrame(): void {
    const frame = this.#frames.pop();
    if (frame?.collects) this.#handOnFrame(frame);
    if (frame?.isOnPage) this.#pages?.endShape(this.#frames.length > 0);
  }

  #handOnFrame({ role, isOnPage }: OpenFrame): void {
    const { blocks } = this.#popCollected();
    const text = blocks.map((block) => block.text).join(' ');
    if (role === 'margin') {
      if (isOnPage) this.#pages?.margin(text);
      return;
    }
    const shown: FlowBlock[] =
      role === 'title' && text.trim() !== '' ? [{ kind: 'heading', text, level: 1, marker: '' }] : blocks;
    const holder = this.#paragraphs.at(-1);
    if (holder) holder.beside.push(...shown);
    else for (const block of shown) this.#sinks.at(-1)!.block(block);
  }

  #popCollected(): CollectingSink {
    const sink = this.#sinks.length > 1 ? this.#sinks.pop() : undefined;
    return sink instanceof CollectingSink ? sink : new CollectingSink();
  }

  #flushNotes(): void {
    const notes = this.#pendingNotes;
    this.#pendingNotes = [];
    for (const note of notes) this.#sinks[0]!.block(paragraphBlock(note));
  }
}
