import { cleanText } from '../text/clean.ts';
import type { PDFPageProxy } from './library.ts';
import type { Span } from './span.ts';
import { joinShortTracked, withoutTracking } from './tracking.ts';

export type TextContent = Awaited<ReturnType<PDFPageProxy['getTextContent']>>;

/** The text of a page that runs in one direction. */
export interface Frame {
  /** Direction of reading in degrees clockwise from the page's left-to-right: 0 for most text, 90 for vertical writing. */
  readonly angle: number;
  readonly spans: Span[];
}

/** A rectangle in PDF points with the origin at the page's top left. */
export interface PageBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const snapDegrees = 8;
const obliqueStep = 5;

/** Slightly skewed scans count as straight; watermarks and figures keep their slant, in steps. */
function snapped(degrees: number): number {
  const right = Math.round(degrees / 90) * 90;
  const rounded =
    Math.abs(degrees - right) <= snapDegrees ? right : Math.round(degrees / obliqueStep) * obliqueStep;
  return ((rounded % 360) + 360) % 360;
}

const between = (value: number | undefined, low: number, high: number, otherwise: number): number =>
  value === undefined || !Number.isFinite(value) || value === 0
    ? otherwise
    : Math.min(high, Math.max(low, value));

/** Ligatures, the shapes that Arabic letters take beside each other, and punctuation turned for vertical writing. */
const presentationForms = /[\uFB00-\uFDFB\uFE10-\uFE19\uFE30-\uFE44\uFE47\uFE48\uFE70-\uFEFC]/g;

/**
 * The text of a run as Bittern keeps text: clean, with letters instead of their shapes. Hyphens that show only where a line
 * breaks are left only at the end, where one does.
 */
function spanText(source: string): string {
  const letters = cleanText(source).replace(presentationForms, (form) => form.normalize('NFKC'));
  return withoutTracking(letters.replace(/\s+/g, ' ').replace(/\u00AD(?=.)/g, ''));
}

/**
 * Sorts the text of a page by its direction and puts each into the coordinates of its frame, in which it reads from left
 * to right and downwards. `viewport` is the page's transform from PDF space to points from its top left, rotation applied.
 * The frame with the most text comes first.
 */
export function framesOf(content: TextContent, viewport: readonly number[]): Frame[] {
  const [a, b, c, d, e, f] = viewport as [number, number, number, number, number, number];
  const frames = new Map<number, Frame>();
  const characters = new Map<number, number>();
  /** Words that were set wide, letter by letter. */
  const wide = new Set<Span>();
  let hasSpaceBefore = false;
  let order = 0;
  for (const item of content.items) {
    if (!('str' in item)) continue;
    const text = spanText(item.str);
    if (text.trim() === '') {
      hasSpaceBefore ||= item.str !== '' || item.hasEOL;
      continue;
    }
    const style = content.styles[item.fontName] as
      | { fontFamily?: string; ascent?: number; descent?: number; vertical?: boolean }
      | undefined;
    const [ta, tb, , , te, tf] = item.transform as [number, number, number, number, number, number];
    const isVertical = style?.vertical === true;
    const degrees = (Math.atan2(ta * b + tb * d, ta * a + tb * c) * 180) / Math.PI + (isVertical ? 90 : 0);
    const angle = snapped(Number.isFinite(degrees) ? degrees : 0);
    let frame = frames.get(angle);
    if (!frame) {
      frame = { angle, spans: [] };
      frames.set(angle, frame);
    }
    const { cos, sin } = unit(angle);
    const x = te * a + tf * c + e;
    const y = te * b + tf * d + f;
    const size = Math.abs(isVertical ? item.width : item.height) || 1;
    const length = Math.abs(isVertical ? item.height : item.width);
    const start = x * cos + y * sin;
    const baseline = -x * sin + y * cos;
    const ascent = isVertical ? 0.5 : between(style?.ascent, 0.5, 1.1, 0.8);
    const descent = isVertical ? 0.5 : between(Math.abs(style?.descent ?? 0), 0.1, 0.5, 0.2);
    if (!Number.isFinite(start + baseline + size + length)) continue;
    const span: Span = {
      text,
      x0: start,
      x1: start + length,
      top: baseline - ascent * size,
      bottom: baseline + descent * size,
      baseline,
      size,
      font: item.fontName,
      isMonospace: style?.fontFamily === 'monospace' && !isVertical,
      isRightToLeft: item.dir === 'rtl',
      order: order++,
      hasSpaceBefore,
    };
    frame.spans.push(span);
    if (/^\p{L} \p{L} /u.test(item.str) && !text.includes(' ')) wide.add(span);
    characters.set(angle, (characters.get(angle) ?? 0) + item.str.length);
    hasSpaceBefore = item.hasEOL;
  }
  if (wide.size > 0) for (const { spans } of frames.values()) joinShortTracked(spans, wide);
  return [...frames.values()].sort((one, other) => characters.get(other.angle)! - characters.get(one.angle)!);
}

function unit(angle: number): { cos: number; sin: number } {
  // Exact for the four directions that nearly all text has.
  if (angle === 0) return { cos: 1, sin: 0 };
  if (angle === 90) return { cos: 0, sin: 1 };
  if (angle === 180) return { cos: -1, sin: 0 };
  if (angle === 270) return { cos: 0, sin: -1 };
  const radians = (angle * Math.PI) / 180;
  return { cos: Math.cos(radians), sin: Math.sin(radians) };
}

/** A rectangle of a frame as the upright rectangle around it on the page. */
export function toPageBox(angle: number, x0: number, x1: number, top: number, bottom: number): PageBox {
  if (angle === 0) return { x: x0, y: top, width: x1 - x0, height: bottom - top };
  const { cos, sin } = unit(angle);
  const xs = [x0 * cos - top * sin, x1 * cos - top * sin, x0 * cos - bottom * sin, x1 * cos - bottom * sin];
  const ys = [x0 * sin + top * cos, x1 * sin + top * cos, x0 * sin + bottom * cos, x1 * sin + bottom * cos];
  const x = Math.min(...xs);
  const y = Math.min(...ys);
  return { x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}
