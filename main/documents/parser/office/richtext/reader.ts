import { BitternError } from '../../../../../preload/contract/errors.ts';
import { type BlockSink, CollectingSink, paragraphBlock } from '../../flow/sink.ts';
import { raised } from '../../flow/superscript.ts';
import { characters, symbols } from './characters.ts';
import { decodeSymbols } from './code-pages.ts';
import { RtfFonts } from './fonts.ts';
import { type Destination, destinations, type GroupState, innerGroup, outermostGroup } from './groups.ts';
import { Story } from './story.ts';
import type { RtfHandler } from './tokenizer.ts';

const maximumDepth = 5000;
/** Bytes are decoded together, as a character may have two; a run without end is decoded in pieces. */
const maximumRun = 4096;

/** Destinations with a text of their own, apart from the text around them. */
const stories: ReadonlySet<Destination> = new Set(['note', 'comment', 'header', 'footer', 'shape']);
/** Parts that are read although the group around them is skipped: what objects, shapes and fields show. */
const reached: ReadonlySet<string> = new Set(['result', 'shptxt', 'ud', 'title', 'fldrslt']);
/** LibreOffice's list of page styles, which holds the headers and footers of the document once more. */
const pageStyles = 'pgdsctbl';

/** Reads the tokens of an RTF file and puts its blocks into a sink. */
export class RtfReader implements RtfHandler {
  /** Texts of headers and footers, each once. */
  readonly margins = { header: new Set<string>(), footer: new Set<string>() };
  readonly counts = { pictures: 0, objects: 0, deletions: 0, hidden: 0 };
  readonly #onTitle: (title: string) => void;
  readonly #stories: Story[];
  readonly #groups: GroupState[] = [outermostGroup()];
  readonly #fonts = new RtfFonts();
  readonly #styles = new Map<number, string>();
  #bytes: number[] = [];
  /** Bytes, symbols or words still to pass over after a `\u` character. */
  #toSkip = 0;
  #isGroupStart = false;
  #noteCount = 0;
  #pendingNotes: string[] = [];
  #title = '';
  #definedStyle = 0;
  #definition = '';

  /** `onTitle` is told the document's title when it is found, which is before the text. */
  constructor(sink: BlockSink, onTitle: (title: string) => void) {
    this.#onTitle = onTitle;
    this.#stories = [new Story(sink)];
  }

