import { CollectingSink } from '../../flow/sink.ts';
import type { XmlAttributes, XmlHandler } from '../../xml/reader.ts';
import type { Archive } from '../../zip/archive.ts';
import { parsePart } from '../package.ts';
import type { WordContext } from './context.ts';
import { WordReader } from './reader.ts';

const maximumCharacters = 64 << 20;

/**
 * Reads footnotes, endnotes or comments of a document into `notes`, by kind and id, and the marks that Word shows for
 * comments (initials and number) under `mark` and the comment's id. `kind` is the element's name without
 * prefix: `footnote`, `endnote`, `comment`.
 */
export async function readNotes(
  archive: Archive,
  part: string | null,
  kind: 'footnote' | 'endnote' | 'comment',
  context: WordContext,
  notes: Map<string, string>,
  signal: AbortSignal,
): Promise<void> {
  if (part) await parsePart(archive, part, new NotesReader(kind, context, notes), { signal });
}

class NotesReader implements XmlHandler {
  readonly #element: string;
  readonly #kind: string;
  readonly #context: WordContext;
  readonly #notes: Map<string, string>;
  #current: {
    id: string;
    author: string;
    initials: string;
    sink: CollectingSink;
    reader: WordReader;
  } | null = null;
  #characters = 0;
  #count = 0;

  constructor(kind: string, context: WordContext, notes: Map<string, string>) {
    this.#kind = kind;
    this.#element = `w:${kind}`;
    this.#context = context;
    this.#notes = notes;
  }

  open(name: string, attributes: XmlAttributes): void {
    if (name !== this.#element) {
      this.#current?.reader.open(name, attributes);
      return;
    }
    // Separators between text and notes are kept among the notes, as notes of a type of their own.
    const type = attributes['w:type'];
    if (type && type !== 'normal') return;
    const sink = new CollectingSink();
    this.#current = {
      id: attributes['w:id'] ?? '',
      author: attributes['w:author'] ?? '',
      initials: attributes['w:initials'] ?? '',
      sink,
      reader: new WordReader(this.#context, sink),
    };
  }

  close(name: string): void {
    if (name !== this.#element) {
      this.#current?.reader.close(name);
      return;
    }
    const current = this.#current;
    this.#current = null;
    if (!current || this.#characters > maximumCharacters) return;
    const text = current.sink.text('\n').trim();
    if (text === '') return;
    this.#characters += text.length;
    this.#count += 1;
    if (this.#kind === 'comment') {
      const author = current.author ? ` by ${current.author}` : '';
      this.#notes.set(`comment ${current.id}`, `Comment${author}: ${text}`);
      this.#notes.set(`mark ${current.id}`, `[${current.initials || 'Comment '}${this.#count}]`);
    } else this.#notes.set(`${this.#kind} ${current.id}`, text);
  }

  text(text: string): void {
    this.#current?.reader.text(text);
  }
}
