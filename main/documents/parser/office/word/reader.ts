import { FormulaText } from '../../flow/formula.ts';
import { OpenTable } from '../../flow/open-table.ts';
import { pictureDescription } from '../../flow/picture.ts';
import { type BlockSink, CollectingSink, paragraphBlock } from '../../flow/sink.ts';
import { raised } from '../../flow/superscript.ts';
import type { XmlAttributes, XmlHandler } from '../../xml/reader.ts';
import type { Numbering } from './numbering.ts';
import { blockOf, newParagraph, type OpenParagraph } from './paragraph.ts';
import type { ParagraphStyles } from './styles.ts';
import { symbolCharacter } from './symbols.ts';

/** What stands in other parts of the document and is referred to from the text. */
export interface WordContext {
  readonly styles: ParagraphStyles;
  readonly numbering: Numbering;
  /** Texts of notes and comments by kind and id: `footnote 2`. */
  readonly notes: ReadonlyMap<string, string>;
  /** Texts of charts and diagrams by the id of the reference to them. */
  readonly graphics: ReadonlyMap<string, string>;
}

/** What was met and could not become text. */
export interface WordCounts {
  pictures: number;
  objects: number;
  deletions: number;
  hidden: number;
  imports: number;
}

/** Elements whose contents are no part of the text: what was deleted, and how things used to be formatted. */
const skipped = new Set([
  'w:del',
  'w:moveFrom',
  'w:pPrChange',
  'w:rPrChange',
  'w:tblPrChange',
  'w:trPrChange',
  'w:tcPrChange',
  'w:sectPrChange',
  'w:tblGridChange',
  'w:instrText',
  'w:delText',
  'w:delInstrText',
  'w:rt',
]);

const maximumParagraph = 1 << 20;

/** Reads the body of a WordprocessingML part (document, notes, headers) and puts its blocks into a sink. */
export class WordReader implements XmlHandler {
  readonly counts: WordCounts = { pictures: 0, objects: 0, deletions: 0, hidden: 0, imports: 0 };
  readonly #context: WordContext;
  readonly #sinks: BlockSink[];
  readonly #paragraphs: OpenParagraph[] = [];
  readonly #tables: OpenTable[] = [];
  readonly #cells: { span: number; continues: boolean }[] = [];
  readonly #alternatives: boolean[] = [];
  /** Fields that are open: true while what is read is the field's instruction, not its result. */
  readonly #fields: boolean[] = [];
  readonly #formula = new FormulaText();
  #pendingNotes: string[] = [];
  #noteCount = 0;
  #skip = 0;
  #isText = false;
  #isRunHidden = false;
  #isRunRaised = false;
  #isInParagraphProperties = false;
  #isInRowProperties = false;
  #pictureText: string | null = null;

