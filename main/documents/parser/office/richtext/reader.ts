import { BitternError } from '../../../../../preload/contract/errors.ts';
import { OpenTable } from '../../flow/open-table.ts';
import { type BlockSink, CollectingSink, type FlowBlock, paragraphBlock } from '../../flow/sink.ts';
import { raised } from '../../flow/superscript.ts';
import { codePageOfCharset, decodeCodePage, decodeSymbols } from './code-pages.ts';
import { destinations, type GroupState, innerGroup } from './groups.ts';
import type { RtfHandler } from './tokenizer.ts';

const maximumDepth = 5000;

/** Control words that stand for characters. */
const characters: Readonly<Record<string, string>> = {
  tab: '\t',
  line: '\n',
  lbr: '\n',
  page: '\n',
  column: '\n',
  softline: '\n',
  emdash: '—',
  endash: '–',
  emspace: ' ',
  enspace: ' ',
  qmspace: ' ',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  bullet: '•',
  zwj: '\u200D',
  zwnj: '\u200C',
};

/** What a paragraph is, as its control words say; `\pard` sets it back. */
interface ParagraphState {
  style: number | null;
  outlineLevel: number | null;
  listLevel: number;
  isInTable: boolean;
}

/** Text that is being put together: the document's, or that of a note, a header, a shape within it. */
interface Story {
  readonly sink: BlockSink;
  text: string;
  label: string;
  paragraph: ParagraphState;
  table: OpenTable | null;
  cell: CollectingSink;
  hasCells: boolean;
  nested: string[];
}

/** Where headers and footers go. */
export interface Margins {
  readonly header: Set<string>;
  readonly footer: Set<string>;
}

