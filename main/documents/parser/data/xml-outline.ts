import type { FlowWriter } from '../flow/writer.ts';
import type { XmlAttributes, XmlHandler } from '../xml/reader.ts';

interface OpenElement {
  readonly name: string;
  readonly fullName: string;
  readonly attributes: string;
  text: string;
  hasText: boolean;
  /** Text that stands beside child elements: running text, not data. */
  isMixed: boolean;
  hasChildren: boolean;
  /** Its name and attributes have been written, before what is in it. */
  isAnnounced: boolean;
  /** Name of the last child that had children itself: more of the same are records. */
  lastRecord: string;
}

const headings = /^(?:title|head|heading|h[1-6])$/i;
/** Elements within running text: their text belongs to the sentence around them. */
const maximumInline = 60;

/** Writes XML as it is read: elements with text and elements mixed as paragraphs, the others as `name: text` lines. */
export class XmlOutline implements XmlHandler {
  readonly #flow: FlowWriter;
  readonly #open: OpenElement[] = [];

  constructor(flow: FlowWriter) {
    this.#flow = flow;
  }

  open(name: string, attributes: XmlAttributes): void {
    const parent = this.#open.at(-1);
    if (parent) {
      if (parent.hasText) parent.isMixed = true;
      parent.hasChildren = true;
      if (parent.lastRecord === name) this.#flow.endList();
      if (!parent.isMixed && !parent.isAnnounced && parent.attributes !== '') {
        this.#flow.item(labelOf(parent), 0, '');
        parent.isAnnounced = true;
      }
    }
    const shown = Object.entries(attributes)
      .filter(([key]) => !key.startsWith('xmlns') && !key.startsWith('xsi:'))
      .map(([key, value]) => `${key}=${value}`)
      .join(', ');
    this.#open.push({
      name: name.slice(name.indexOf(':') + 1),
      fullName: name,
      attributes: shown.slice(0, 2000),
      text: '',
      hasText: false,
      isMixed: false,
      hasChildren: false,
      isAnnounced: false,
      lastRecord: '',
    });
  }

  close(): void {
    const element = this.#open.pop();
    if (!element) return;
    const text = element.text.replace(/\s+/g, ' ').trim();
    const parent = this.#open.at(-1);
    if (parent && element.hasChildren && !element.isMixed) parent.lastRecord = element.fullName;
    if (parent?.isMixed && (text.length < maximumInline || element.isMixed)) {
      parent.text += element.text;
      return;
    }
    if (text === '' && (element.attributes === '' || element.isAnnounced)) return;
    if (headings.test(element.name) && text !== '' && !element.isMixed)
      this.#flow.heading(Math.min(6, Math.max(1, this.#open.length - 1)), text);
    else if (element.isMixed || (element.name === 'p' && text !== '') || text.length > 400)
      this.#flow.paragraph(text);
    else {
      const label = labelOf(element);
      this.#flow.item(text === '' ? label : `${label}: ${text}`, 0, '');
    }
  }

  text(text: string): void {
    const element = this.#open.at(-1);
    if (!element) return;
    element.text += text;
    if (/\S/.test(text)) {
      element.hasText = true;
      if (element.hasChildren) element.isMixed = true;
    }
    // Running text of any length must not be held until its end.
    if (element.text.length > 100_000) {
      this.#flow.paragraph(element.text);
      element.text = '';
    }
  }
}

function labelOf(element: OpenElement): string {
  return element.attributes === '' ? element.name : `${element.name} (${element.attributes})`;
}
