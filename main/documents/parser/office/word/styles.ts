import type { Archive } from '../../zip/archive.ts';
import { onlyOpen, parsePart } from '../package.ts';

/** What a paragraph style says about the role of its paragraphs. */
export interface ParagraphStyle {
  readonly role: 'title' | 'caption' | 'contents' | 'code' | null;
  /** 1 to 9 for headings, else null. */
  readonly headingLevel: number | null;
  /** The list that the style numbers its paragraphs by, and their level in it. */
  readonly numberingId: string | null;
  readonly numberingLevel: number | null;
}

interface RawStyle {
  name: string;
  basedOn: string | null;
  outlineLevel: number | null;
  numberingId: string | null;
  numberingLevel: number | null;
}

const plain: ParagraphStyle = { role: null, headingLevel: null, numberingId: null, numberingLevel: null };

/** The paragraph styles of a document by id. Names are English whatever the language of Word; ids are not. */
export class ParagraphStyles {
  readonly #raw: ReadonlyMap<string, RawStyle>;
  readonly #resolved = new Map<string, ParagraphStyle>();

  constructor(raw: ReadonlyMap<string, RawStyle>) {
    this.#raw = raw;
  }

  /** Reads `styles.xml`; a document without styles has only plain paragraphs. */
  static async read(archive: Archive, part: string | null, signal: AbortSignal): Promise<ParagraphStyles> {
    const styles = new Map<string, RawStyle>();
    let current: RawStyle | null = null;
    const value = (attributes: Readonly<Record<string, string>>): string => attributes['w:val'] ?? '';
    if (part)
      await parsePart(
        archive,
        part,
        onlyOpen((name, attributes) => {
          if (name === 'w:style') {
            current = {
              name: '',
              basedOn: null,
              outlineLevel: null,
              numberingId: null,
              numberingLevel: null,
            };
            if (attributes['w:styleId'] !== undefined) styles.set(attributes['w:styleId'], current);
          }
          if (!current) return;
          if (name === 'w:name') current.name = value(attributes);
          else if (name === 'w:basedOn') current.basedOn = value(attributes);
          else if (name === 'w:outlineLvl') current.outlineLevel = Number(value(attributes));
          else if (name === 'w:numId') current.numberingId = value(attributes);
          else if (name === 'w:ilvl') current.numberingLevel = Number(value(attributes));
        }),
        { signal },
      );
    return new ParagraphStyles(styles);
  }

  get(id: string | null): ParagraphStyle {
    if (id === null) return plain;
    const known = this.#resolved.get(id);
    if (known) return known;
    const resolved = this.#resolve(id);
    this.#resolved.set(id, resolved);
    return resolved;
  }

  #resolve(id: string): ParagraphStyle {
    // A style without a definition still says something by its id: writers often leave out the usual ones.
    const chain = this.#chain(id);
    const names = chain.length > 0 ? chain.map((style) => style.name) : [id];
    const outline = chain.find((style) => style.outlineLevel !== null)?.outlineLevel ?? null;
    const named = names.map(headingLevelOf).find((level) => level !== null) ?? null;
    return {
      role: names.some((name) => roleOf(name) === 'title')
        ? 'title'
        : (names.map(roleOf).find((role) => role !== null) ?? null),
      headingLevel: outline !== null && outline >= 0 && outline < 9 ? outline + 1 : named,
      numberingId: chain.find((style) => style.numberingId !== null)?.numberingId ?? null,
      numberingLevel: chain.find((style) => style.numberingLevel !== null)?.numberingLevel ?? null,
    };
  }

  /** A style and those it is based on, nearest first; a circle is walked once. */
  #chain(id: string): RawStyle[] {
    const chain: RawStyle[] = [];
    const seen = new Set<string>();
    for (let next: string | null = id; next !== null && !seen.has(next) && seen.size < 32; ) {
      seen.add(next);
      const style: RawStyle | undefined = this.#raw.get(next);
      if (!style) break;
      chain.push(style);
      next = style.basedOn;
    }
    return chain;
  }
}

function headingLevelOf(name: string): number | null {
  const level = /^heading\s?([1-9])$/i.exec(name)?.[1];
  return level ? Number(level) : null;
}

/** The role that a style has by its name. */
export function roleOf(name: string): ParagraphStyle['role'] {
  if (/^(title|titel)$/i.test(name)) return 'title';
  if (/^caption$|^(image|table) caption$/i.test(name)) return 'caption';
  if (/^toc \d$|^table of figures$/i.test(name)) return 'contents';
  if (/^(source code|html preformatted|code( block)?|verbatim|preformatted text)$/i.test(name)) return 'code';
  return null;
}
