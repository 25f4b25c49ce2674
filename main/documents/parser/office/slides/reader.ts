import { FormulaText } from '../../flow/formula.ts';
import { isLabel } from '../../flow/label.ts';
import { pictureDescription } from '../../flow/picture.ts';
import type { XmlAttributes, XmlHandler } from '../../xml/reader.ts';
import { SlidePlaces } from './places.ts';
import type { Slide, SlideContent, SlideParagraph } from './slide.ts';

const maximumCharacters = 4 << 20;

interface OpenTable {
  readonly rows: string[][];
  hasHeader: boolean;
}

/** Reads a slide (or its notes): shapes with their paragraphs, tables, and the words of the graphics it refers to. */
export class SlideReader implements XmlHandler {
  readonly slide: Slide = { items: [], isHidden: false, pictures: 0, objects: 0 };
  readonly #graphics: ReadonlyMap<string, string>;
  readonly #formula = new FormulaText();
  readonly #places = new SlidePlaces();
  readonly #alternatives: boolean[] = [];
  #skip = 0;
  #shape: { placeholder: string | null; paragraphs: SlideParagraph[] } | null = null;
  #paragraph: SlideParagraph | null = null;
  #table: OpenTable | null = null;
  #cell: string | null = null;
  #continuesAbove = false;
  #isText = false;
  #characters = 0;
  #description = '';

  constructor(graphics: ReadonlyMap<string, string>) {
    this.#graphics = graphics;
  }

  open(name: string, attributes: XmlAttributes): void {
    if (this.#skip > 0) {
      this.#skip += 1;
      return;
    }
    if (this.#formula.isOpen || name === 'm:oMath' || name === 'm:oMathPara') {
      this.#formula.open(name.slice(name.indexOf(':') + 1), attributes['m:val']);
      this.#isText = name === 'm:t';
      return;
    }
    if (name === 'mc:Fallback' && this.#alternatives.at(-1)) {
      this.#skip = 1;
      return;
    }
    this.#places.open(name, attributes);
    switch (name) {
      case 'p:sld':
        this.slide.isHidden = attributes.show === '0' || attributes.show === 'false';
        break;
      case 'p:sp':
        this.#shape = { placeholder: null, paragraphs: [] };
        break;
      case 'p:ph':
        if (this.#shape) this.#shape.placeholder = attributes.type ?? 'obj';
        break;
      case 'p:cNvPr':
        this.#description = attributes.descr ?? '';
        break;
      case 'a:t':
        this.#isText = true;
        break;
      case 'a:br':
        this.#append('\n');
        break;
      case 'mc:AlternateContent':
        this.#alternatives.push(false);
        break;
      case 'mc:Choice':
        if (this.#alternatives.length > 0) this.#alternatives[this.#alternatives.length - 1] = true;
        break;
      default:
        this.#openParagraphElement(name, attributes);
        this.#openGraphic(name, attributes);
    }
  }

  close(name: string): void {
    if (this.#skip > 0) {
      this.#skip -= 1;
      return;
    }
    if (this.#formula.isOpen) {
      this.#isText = false;
      const text = this.#formula.close();
      if (text !== null) this.#append(text);
      return;
    }
    switch (name) {
      case 'a:t':
        this.#isText = false;
        break;
      case 'a:p':
        this.#endParagraph();
        break;
      case 'a:tc':
        this.#endCell();
        break;
      case 'a:tbl':
        if (this.#table) this.#add({ kind: 'table', ...this.#table });
        this.#table = null;
        break;
      case 'p:sp':
        if (this.#shape) this.#add({ kind: 'shape', ...this.#shape });
        this.#shape = null;
        break;
      case 'mc:AlternateContent':
        this.#alternatives.pop();
        break;
    }
    this.#places.close(name);
  }

  text(text: string): void {
    if (!this.#isText || this.#skip > 0) return;
    if (this.#formula.isOpen) this.#formula.text(text);
    else this.#append(text);
  }

  #openParagraphElement(name: string, attributes: XmlAttributes): void {
    switch (name) {
      case 'a:p':
        this.#paragraph = { text: '', depth: 0, bullet: null };
        break;
      case 'a:pPr':
        if (this.#paragraph) this.#paragraph.depth = Math.min(8, Number(attributes.lvl) || 0);
        break;
      case 'a:buNone':
        if (this.#paragraph) this.#paragraph.bullet = 'none';
        break;
      case 'a:buChar':
      case 'a:buBlip':
        if (this.#paragraph) this.#paragraph.bullet = 'sign';
        break;
      case 'a:buAutoNum':
        if (this.#paragraph)
          this.#paragraph.bullet = { system: attributes.type ?? '', start: Number(attributes.startAt) || 1 };
        break;
    }
  }

  #openGraphic(name: string, attributes: XmlAttributes): void {
    switch (name) {
      case 'a:tbl':
        this.#table = { rows: [], hasHeader: false };
        break;
      case 'a:tblPr':
        if (this.#table)
          this.#table.hasHeader = attributes.firstRow === '1' || attributes.firstRow === 'true';
        break;
      case 'a:tr':
        this.#table?.rows.push([]);
        break;
      case 'a:tc':
        this.#cell = '';
        this.#continuesAbove = attributes.vMerge === '1' || attributes.vMerge === 'true';
        break;
      case 'p:pic':
        this.slide.pictures += 1;
        this.#description = '';
        break;
      case 'p:blipFill': {
        const description = pictureDescription(this.#description);
        if (description) this.#add({ kind: 'text', text: description });
        break;
      }
      case 'p:oleObj':
        this.slide.objects += 1;
        break;
      case 'c:chart':
        this.#addGraphic(attributes['r:id']);
        break;
      case 'dgm:relIds':
        this.#addGraphic(attributes['r:dm']);
        break;
    }
  }

  #addGraphic(id: string | undefined): void {
    const text = this.#graphics.get(id ?? '');
    if (text) this.#add({ kind: 'text', text });
  }

  #add(content: SlideContent): void {
    this.slide.items.push(this.#places.placed(content));
  }

  #endCell(): void {
    const rows = this.#table?.rows ?? [];
    const row = rows.at(-1);
    const own = this.#cell?.trim() ?? '';
    this.#cell = null;
    // What is merged with the cell above is repeated where it is short enough to be a label.
    const above = this.#continuesAbove && row ? (rows.at(-2)?.[row.length] ?? '') : '';
    row?.push(own === '' && isLabel(above) ? above : own);
  }

  #endParagraph(): void {
    const paragraph = this.#paragraph;
    this.#paragraph = null;
    if (!paragraph) return;
    if (this.#cell !== null) this.#cell += `${paragraph.text} `;
    else this.#shape?.paragraphs.push(paragraph);
  }

  #append(text: string): void {
    this.#characters += text.length;
    if (this.#paragraph && this.#characters <= maximumCharacters) this.#paragraph.text += text;
  }
}
