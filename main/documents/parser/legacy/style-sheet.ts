import { roleOf, type ParagraphStyle as StyleRole } from '../office/word/styles.ts';
import { characterPropertiesIn, isHiddenBy } from './characters.ts';
import { type ParagraphModifiers, paragraphModifiersIn } from './paragraph-modifiers.ts';

/** What a style says together with those that it is based on. */
export interface WordStyle extends Pick<ParagraphModifiers, 'list' | 'depth'> {
  readonly role: StyleRole['role'];
  /** 1 to 9 for headings. */
  readonly headingLevel: number | null;
  /** Whether text is hidden with it when it is, or is not, without it. */
  readonly hides: (isHidden: boolean) => boolean;
}

interface RawStyle {
  /** Its number among Word's own styles. */
  readonly builtIn: number;
  readonly name: string;
  readonly basedOn: number;
  readonly paragraph: ParagraphModifiers | null;
  readonly hiding: number | null;
}

/** The numbers of Word's own styles that say what their paragraphs are (`sti` of MS-DOC's StdfBase), whatever their names are. */
const builtIn = { lastHeading: 9, firstContents: 19, lastContents: 27, caption: 34, figures: 35, title: 62 };

/** A style that says nothing. */
export const plainStyle: WordStyle = {
  role: null,
  headingLevel: null,
  list: null,
  depth: null,
  hides: (isHidden) => isHidden,
};

/** The kinds of styles that have properties for characters (`stk` of MS-DOC's StdfBase). */
const kinds = { paragraph: 1, character: 2 } as const;

/** A look-up of the styles of the style sheet (MS-DOC, STSH) by their places in it. */
export function styleSheet(
  table: Uint8Array,
  { offset, length }: { offset: number; length: number },
): (index: number) => WordStyle {
  const raw = rawStyles(table.subarray(offset, offset + length));
  const known = new Map<number, WordStyle>();
  return (index) => {
    const found = known.get(index) ?? resolved(chainOf(raw, index)) ?? unlisted(index);
    known.set(index, found);
    return found;
  };
}

/** A style and those it is based on, nearest first; a circle is walked once. */
function chainOf(raw: ReadonlyMap<number, RawStyle>, index: number): RawStyle[] {
  const chain: RawStyle[] = [];
  const seen = new Set<number>();
  for (let next = index; !seen.has(next) && seen.size < 32; ) {
    seen.add(next);
    const style = raw.get(next);
    if (!style) break;
    chain.push(style);
    next = style.basedOn;
  }
  return chain;
}

/** A style that the sheet, perhaps a damaged one, does not have: headings always have the places 1 to 9. */
const unlisted = (index: number): WordStyle =>
  index >= 1 && index <= builtIn.lastHeading ? { ...plainStyle, headingLevel: index } : plainStyle;

function resolved(chain: readonly RawStyle[]): WordStyle | null {
  if (chain.length === 0) return null;
  const first = <T>(value: (style: RawStyle) => T | null): T | null => {
    for (const style of chain) {
      const found = value(style);
      if (found !== null) return found;
    }
    return null;
  };
  const outline = first((style) => style.paragraph?.outlineLevel ?? null);
  const hiding = first((style) => style.hiding);
  return {
    role: first(roleOfStyle),
    headingLevel: outline !== null && outline < 9 ? outline + 1 : first(headingLevelOf),
    list: first((style) => style.paragraph?.list ?? null),
    depth: first((style) => style.paragraph?.depth ?? null),
    hides: (isHidden) => isHiddenBy(hiding, isHidden),
  };
}

const headingLevelOf = (style: RawStyle): number | null =>
  style.builtIn >= 1 && style.builtIn <= builtIn.lastHeading ? style.builtIn : null;

function roleOfStyle({ builtIn: number, name }: RawStyle): WordStyle['role'] {
  if (number === builtIn.title) return 'title';
  if (number === builtIn.caption) return 'caption';
  if (number === builtIn.figures) return 'contents';
  if (number >= builtIn.firstContents && number <= builtIn.lastContents) return 'contents';
  return roleOf(name);
}

function rawStyles(sheet: Uint8Array): Map<number, RawStyle> {
  const styles = new Map<number, RawStyle>();
  const view = new DataView(sheet.buffer, sheet.byteOffset, sheet.byteLength);
  if (view.byteLength < 6) return styles;
  const count = view.getUint16(2, true);
  const baseBytes = view.getUint16(4, true);
  let at = 2 + view.getUint16(0, true);
  for (let index = 0; index < count && at + 2 <= view.byteLength; index++) {
    const bytes = view.getUint16(at, true);
    at += 2;
    const style = bytes > 0 ? rawStyle(sheet.subarray(at, at + bytes), baseBytes) : null;
    if (style) styles.set(index, style);
    // Each begins at an even place; the length does not count what fills up the one before.
    at += bytes + (bytes % 2);
  }
  return styles;
}

/** A style (MS-DOC, STD): what is fixed, its name, then the modifiers for its paragraphs and its characters. */
function rawStyle(bytes: Uint8Array, baseBytes: number): RawStyle | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (baseBytes < 10 || baseBytes + 2 > view.byteLength) return null;
  const kind = view.getUint16(2, true) & 0xf;
  const nameBytes = 2 * view.getUint16(baseBytes, true);
  const name = new TextDecoder('utf-16le').decode(bytes.subarray(baseBytes + 2, baseBytes + 2 + nameBytes));
  // The name ends with a zero.
  let at = baseBytes + 2 + nameBytes + 2;
  const modifiers = (): { from: number; to: number } => {
    if (at + 2 > view.byteLength) return { from: at, to: at };
    const from = at + 2;
    const to = Math.min(view.byteLength, from + view.getUint16(at, true));
    at = to + (to % 2);
    return { from, to };
  };
  // Those of a paragraph begin with the style's own place in the sheet.
  const paragraph = kind === kinds.paragraph ? modifiers() : null;
  const characters = kind === kinds.paragraph || kind === kinds.character ? modifiers() : null;
  return {
    builtIn: view.getUint16(0, true) & 0xfff,
    name,
    basedOn: view.getUint16(2, true) >> 4,
    paragraph: paragraph && paragraphModifiersIn(view, paragraph.from + 2, paragraph.to),
    hiding: characters && characterPropertiesIn(view, characters.from, characters.to).hiding,
  };
}
