import { cleanText } from '../text/clean.ts';
import type { PageBox } from './frames.ts';
import type { PDFPageProxy } from './library.ts';

/** What somebody wrote on a page beside its own text, and where on the page it is stuck. */
export interface PageNote {
  /** With the words that say what it is and whose. */
  readonly text: string;
  readonly box: PageBox;
}

/** The library's description of an annotation (ISO 32000-1, 12.5), as far as it is used here. */
interface Annotation {
  readonly subtype?: unknown;
  readonly annotationFlags?: unknown;
  readonly rect?: unknown;
  readonly contentsObj?: { readonly str?: unknown } | null;
  readonly titleObj?: { readonly str?: unknown } | null;
  /** The text of a free text as it is drawn. */
  readonly textContent?: unknown;
  /** The page's text under a highlight. */
  readonly overlaidText?: unknown;
  readonly inReplyTo?: unknown;
  readonly replyType?: unknown;
  /** Such a reply only says that a comment was accepted, or read. */
  readonly stateModel?: unknown;
}

/** Kinds of annotations that people write into, each with what its text is called. Links, fields and windows are not among them. */
const names: Readonly<Record<string, string>> = {
  Text: 'Comment',
  FreeText: 'Text added',
  Highlight: 'Comment',
  Underline: 'Comment',
  Squiggly: 'Comment',
  StrikeOut: 'Comment',
  Caret: 'Comment',
  Ink: 'Comment',
  Line: 'Comment',
  Square: 'Comment',
  Circle: 'Comment',
  Polygon: 'Comment',
  PolyLine: 'Comment',
  Stamp: 'Stamp',
  FileAttachment: 'Attached file',
};

/** Invisible, hidden, not to be seen (ISO 32000-1, table 165). */
const unseen = 1 | 2 | 32;

/** More on one page is not people's work. */
const maximumNotes = 2_000;
const maximumCharacters = 200_000;
/** So much of the marked text is repeated, that it is clear what a comment is about. */
const quotedCharacters = 200;

const textOf = (value: unknown): string =>
  typeof value === 'string' ? cleanText(value.slice(0, maximumCharacters)).trim() : '';
const plain = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** The comments, notes and added texts of a page, replies after what they answer. `viewport` maps PDF space to the page's points. */
export async function notesOf(page: PDFPageProxy, viewport: readonly number[]): Promise<PageNote[]> {
  const annotations = (await page.getAnnotations({ intent: 'display' })) as Annotation[];
  const notes: PageNote[] = [];
  const seen = new Set<string>();
  let characters = 0;
  for (const annotation of annotations) {
    const text = noteText(annotation);
    const box = boxOf(annotation.rect, viewport);
    const key = `${text} ${box?.x} ${box?.y}`;
    if (text === '' || box === null || seen.has(key)) continue;
    seen.add(key);
    characters += text.length;
    if (notes.length >= maximumNotes || characters > maximumCharacters) break;
    notes.push({ text, box });
  }
  return notes;
}

function noteText(annotation: Annotation): string {
  const name = typeof annotation.subtype === 'string' ? names[annotation.subtype] : undefined;
  if (name === undefined || annotation.stateModel || Number(annotation.annotationFlags) & unseen) return '';
  const isReply = typeof annotation.inReplyTo === 'string';
  if (isReply && annotation.replyType === 'Group') return '';
  const { textContent } = annotation;
  const drawn =
    annotation.subtype === 'FreeText' && Array.isArray(textContent) ? textOf(textContent.join('\n')) : '';
  const text = textOf(annotation.contentsObj?.str) || drawn;
  const marked = plain(textOf(annotation.overlaidText));
  // Some programs repeat what was marked as the comment on it.
  if (text === '' || plain(text) === marked) return '';
  const author = plain(textOf(annotation.titleObj?.str)).slice(0, 100);
  const quoted =
    marked.length > quotedCharacters ? `${marked.slice(0, quotedCharacters).trimEnd()}…` : marked;
  return `${isReply ? 'Reply' : name}${author && ` by ${author}`}${quoted && ` on “${quoted}”`}: ${text}`;
}

function boxOf(rect: unknown, viewport: readonly number[]): PageBox | null {
  if (!Array.isArray(rect) || rect.length !== 4 || !rect.every((value) => Number.isFinite(value)))
    return null;
  const [a, b, c, d, e, f] = viewport as [number, number, number, number, number, number];
  const [x0, y0, x1, y1] = rect as [number, number, number, number];
  const xs = [a * x0 + c * y0 + e, a * x1 + c * y1 + e];
  const ys = [b * x0 + d * y0 + f, b * x1 + d * y1 + f];
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}
