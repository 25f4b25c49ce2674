import { pictureDescription } from '../../flow/picture.ts';
import { isWorthReading } from '../../flow/running-margin.ts';
import { type BlockSink, paragraphBlock } from '../../flow/sink.ts';
import { raised } from '../../flow/superscript.ts';
import type { XmlAttributes, XmlHandler } from '../../xml/reader.ts';
import { folderName, OpenFormula } from './formulas.ts';
import { OpenFrames, type PageEvents } from './frames.ts';
import { HeadingNumbers } from './heading-numbers.ts';
import { OpenLists } from './lists.ts';
import { blockOf, newParagraph } from './paragraph.ts';
import { OpenStory } from './story.ts';
import type { OpenStyles } from './styles.ts';
import { OpenTables } from './tables.ts';
import { charactersOf } from './text.ts';

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

/** What stands at the edge of every page of a text. */
const margins = /^style:(header|footer)(-left|-first)?$/;

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

/** Reads the text or the pages of an OpenDocument file and puts its blocks into a sink. */
export class OpenDocumentReader implements XmlHandler {
  readonly counts: OpenCounts = { pictures: 0, objects: 0, deletions: 0, hidden: 0 };
  readonly styles: OpenStyles;
  /** Texts of headers and footers, each once. */
  readonly margins = { header: new Set<string>(), footer: new Set<string>() };
  readonly #pages: PageEvents | null;
  readonly #objects: OpenObjects;
  readonly #story: OpenStory;
  readonly #lists: OpenLists;
  readonly #numbers: HeadingNumbers;
  readonly #tables: OpenTables;
  readonly #frames: OpenFrames;
  /** A formula that stands in the document itself. */
  readonly #formula = new OpenFormula();
  /** Spans that are open: whether their characters are raised. */
  readonly #spans: boolean[] = [];
  #notesOfPage = '';
  /** What is being read beside the text: the mark of a note, the author of a comment, the description of a picture. */
  #aside: string | null = null;
  #skip = 0;