  beginGroup(): void {
    this.#flushBytes();
    this.#toSkip = 0;
    if (this.#groups.length >= maximumDepth)
      throw new BitternError(
        'unreadable',
        `The groups of this file are nested more than ${maximumDepth.toLocaleString('en')} deep, as only files made to do harm are. Bittern does not read it.`,
      );
    if (this.#group.destination === 'styles' && this.#group.begins) {
      this.#definition = '';
      this.#definedStyle = 0;
    }
    this.#groups.push(innerGroup(this.#group));
    this.#isGroupStart = true;
  }

  endGroup(): void {
    this.#flushBytes();
    this.#toSkip = 0;
    this.#isGroupStart = false;
    // Some writers close one group too many at the end.
    if (this.#groups.length <= 1) return;
    const group = this.#groups.pop()!;
    if (group.destination === 'styles' && this.#group.begins) this.#defineStyle();
    if (group.begins) this.#endDestination(group.destination);
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
    const { isIgnorable } = this.#group;
    this.#isGroupStart = false;
    this.#group.isIgnorable = false;
    const destination = destinations.get(name);
    if (destination !== undefined && (isFirst || isIgnorable)) this.#beginDestination(name, destination);
    else if (isIgnorable) {
      this.#group.destination = 'skip';
      if (name === pageStyles) this.#group.isSealed = true;
    }
    // The end of a row in a table within a table stands among properties that are skipped (RTF 1.9.1, “Nested tables”).
    else if (this.#group.destination !== 'skip' || name === 'nestrow') this.#control(name, value);
  }

  symbol(character: string): void {
    this.#flushBytes();
    if (character === '*') {
      this.#group.isIgnorable = true;
      return;
    }
    this.#isGroupStart = false;
    if (this.#toSkip > 0) this.#toSkip -= 1;
    else if (character === '\n' || character === '\r') this.#endParagraph();
    else this.#append(symbols[character] ?? '');
  }

  byte(value: number): void {
    this.#isGroupStart = false;
    if (this.#toSkip > 0) this.#toSkip -= 1;
    else this.#bytes.push(value);
    if (this.#bytes.length >= maximumRun && value < 0x80) this.#flushBytes();
  }

  /** Ends what is open at the end of the file. True when every group had been closed. */
  end(): boolean {
    this.#flushBytes();
    const isComplete = this.#groups.length <= 1;
    while (this.#groups.length > 1) this.endGroup();
    this.#story.end();
    this.#flushNotes();
    return isComplete;
  }

  get #group(): GroupState {
    return this.#groups.at(-1)!;
  }

  get #story(): Story {
    return this.#stories.at(-1)!;
  }

  #beginDestination(name: string, destination: Destination): void {
    const group = this.#group;
    const isSkipped = group.destination === 'skip';
    if (name === 'shppict' || (name === 'pict' && !isSkipped)) this.counts.pictures += 1;
    if (name === 'object') this.counts.objects += 1;
    if (isSkipped && (group.isSealed || !reached.has(name))) return;
    group.destination = destination;
    group.begins = true;
    if (destination === 'title') this.#title = '';
    if (destination === 'note') {
      this.#noteCount += 1;
      this.#story.append(`[${this.#noteCount}]`);
    }
    if (stories.has(destination)) this.#stories.push(new Story(new CollectingSink()));
  }

  #endDestination(destination: Destination): void {
    if (destination === 'title') this.#onTitle(this.#title);
    if (!stories.has(destination)) return;
    const story = this.#stories.pop()!;
    story.end();
    const sink = story.sink as CollectingSink;
    const text = sink.text('\n').trim();
    if (destination === 'shape') for (const block of sink.blocks) this.#story.sink.block(block);
    else if (destination === 'header' || destination === 'footer') {
      if (/\p{L}{2}/u.test(text)) this.margins[destination].add(text);
    } else if (destination === 'note') this.#pendingNotes.push(`[${this.#noteCount}] ${text}`);
    else if (text) this.#pendingNotes.push(`[Comment: ${text}]`);
  }

  #control(name: string, value: number | null): void {
    const group = this.#group;
    const isDefinition = group.destination === 'styles' || group.destination === 'fonts';
    this.#fonts.control(name, value, group.destination === 'fonts');
    if (name === 'uc') group.fallbackBytes = Math.min(16, Math.max(0, value ?? 1));
    if (name === 's' && isDefinition) this.#definedStyle = value ?? 0;
    // A label has a format of its own (`{\listtext\pard …}`), which is not that of the paragraph it stands before.
    if (isDefinition || (group.destination === 'label' && name === 'pard')) return;
    if (name === 'par' || name === 'sect') this.#endParagraph();
    else if (characters[name] !== undefined) this.#append(characters[name]);
    else if (!this.#story.control(name, value, this.#styles)) formatText(group, name, value);
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
    if (this.#group.destination !== 'skip') this.#append(this.#fonts.decode(bytes, this.#group.font));
  }

  #append(text: string): void {
    const group = this.#group;
    if (group.destination === 'skip' || group.destination === 'fonts' || text === '') return;
    if (group.destination === 'styles') {
      if (this.#definition.length < 200) this.#definition += text;
    } else if (group.destination === 'title') {
      if (this.#title.length < 1000) this.#title += text;
    } else if (group.destination === 'label') this.#story.appendLabel(text);
    else if (group.isDeleted) this.counts.deletions += 1;
    else if (group.isHidden) this.counts.hidden += text.trim() === '' ? 0 : 1;
    else this.#story.append(group.isRaised ? raised(this.#story.text, text) : text);
  }

  #defineStyle(): void {
    const name = this.#definition.replace(/;.*$/s, '').trim();
    if (name) this.#styles.set(this.#definedStyle, name);
    this.#definition = '';
  }

  #endParagraph(): void {
    if (this.#group.destination === 'skip') return;
    this.#story.endParagraph();
    if (this.#stories.length === 1) this.#flushNotes();
  }

  #flushNotes(): void {
    const notes = this.#pendingNotes;
    this.#pendingNotes = [];
    for (const note of notes) this.#stories[0]!.sink.block(paragraphBlock(note));
  }
}

/** Control words that decide whether and how the text of a group is seen. */
function formatText(group: GroupState, name: string, value: number | null): void {
  const isOn = value !== 0;
  if (name === 'v') group.isHidden = isOn;
  else if (name === 'deleted') group.isDeleted = isOn;
  else if (name === 'super') group.isRaised = isOn;
  else if (name === 'nosupersub') group.isRaised = false;
  else if (name === 'f') group.font = value ?? -1;
  else if (name === 'plain') {
    group.isHidden = false;
    group.isDeleted = false;
    group.isRaised = false;
    group.font = -1;
  }
}
