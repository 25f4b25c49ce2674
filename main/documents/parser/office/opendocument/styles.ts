import { ordinal } from '../../flow/ordinals.ts';
import type { XmlAttributes } from '../../xml/reader.ts';

/** A level of a list style. */
interface ListLevel {
  readonly isBullet: boolean;
  readonly system: string;
  readonly prefix: string;
  readonly suffix: string;
  readonly start: number;
  /** How many levels of numbers the label shows: 2 for "3.1". */
  readonly shownLevels: number;
}

interface ParagraphStyle {
  parent: string | null;
  outlineLevel: number | null;
  isHidden: boolean;
  isRaised: boolean;
}

/** Name under which the numbering of headings is kept among the list styles. */
export const outlineStyle = ' outline';

/**
 * What the styles of an OpenDocument file say about roles: levels of headings, labels of lists, hidden sheets and text.
 * Fed with the elements of `styles.xml` and of the automatic styles in `content.xml`.
 */
export class OpenStyles {
  readonly #paragraphs = new Map<string, ParagraphStyle>();
  readonly #lists = new Map<string, Map<number, ListLevel>>();
  readonly #hiddenTables = new Set<string>();
  readonly #hiddenPages = new Set<string>();
  #current: { name: string; style: ParagraphStyle } | null = null;
  #list: Map<number, ListLevel> | null = null;

  /** Call for each opening element of a part. */
  open(name: string, attributes: XmlAttributes): void {
    switch (name) {
      case 'style:style':
        this.#addStyle(attributes);
        break;
      case 'style:text-properties':
        if (this.#current && attributes['text:display'] === 'none') this.#current.style.isHidden = true;
        if (this.#current && /^(super|[1-9])/.test(attributes['style:text-position'] ?? ''))
          this.#current.style.isRaised = true;
        break;
      case 'style:drawing-page-properties':
        if (this.#current && attributes['presentation:visibility'] === 'hidden')
          this.#hiddenPages.add(this.#current.name);
        break;
      case 'style:table-properties':
        if (this.#current && attributes['table:display'] === 'false')
          this.#hiddenTables.add(this.#current.name);
        break;
      case 'text:list-style':
      case 'text:outline-style':
        this.#list = new Map();
        this.#lists.set(
          name === 'text:outline-style' ? outlineStyle : (attributes['style:name'] ?? ''),
          this.#list,
        );
        break;
      case 'text:list-level-style-number':
      case 'text:list-level-style-bullet':
      case 'text:list-level-style-image':
      case 'text:outline-level-style':
        this.#list?.set(Number(attributes['text:level']) || 1, {
          isBullet: name.endsWith('bullet') || name.endsWith('image'),
          system: attributes['style:num-format'] ?? '',
          prefix: attributes['style:num-prefix'] ?? '',
          suffix: attributes['style:num-suffix'] ?? '',
          start: Number(attributes['text:start-value'] ?? 1) || 0,
          shownLevels: Number(attributes['text:display-levels'] ?? 1) || 1,
        });
        break;
    }
  }

  /** 1 to 10 when a paragraph style makes headings, `title` for the title of the document, else null. */
  role(style: string | undefined): number | 'title' | null {
    for (const [name, found] of this.#chain(style)) {
      if (name === 'Title') return 'title';
      if (found.outlineLevel !== null) return found.outlineLevel || null;
    }
    return null;
  }

  /** True for styles of program text. */
  isCode(style: string | undefined): boolean {
    return [...this.#chain(style)].some(([name]) => /^(preformatted_20_text|source_20_code)$/i.test(name));
  }

  isHidden(style: string | undefined): boolean {
    for (const [, found] of this.#chain(style)) if (found.isHidden) return true;
    return false;
  }

  /** True for styles of raised characters. */
  isRaised(style: string | undefined): boolean {
    for (const [, found] of this.#chain(style)) if (found.isRaised) return true;
    return false;
  }

  /** True for styles of slides that the show leaves out. */
  isPageHidden(style: string | undefined): boolean {
    return style !== undefined && this.#hiddenPages.has(style);
  }

  isTableHidden(style: string | undefined): boolean {
    return style !== undefined && this.#hiddenTables.has(style);
  }

  /** The number at which a level of a list style begins. */
  listStart(style: string, level: number): number {
    return this.#lists.get(style)?.get(level)?.start ?? 1;
  }

  /** The label of a list's item, `counts` being the numbers of all levels down to its own; `-` for bullets. */
  label(style: string, counts: readonly number[]): string {
    const levels = this.#lists.get(style);
    const own = levels?.get(counts.length);
    if (!own || own.isBullet) return style === outlineStyle ? '' : '-';
    if (own.system === '') return '';
    const numbers = counts.slice(-own.shownLevels).map((count, index) => {
      const level = levels!.get(counts.length - Math.min(own.shownLevels, counts.length) + 1 + index);
      return ordinal(count, level?.system || own.system);
    });
    return `${own.prefix}${numbers.join('.')}${own.suffix}`.trim();
  }

  #addStyle(attributes: XmlAttributes): void {
    const name = attributes['style:name'] ?? '';
    const level = attributes['style:default-outline-level'];
    const style: ParagraphStyle = {
      parent: attributes['style:parent-style-name'] ?? null,
      outlineLevel: level === undefined || level === '' ? null : Number(level),
      isHidden: false,
      isRaised: false,
    };
    // Only these families can be hidden or make headings; names repeat among families.
    if (attributes['style:family'] === 'paragraph') this.#paragraphs.set(name, style);
    if (attributes['style:family'] === 'text') this.#paragraphs.set(`text ${name}`, style);
    this.#current = { name, style };
  }

  *#chain(style: string | undefined): Generator<[string, ParagraphStyle]> {
    let name = style ?? null;
    for (let steps = 0; name !== null && steps < 32; steps++) {
      const found = this.#paragraphs.get(name);
      if (!found) {
        if (name === 'Title')
          yield [name, { parent: null, outlineLevel: null, isHidden: false, isRaised: false }];
        return;
      }
      yield [name, found];
      name = found.parent;
    }
  }
}
