import type { FlowWriter } from '../../flow/writer.ts';
import type { XmlAttributes, XmlHandler } from '../../xml/reader.ts';
import type { Archive } from '../../zip/archive.ts';
import { graphicsOf } from '../drawing.ts';
import { parsePart, type Relationships, relationshipsOf } from '../package.ts';

const maximumCharacters = 1 << 20;

/** Writes what stands on a sheet beside its cells: comments, text boxes, the words in charts. */
export async function writeBeside(
  archive: Archive,
  related: Relationships,
  flow: FlowWriter,
  signal: AbortSignal,
): Promise<void> {
  const isThreaded = [...related.values()].some((each) => each.type === 'threadedComment');
  for (const { type, target, isExternal } of related.values()) {
    if (isExternal || !archive.has(target)) continue;
    // A threaded comment is also there as an ordinary one, with a remark for old versions of Excel.
    if (type === 'threadedComment' || (type === 'comments' && !isThreaded))
      await parsePart(archive, target, new CommentsReader(flow), { signal });
    if (type !== 'drawing') continue;
    await parsePart(archive, target, new TextBoxReader(flow), { signal });
    const graphics = await graphicsOf(archive, await relationshipsOf(archive, target, signal), signal);
    for (const text of graphics.values()) flow.paragraph(text);
  }
}

/** Comments of both kinds, each with the address of its cell. */
class CommentsReader implements XmlHandler {
  readonly #flow: FlowWriter;
  #cell = '';
  #text = '';
  #isText = false;

  constructor(flow: FlowWriter) {
    this.#flow = flow;
  }

  open(name: string, attributes: XmlAttributes): void {
    if (name === 'x:comment' || name === 'tc:threadedComment') {
      this.#cell = attributes.ref ?? '';
      this.#text = '';
    }
    this.#isText = name === 'x:t' || name === 'tc:text';
  }

  close(name: string): void {
    this.#isText = false;
    if (name !== 'x:comment' && name !== 'tc:threadedComment') return;
    if (this.#text.trim()) this.#flow.paragraph(`[Comment on ${this.#cell}: ${this.#text.trim()}]`);
  }

  text(text: string): void {
    if (this.#isText && this.#text.length < maximumCharacters) this.#text += text;
  }
}

/** The paragraphs of text boxes and shapes. */
class TextBoxReader implements XmlHandler {
  readonly #flow: FlowWriter;
  #text = '';
  #isText = false;

  constructor(flow: FlowWriter) {
    this.#flow = flow;
  }

  open(name: string): void {
    this.#isText = name === 'a:t';
    if (name === 'a:br') this.#text += '\n';
  }

  close(name: string): void {
    this.#isText = false;
    if (name === 'a:p') this.#text += '\n';
    if (name !== 'xdr:txBody') return;
    this.#flow.paragraph(this.#text);
    this.#text = '';
  }

  text(text: string): void {
    if (this.#isText && this.#text.length < maximumCharacters) this.#text += text;
  }
}
