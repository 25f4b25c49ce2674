import { FormulaText } from '../../flow/formula.ts';
import { type BlockSink, CollectingSink, paragraphBlock } from '../../flow/sink.ts';
import { raised } from '../../flow/superscript.ts';
import type { XmlAttributes, XmlHandler } from '../../xml/reader.ts';
import type { WordContext, WordCounts } from './context.ts';
import { Fields } from './fields.ts';
import { Graphics } from './graphics.ts';
import { blockOf, newParagraph, type OpenParagraph } from './paragraph.ts';
import { References } from './references.ts';
import { isOn } from './switch.ts';
import { symbolCharacter } from './symbols.ts';
import { WordTables } from './tables.ts';

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
  readonly #tables = new WordTables();
  readonly #references: References;
  readonly #graphics: Graphics;
  readonly #alternatives: boolean[] = [];
  readonly #fields = new Fields();
  readonly #formula = new FormulaText();
  #skip = 0;
  #isText = false;
  #isRunHidden = false;
  #isRunRaised = false;
  #isInParagraphProperties = false;

  constructor(context: WordContext, sink: BlockSink) {
    this.#context = context;
    this.#references = new References(context.notes);
    this.#graphics = new Graphics(context.graphics, this.counts);
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
      if (name === 'w:del') this.#tables.noteDeletion();
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
        this.#fields.mark(attributes['w:fldCharType']);
        break;
      case 'w:footnoteReference':
      case 'w:endnoteReference':
        this.#refer(this.#references.note(name.slice(2, -9), attributes['w:id'] ?? ''));
        break;
      case 'w:commentReference':
        this.#refer(this.#references.comment(attributes['w:id'] ?? ''));
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
      case 'w:tbl':
        this.#tables.begin();
        break;
      case 'w:tr':
        this.#tables.beginRow();
        break;
      case 'w:trPr':
        this.#tables.rowProperties(true);
        break;
      case 'w:tc':
        this.#sinks.push(this.#tables.beginCell());
        break;
      default:
        this.#tables.property(name, attributes);
        this.#beside(this.#graphics.textOf(name, attributes));
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
        this.#tables.rowProperties(false);
        break;
      case 'w:p':
        this.#endParagraph();
        break;
      case 'w:tc':
        this.#sinks.pop();
        this.#tables.endCell();
        break;
      case 'w:tr':
        this.#tables.endRow(this.#sinks.at(-1)!);
        break;
      case 'w:tbl':
        this.#tables.end();
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

  #refer(mark: string | null): void {
    if (mark !== null) this.#append(mark);
  }

  #append(text: string): void {
    if (this.#fields.isInstruction) return;
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

  #beside(text: string | null): void {
    if (!text) return;
    const paragraph = this.#paragraphs.at(-1);
    if (paragraph) for (const line of text.split('\n\n')) paragraph.beside.push(paragraphBlock(line));
  }

  #flushNotes(): void {
    for (const note of this.#references.take()) this.#sinks[0]!.block(paragraphBlock(note));
  }
}
