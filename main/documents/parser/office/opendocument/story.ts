import { type BlockSink, CollectingSink, paragraphBlock } from '../../flow/sink.ts';
import type { OpenParagraph } from './paragraph.ts';

/**
 * Where the text of a document goes while it is read: into the paragraph that is open, whose block goes to the document, or to
 * what is kept apart for a while, such as a cell or a note.
 */
export class OpenStory {
  readonly #sinks: BlockSink[];
  readonly #paragraphs: OpenParagraph[] = [];
  #notes: string[] = [];

  constructor(sink: BlockSink) {
    this.#sinks = [sink];
  }

  /** Where blocks go. */
  get sink(): BlockSink {
    return this.#sinks.at(-1)!;
  }

  /** Nothing is kept apart: blocks go to the document. */
  get isOutermost(): boolean {
    return this.#sinks.length === 1;
  }

  /** The innermost paragraph that is open. */
  get paragraph(): OpenParagraph | undefined {
    return this.#paragraphs.at(-1);
  }

  beginParagraph(paragraph: OpenParagraph): void {
    this.#paragraphs.push(paragraph);
  }

  endParagraph(): OpenParagraph | undefined {
    return this.#paragraphs.pop();
  }

  /** What follows is kept apart, until `collected`. */
  collect(): void {
    this.#sinks.push(new CollectingSink());
  }

  collected(): CollectingSink {
    const sink = this.isOutermost ? undefined : this.#sinks.pop();
    return sink instanceof CollectingSink ? sink : new CollectingSink();
  }

  /** A formula stands in its paragraph, or alone. */
  formula(text: string): void {
    if (this.paragraph) this.paragraph.text.insert(text);
    else this.sink.block(paragraphBlock(text));
  }

  /** A note or comment, which is to follow the paragraph or table that is open in the document. */
  note(text: string): void {
    this.#notes.push(text);
  }

  /** More of the last note. */
  goOnWithNote(text: string): void {
    if (this.#notes.length > 0) this.#notes[this.#notes.length - 1] += text;
  }

  /** A paragraph or table has ended: in the document itself it is followed by its notes. */
  followWithNotes(): void {
    if (this.isOutermost) this.#flushNotes();
  }

  /** A page or the whole document has ended. */
  end(): void {
    this.#sinks[0]!.endTable();
    this.#flushNotes();
  }

  #flushNotes(): void {
    const notes = this.#notes;
    this.#notes = [];
    for (const note of notes) this.#sinks[0]!.block(paragraphBlock(note));
  }
}