  constructor(context: WordContext, sink: BlockSink) {
    this.#context = context;
    this.#sinks = [sink];
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
    if (skipped.has(name) || (name === 'mc:Fallback' && this.#alternatives.at(-1))) {
      if (name === 'w:del' && this.#isInRowProperties) this.#tables.at(-1)?.markDeleted();
      if ((name === 'w:del' || name === 'w:moveFrom') && !this.#isInParagraphProperties)
        this.counts.deletions += 1;
      this.#skip = 1;
      return;
    }
    this.#openElement(name, attributes);
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
    this.#closeElement(name);
  }

  text(text: string): void {
    if (!this.#isText || this.#skip > 0) return;
    if (this.#formula.isOpen) this.#formula.text(text);
    else this.#append(text);
  }

  /** Lets the notes of the last paragraph follow it; call at the end of the part. */
  end(): void {
    this.#sinks[0]!.endTable();
    this.#flushNotes();
  }

  #openElement(name: string, attributes: XmlAttributes): void {
    switch (name) {
      case 'w:t':
        this.#isText = true;
        break;
      case 'w:p':
        this.#paragraphs.push(newParagraph());
        this.#isRunHidden = false;
        break;
      case 'w:r':
        this.#isRunHidden = false;
        this.#isRunRaised = false;
        break;
      case 'w:pPr':
        this.#isInParagraphProperties = true;
        break;
      case 'w:vanish':
        if (!this.#isInParagraphProperties && isOn(attributes)) this.#isRunHidden = true;
        break;
      case 'w:vertAlign':
        this.#isRunRaised = !this.#isInParagraphProperties && attributes['w:val'] === 'superscript';
        break;
      case 'w:pStyle':
      case 'w:numId':
      case 'w:ilvl':
      case 'w:outlineLvl':
        this.#paragraphProperty(name, attributes['w:val'] ?? '');
        break;
      case 'w:tab':
      case 'w:ptab':
        if (!this.#isInParagraphProperties) this.#append('\t');
        break;
      case 'w:br':
      case 'w:cr':
        this.#append('\n');
        break;
      case 'w:noBreakHyphen':
        this.#append('-');
        break;
      case 'w:sym':
        this.#append(
          symbolCharacter(attributes['w:font'] ?? '', Number.parseInt(attributes['w:char'] ?? '', 16)),
        );
        break;
      case 'w:fldChar':
        this.#field(attributes['w:fldCharType']);
        break;
      case 'w:footnoteReference':
      case 'w:endnoteReference':
        this.#noteReference(name.slice(2, -9), attributes['w:id'] ?? '');
        break;
      case 'w:commentReference':
        this.#commentReference(attributes['w:id'] ?? '');
        break;
      case 'mc:AlternateContent':
        this.#alternatives.push(false);
        break;
      case 'mc:Choice':
        if (this.#alternatives.length > 0) this.#alternatives[this.#alternatives.length - 1] = true;
        break;
      case 'w:txbxContent':
        this.#sinks.push(new CollectingSink());
        break;
      default:
        this.#openTableElement(name, attributes);
        this.#openGraphic(name, attributes);
    }
  }

  #openTableElement(name: string, attributes: XmlAttributes): void {
    switch (name) {
      case 'w:tbl':
        this.#tables.push(new OpenTable());
        break;
      case 'w:gridCol':
        this.#tables.at(-1)?.addColumn();
        break;
      case 'w:tr':
        this.#tables.at(-1)?.beginRow();
        break;
      case 'w:trPr':
        this.#isInRowProperties = true;
        break;
      case 'w:tblHeader':
        if (isOn(attributes)) this.#tables.at(-1)?.markHeader();
        break;
      case 'w:tc':
        this.#cells.push({ span: 1, continues: false });
        this.#sinks.push(new CollectingSink());
        break;
      case 'w:gridSpan': {
        const cell = this.#cells.at(-1);
        if (cell) cell.span = Math.max(1, Number(attributes['w:val']) || 1);
        break;
      }
      case 'w:vMerge': {
        const cell = this.#cells.at(-1);
        if (cell) cell.continues = attributes['w:val'] !== 'restart';
        break;
      }
    }
  }

  #openGraphic(name: string, attributes: XmlAttributes): void {
    switch (name) {
      case 'wp:docPr':
        this.#pictureText = attributes.descr ?? null;
        break;
      case 'pic:pic':
      case 'v:imagedata':
        this.counts.pictures += 1;
        if (this.#pictureText) this.#beside(pictureDescription(this.#pictureText));
        this.#pictureText = null;
        break;
      case 'c:chart':
        this.#beside(this.#context.graphics.get(attributes['r:id'] ?? ''));
        break;
      case 'dgm:relIds':
        this.#beside(this.#context.graphics.get(attributes['r:dm'] ?? ''));
        break;
      case 'v:textpath':
        this.#beside(attributes.string);
        break;
      case 'o:OLEObject':
        this.counts.objects += 1;
        break;
      case 'w:altChunk':
        this.counts.imports += 1;
        break;
    }
  }

  #closeElement(name: string): void {
    switch (name) {
      case 'w:t':
        this.#isText = false;
        break;
      case 'w:pPr':
        this.#isInParagraphProperties = false;
        break;
      case 'w:trPr':
        this.#isInRowProperties = false;
        break;
      case 'w:p':
        this.#endParagraph();
        break;
      case 'w:tc': {
        const content = this.#sinks.pop();
        const cell = this.#cells.pop();
        if (content instanceof CollectingSink && cell) this.#tables.at(-1)?.addCell({ content, ...cell });
        break;
      }
      case 'w:tr':
        this.#tables.at(-1)?.endRow(this.#sinks.at(-1)!);
        break;
      case 'w:tbl':
        this.#tables.pop();
        this.#sinks.at(-1)!.endTable();
        if (this.#sinks.length === 1) this.#flushNotes();
        break;
      case 'w:txbxContent': {
        const content = this.#sinks.pop();
        if (content instanceof CollectingSink) this.#paragraphs.at(-1)?.beside.push(...content.blocks);
        break;
      }
      case 'mc:AlternateContent':
        this.#alternatives.pop();
        break;
    }
  }

  #endParagraph(): void {
    const paragraph = this.#paragraphs.pop();
    if (!paragraph) return;
    const sink = this.#sinks.at(-1)!;
    const block = blockOf(paragraph, this.#context.styles, this.#context.numbering);
    if (block) sink.block(block);
    for (const each of paragraph.beside) sink.block(each);
    if (this.#sinks.length === 1) this.#flushNotes();
  }

  #paragraphProperty(name: string, value: string): void {
    const paragraph = this.#paragraphs.at(-1);
    if (!paragraph || !this.#isInParagraphProperties) return;
    if (name === 'w:pStyle') paragraph.style = value;
    else if (name === 'w:numId') paragraph.numberingId = value;
    else if (name === 'w:ilvl') paragraph.numberingLevel = Number(value) || 0;
    else paragraph.outlineLevel = Number(value) || 0;
  }

  #field(type: string | undefined): void {
    if (type === 'begin') this.#fields.push(true);
    else if (type === 'separate' && this.#fields.length > 0) this.#fields[this.#fields.length - 1] = false;
    else if (type === 'end') this.#fields.pop();
  }

  #noteReference(kind: string, id: string): void {
    const note = this.#context.notes.get(`${kind} ${id}`);
    if (note === undefined) return;
    this.#noteCount += 1;
    const mark = `[${this.#noteCount}]`;
    this.#append(mark);
    this.#pendingNotes.push(`${mark} ${note}`);
  }

  #commentReference(id: string): void {
    const comment = this.#context.notes.get(`comment ${id}`);
    const mark = this.#context.notes.get(`mark ${id}`);
    if (comment === undefined || mark === undefined) return;
    this.#append(mark);
    this.#pendingNotes.push(`${mark} ${comment}`);
  }

  #append(text: string): void {
    if (this.#fields.includes(true)) return;
    if (this.#isRunHidden) {
      if (text.trim()) this.counts.hidden += 1;
      return;
    }
    const paragraph = this.#paragraphs.at(-1);
    if (!paragraph) return;
    paragraph.text += this.#isRunRaised ? raised(paragraph.text, text) : text;
    this.#isRunRaised = false;
    // A paragraph without end is passed on in pieces.
    if (paragraph.text.length > maximumParagraph) {
      const cut = paragraph.text.lastIndexOf(' ') + 1 || paragraph.text.length;
      this.#sinks.at(-1)!.block(paragraphBlock(paragraph.text.slice(0, cut)));
      paragraph.text = paragraph.text.slice(cut);
    }
  }

  #beside(text: string | null | undefined): void {
    if (!text) return;
    const paragraph = this.#paragraphs.at(-1);
    if (paragraph) for (const line of text.split('\n\n')) paragraph.beside.push(paragraphBlock(line));
  }

  #flushNotes(): void {
    const notes = this.#pendingNotes;
    this.#pendingNotes = [];
    for (const note of notes) this.#sinks[0]!.block(paragraphBlock(note));
  }
}

/** A switch of WordprocessingML is on unless it says otherwise. */
function isOn(attributes: XmlAttributes): boolean {
  const value = attributes['w:val'];
  return value !== '0' && value !== 'false' && value !== 'off';
}