  constructor(styles: OpenStyles, sink: BlockSink, pages: PageEvents | null, objects: OpenObjects) {
    this.styles = styles;
    this.#pages = pages;
    this.#objects = objects;
    this.#story = new OpenStory(sink);
    this.#lists = new OpenLists(styles);
    this.#numbers = new HeadingNumbers(styles);
    this.#tables = new OpenTables(this.#story);
    this.#frames = new OpenFrames(this.#story, pages);
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
    if (characters !== null) this.#story.paragraph?.text.insert(characters);
    else if (name.startsWith('table:')) this.#tables.open(name, attributes);
    else if (name.startsWith('text:')) this.#openTextElement(name, attributes);
    else if (!this.#frames.open(name, attributes)) this.#openOther(name, attributes);
  }

  close(name: string): void {
    if (this.#skip > 0) {
      this.#skip -= 1;
      return;
    }
    const formula = this.#formula.close();
    if (formula) {
      this.counts.objects -= 1;
      this.#story.formula(formula);
    }
    if (formula !== undefined) return;
    if (name.startsWith('table:')) this.#tables.close(name);
    else if (name.startsWith('text:')) this.#closeTextElement(name);
    else if (!this.#frames.close(name)) this.#closeOther(name);
  }

  text(text: string): void {
    if (this.#skip > 0 || this.#formula.text(text)) return;
    if (this.#aside !== null) {
      this.#aside += text;
      return;
    }
    const open = this.#story.paragraph?.text;
    open?.add(this.#spans.at(-1) ? raised(open.value, text) : text);
  }

  /** Lets the notes of the last paragraph follow it; call at the end of the part. */
  end(): void {
    this.#story.end();
  }

  /** Spans that are formatted as hidden, and sections that are not shown. */
  #isHidden(name: string, attributes: XmlAttributes): boolean {
    if (name === 'text:span') return this.styles.isHidden(`text ${attributes['text:style-name']}`);
    if (name !== 'text:section') return false;
    const display = attributes['text:display'];
    return display === 'none' || (display === 'condition' && attributes['text:is-hidden'] === 'true');
  }

  #openTextElement(name: string, attributes: XmlAttributes): void {
    switch (name) {
      case 'text:span':
        this.#spans.push(this.styles.isRaised(`text ${attributes['text:style-name']}`));
        break;
      case 'text:p':
      case 'text:h':
        this.#story.beginParagraph(newParagraph(name, attributes, this.styles));
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
        this.#aside = '';
        break;
      case 'text:note-body':
        this.#story.collect();
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
        const mark = `[${this.#takeAside().trim() || '*'}]`;
        this.#story.paragraph?.text.insert(mark);
        this.#story.note(`${mark} `);
        break;
      }
      case 'text:note-body':
        this.#story.goOnWithNote(this.#story.collected().text('\n'));
        break;
    }
  }

  #openOther(name: string, attributes: XmlAttributes): void {
    switch (name) {
      case 'draw:page':
        this.#pages?.begin(this.styles.isPageHidden(attributes['draw:style-name']));
        break;
      case 'office:master-styles':
        // What a slide's master shows is decoration, and its placeholders.
        if (this.#pages) this.#skip = 1;
        break;
      case 'draw:image':
        if (!this.#frames.hasObject) this.counts.pictures += 1;
        break;
      case 'draw:object':
      case 'draw:object-ole':
        this.#object(folderName(attributes['xlink:href'] ?? ''));
        break;
      case 'svg:desc':
      case 'svg:title':
      case 'dc:creator':
      case 'dc:date':
        this.#aside = '';
        break;
      case 'presentation:notes':
      case 'office:annotation':
        this.#story.collect();
        break;
      default:
        if (margins.test(name)) this.#story.collect();
    }
  }

  #closeOther(name: string): void {
    switch (name) {
      case 'draw:page':
        this.#story.end();
        this.#pages?.end(this.#notesOfPage);
        this.#notesOfPage = '';
        break;
      case 'svg:desc':
      case 'svg:title': {
        const description = pictureDescription(this.#takeAside());
        if (description) this.#story.sink.block(paragraphBlock(description));
        break;
      }
      case 'dc:creator':
      case 'dc:date':
        this.#takeAside();
        break;
      case 'presentation:notes':
        this.#notesOfPage = this.#story.collected().text('\n');
        break;
      case 'office:annotation': {
        const text = this.#story.collected().text('\n');
        if (text) this.#story.note(`[Comment: ${text}]`);
        break;
      }
      default: {
        const margin = margins.exec(name)?.[1];
        if (margin === 'header' || margin === 'footer') this.#endMargin(margin);
      }
    }
  }

  #endParagraph(): void {
    const paragraph = this.#story.endParagraph();
    if (!paragraph) return;
    const { sink } = this.#story;
    const block = blockOf(paragraph, this.#lists, this.#numbers);
    if (block && paragraph.isHidden) this.counts.hidden += 1;
    else if (block) sink.block(block);
    for (const each of paragraph.beside) sink.block(each);
    this.#story.followWithNotes();
  }

  #endMargin(kind: 'header' | 'footer'): void {
    const text = this.#story.collected().text('\n');
    if (isWorthReading(text)) this.margins[kind].add(text);
  }

  /** An object in a folder of the archive. */
  #object(folder: string): void {
    this.#frames.markObject();
    const formula = this.#objects.formulas.get(folder);
    const chart = this.#objects.charts.get(folder);
    if (formula !== undefined) this.#story.formula(formula);
    else if (chart !== undefined) this.#story.sink.block(paragraphBlock(chart));
    else this.counts.objects += 1;
  }

  #takeAside(): string {
    const text = this.#aside ?? '';
    this.#aside = null;
    return text;
  }
}
