import { pictureDescription } from '../../flow/picture.ts';
import type { XmlAttributes } from '../../xml/reader.ts';
import type { WordCounts } from './context.ts';

/** Pictures, charts, diagrams and drawn letters: the text that each brings along, and a count of those that have none. */
export class Graphics {
  readonly #texts: ReadonlyMap<string, string>;
  readonly #counts: WordCounts;
  /** What the author wrote of the picture that comes next. */
  #description: string | null = null;

  /** @param texts of charts and diagrams by the id of the reference to them */
  constructor(texts: ReadonlyMap<string, string>, counts: WordCounts) {
    this.#texts = texts;
    this.#counts = counts;
  }

  /** The text that an element brings along, if it is a graphic that has one. */
  textOf(name: string, attributes: XmlAttributes): string | null {
    switch (name) {
      case 'wp:docPr':
        this.#description = attributes.descr ?? null;
        return null;
      case 'pic:pic':
      case 'v:imagedata': {
        this.#counts.pictures += 1;
        const description = this.#description;
        this.#description = null;
        return description ? pictureDescription(description) : null;
      }
      case 'c:chart':
        return this.#texts.get(attributes['r:id'] ?? '') ?? null;
      case 'dgm:relIds':
        return this.#texts.get(attributes['r:dm'] ?? '') ?? null;
      case 'v:textpath':
        return attributes.string ?? null;
      case 'o:OLEObject':
        this.#counts.objects += 1;
        return null;
      case 'w:altChunk':
        this.#counts.imports += 1;
        return null;
      default:
        return null;
    }
  }
}