/** Reads the tokens of an RTF file and puts its blocks into a sink. */
export class RtfReader implements RtfHandler {
  readonly margins: Margins = { header: new Set(), footer: new Set() };
  readonly counts = { pictures: 0, objects: 0, deletions: 0, hidden: 0 };
  readonly #onTitle: (title: string) => void;
  readonly #stories: Story[];
  readonly #groups: GroupState[] = [
    {
      destination: 'text',
      begins: false,
      font: -1,
      fallbackBytes: 1,
      isHidden: false,
      isDeleted: false,
      isRaised: false,
      isIgnorable: false,
    },
  ];
  readonly #fonts = new Map<number, number | 'symbol'>();
  readonly #styles = new Map<number, string>();
  #title = '';
  #codePage = 1252;
  #defaultFont = 0;
  #bytes: number[] = [];
  #toSkip = 0;
  #noteCount = 0;
  #pendingNotes: string[] = [];
  #definedFont = 0;
  #definedStyle = 0;
  #definition = '';
  #isGroupStart = false;

  /** `onTitle` is told the document's title when it is found, which is before the text. */
  constructor(sink: BlockSink, onTitle: (title: string) => void) {
    this.#onTitle = onTitle;
    this.#stories = [newStory(sink)];
  }

  beginGroup(): void {
    this.#flushBytes();
    this.#toSkip = 0;
    if (this.#groups.length >= maximumDepth)
      throw new BitternError(
        'unreadable',
        `The groups of this file are nested more than ${maximumDepth.toLocaleString('en')} deep, as only files made to do harm are. Bittern does not read it.`,
      );
    this.#groups.push(innerGroup(this.#group));
    this.#definition = '';
    this.#definedStyle = this.#group.destination === 'styles' ? 0 : this.#definedStyle;
    this.#isGroupStart = true;
  }

  endGroup(): void {
    this.#flushBytes();
    this.#toSkip = 0;
    this.#isGroupStart = false;
    // Some writers close one group too many at the end.
    if (this.#groups.length <= 1) return;
    const group = this.#groups.pop()!;
    if (group.destination === 'styles') this.#defineStyle();
    if (group.begins) this.#endDestination(group);
  }

  word(name: string, value: number | null): void {
    if (name === 'u' && value !== null) {
      this.#unicode(value);
      return;
    }
    this.#flushBytes();
    if (this.#toSkip > 0 && name !== 'uc') {
      this.#toSkip -= 1;
      return;
    }
    const isFirst = this.#isGroupStart;
    this.#isGroupStart = false;
    const destination = destinations.get(name);
    if (destination !== undefined && (isFirst || this.#group.isIgnorable)) this.#beginDestination(name);
    else if (this.#group.isIgnorable) {
      this.#group.isIgnorable = false;
      this.#group.destination = 'skip';
    } else this.#control(name, value);
  }

  symbol(character: string): void {
    this.#flushBytes();
    if (character === '*') {
      this.#group.isIgnorable = true;
      return;
    }
    this.#isGroupStart = false;
    if (this.#toSkip > 0) {
      this.#toSkip -= 1;
      return;
    }
    if (character === '~') this.#append(' ');
    else if (character === '_') this.#append('-');
    else if (character === '\n' || character === '\r') this.#endParagraph();
    else if (character === '\t') this.#append('\t');
    else if ('\\{}'.includes(character)) this.#append(character);
  }

  byte(value: number): void {
    this.#isGroupStart = false;
    if (this.#toSkip > 0) this.#toSkip -= 1;
    else this.#bytes.push(value);
    if (this.#bytes.length >= 4096 && value < 0x80) this.#flushBytes();
  }

  /** Ends what is open at the end of the file. True when every group had been closed. */
  end(): boolean {
    this.#flushBytes();
    const isComplete = this.#groups.length <= 1;
    while (this.#groups.length > 1) this.endGroup();
    const story = this.#stories[0]!;
    if (story.text.trim() !== '') this.#endParagraph();
    if (story.hasCells) this.#endRow();
    story.sink.endTable();
    this.#flushNotes();
    return isComplete;
  }

  get #group(): GroupState {
    return this.#groups.at(-1)!;
  }

  get #story(): Story {
    return this.#stories.at(-1)!;
  }

  #beginDestination(name: string): void {
    const destination = destinations.get(name)!;
    const group = this.#group;
    group.isIgnorable = false;
    if (name === 'shppict' || (name === 'pict' && group.destination !== 'skip')) this.counts.pictures += 1;
    if (name === 'object') this.counts.objects += 1;
    // An object or a field is skipped but for its result; a shape but for its text; an old encoding's text but for the new.
    const isReached =
      name === 'result' || name === 'shptxt' || name === 'ud' || name === 'title' || name === 'fldrslt';
    if (group.destination === 'skip' && !isReached) return;
    group.destination = destination;
    group.begins = true;
    if (
      destination === 'note' ||
      destination === 'comment' ||
      destination === 'header' ||
      destination === 'footer' ||
      destination === 'shape'
    )
      this.#stories.push(newStory(new CollectingSink()));
    if (destination === 'title') this.#title = '';
    if (destination === 'unicode-pair') group.destination = 'skip';
    if (name === 'footnote') {
      this.#noteCount += 1;
      const outer = this.#stories.at(-2);
      if (outer) outer.text += `[${this.#noteCount}]`;
    }
  }

  #endDestination(group: GroupState): void {
    switch (group.destination) {
      case 'title':
        this.#onTitle(this.#title);
        break;
      case 'note':
      case 'comment':
      case 'header':
      case 'footer':
      case 'shape': {
        if (this.#story.text.trim() !== '') this.#endParagraph();
        if (this.#story.hasCells) this.#endRow();
        const sink = this.#stories.pop()!.sink as CollectingSink;
        this.#place(group.destination, sink);
        break;
      }
    }
  }

  #place(destination: 'note' | 'comment' | 'header' | 'footer' | 'shape', sink: CollectingSink): void {
    const text = sink.text('\n').trim();
    if (destination === 'header' || destination === 'footer') {
      if (/\p{L}{2}/u.test(text)) this.margins[destination].add(text);
    } else if (destination === 'note') this.#pendingNotes.push(`[${this.#noteCount}] ${text}`);
    else if (destination === 'comment') {
      if (text) this.#pendingNotes.push(`[Comment: ${text}]`);
    } else for (const block of sink.blocks) this.#story.sink.block(block);
  }

  #control(name: string, value: number | null): void {
    const group = this.#group;
    if (group.destination === 'skip') return;
    if (group.destination === 'styles' || group.destination === 'fonts') {
      if (name === 's') this.#definedStyle = value ?? 0;
      this.#encodingControl(name, value);
      return;
    }
    const { paragraph } = this.#story;
    switch (name) {
      case 'par':
      case 'sect':
        this.#endParagraph();
        break;
      case 'cell':
        this.#endCell();
        break;
      case 'row':
        this.#endRow();
        break;
      case 'nestcell':
        this.#story.nested.push(this.#takeText());
        break;
      case 'nestrow':
        this.#story.cell.row(this.#story.nested.splice(0));
        break;
      case 'trowd':
        this.#story.table ??= new OpenTable();
        break;
      case 'cellx':
        this.#story.table?.addColumn();
        break;
      case 'trhdr':
        this.#story.table?.markHeader();
        break;
      case 'pard':
        this.#story.paragraph = newParagraph();
        break;
      case 'intbl':
        paragraph.isInTable = value !== 0;
        break;
      case 's':
        paragraph.style = value;
        break;
      case 'outlinelevel':
        paragraph.outlineLevel = value;
        break;
      case 'ilvl':
        paragraph.listLevel = value ?? 0;
        break;
      case 'plain':
        group.isHidden = false;
        group.isDeleted = false;
        group.isRaised = false;
        group.font = -1;
        break;
      case 'v':
        group.isHidden = value !== 0;
        break;
      case 'deleted':
        group.isDeleted = value !== 0;
        break;
      case 'super':
        group.isRaised = value !== 0;
        break;
      case 'nosupersub':
        group.isRaised = false;
        break;
      default:
        this.#encodingControl(name, value);
    }
  }

  #encodingControl(name: string, value: number | null): void {
    const group = this.#group;
    switch (name) {
      case 'uc':
        group.fallbackBytes = Math.min(16, Math.max(0, value ?? 1));
        break;
      case 'f':
        if (group.destination === 'fonts') this.#definedFont = value ?? 0;
        else group.font = value ?? -1;
        break;
      case 'fcharset':
        if (value === 2) this.#fonts.set(this.#definedFont, 'symbol');
        else {
          const codePage = codePageOfCharset(value ?? 0);
          if (codePage !== null) this.#fonts.set(this.#definedFont, codePage);
        }
        break;
      case 'cpg':
        if (group.destination === 'fonts' && value) this.#fonts.set(this.#definedFont, value);
        break;
      case 'ansicpg':
        if (value) this.#codePage = value;
        break;
      case 'mac':
        this.#codePage = 10000;
        break;
      case 'pc':
        this.#codePage = 437;
        break;
      case 'pca':
        this.#codePage = 850;
        break;
      case 'deff':
        this.#defaultFont = value ?? 0;
        break;
      default: {
        const character = characters[name];
        if (character !== undefined) this.#append(character);
      }
    }
  }

  /** `\u` takes a signed 16-bit number; characters beyond them come as two halves. */
  #unicode(value: number): void {
    this.#flushBytes();
    this.#isGroupStart = false;
    const unit = value < 0 ? value + 0x10000 : value;
    if (unit >= 0 && unit <= 0x10ffff) {
      // Word writes positions of picture fonts as private characters.
      const isPicture = unit >= 0xf020 && unit <= 0xf0ff;
      this.#append(isPicture ? decodeSymbols([unit - 0xf000]) : String.fromCodePoint(unit));
    }
    this.#toSkip = this.#group.fallbackBytes;
  }

  #flushBytes(): void {
    if (this.#bytes.length === 0) return;
    const bytes = this.#bytes;
    this.#bytes = [];
    const { font, destination } = this.#group;
    if (destination === 'skip') return;
    const fontPage = this.#fonts.get(font < 0 ? this.#defaultFont : font) ?? this.#codePage;
    this.#append(fontPage === 'symbol' ? decodeSymbols(bytes) : decodeCodePage(bytes, fontPage));
  }

  #append(text: string): void {
    const group = this.#group;
    const story = this.#story;
    switch (group.destination) {
      case 'skip':
      case 'fonts':
        return;
      case 'styles':
        if (this.#definition.length < 200) this.#definition += text;
        return;
      case 'title':
        if (this.#title.length < 1000) this.#title += text;
        return;
      case 'label':
        if (story.label.length < 200) story.label += text;
        return;
    }
    if (group.isDeleted) {
      this.counts.deletions += 1;
      return;
    }
    if (group.isHidden) {
      if (text.trim()) this.counts.hidden += 1;
      return;
    }
    story.text += group.isRaised ? raised(story.text, text) : text;
  }

  #defineStyle(): void {
    const name = this.#definition.replace(/;.*$/s, '').trim();
    if (name) this.#styles.set(this.#definedStyle, name);
    this.#definition = '';
  }

  #takeText(): string {
    const { text } = this.#story;
    this.#story.text = '';
    return text;
  }

  #endParagraph(): void {
    this.#flushBytes();
    if (this.#group.destination === 'skip') return;
    const story = this.#story;
    const block = this.#blockOf(this.#takeText());
    story.label = '';
    if (story.paragraph.isInTable) {
      if (block) story.cell.block(block);
      return;
    }
    if (story.hasCells) this.#endRow();
    if (story.table) {
      story.table = null;
      story.sink.endTable();
    }
    if (block) story.sink.block(block);
    if (this.#stories.length === 1) this.#flushNotes();
  }

  #endCell(): void {
    const story = this.#story;
    const block = this.#blockOf(this.#takeText());
    story.label = '';
    if (block) story.cell.block(block);
    story.table ??= new OpenTable();
    story.table.addCell({ content: story.cell, span: 1, continues: false });
    story.cell = new CollectingSink();
    story.hasCells = true;
  }

  #endRow(): void {
    const story = this.#story;
    story.table?.endRow(story.sink);
    story.table?.beginRow();
    story.hasCells = false;
  }

  #blockOf(text: string): FlowBlock | null {
    const { paragraph, label } = this.#story;
    if (text.trim() === '') return null;
    const name = (paragraph.style === null ? undefined : this.#styles.get(paragraph.style)) ?? '';
    const heading = /^heading ([1-9])$/i.exec(name)?.[1];
    const outline = paragraph.outlineLevel;
    if (/^title$/i.test(name)) return { kind: 'title', text, level: 1, marker: '' };
    if (heading || (outline !== null && outline >= 0 && outline < 9)) {
      const level = outline !== null && outline < 9 ? outline + 1 : Number(heading);
      return { kind: 'heading', text: label.trim() ? `${label.trim()} ${text}` : text, level, marker: '' };
    }
    const marker = label.trim();
    if (marker) return item(text.trim(), paragraph.listLevel, marker);
    // Lists written without the list commands: a sign or a number, a tab, the text.
    const written = /^\s*([•·▪◦‣●○■–-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)])\t+(.+)$/s.exec(text);
    if (written) return item(written[2]!, paragraph.listLevel, written[1]!);
    return paragraphBlock(text);
  }

  #flushNotes(): void {
    const notes = this.#pendingNotes;
    this.#pendingNotes = [];
    for (const note of notes) this.#stories[0]!.sink.block(paragraphBlock(note));
  }
}

function item(text: string, level: number, label: string): FlowBlock {
  const isSign = /^[^\p{L}\p{N}]+$/u.test(label);
  return { kind: 'item', text, level, marker: isSign ? '- ' : `${label} ` };
}

function newParagraph(): ParagraphState {
  return { style: null, outlineLevel: null, listLevel: 0, isInTable: false };
}

function newStory(sink: BlockSink): Story {
  return {
    sink,
    text: '',
    label: '',
    paragraph: newParagraph(),
    table: null,
    cell: new CollectingSink(),
    hasCells: false,
    nested: [],
  };
}
