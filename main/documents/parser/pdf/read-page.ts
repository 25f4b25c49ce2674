import type { PageKind } from '../../../../preload/contract/document.ts';
import { notesOf, type PageNote } from './annotations.ts';
import { drawingOf } from './drawing.ts';
import { type FilledField, fieldSpans } from './form-fields.ts';
import { type Frame, framesOf, type TextContent } from './frames.ts';
import { edgesOf, type PageEdges } from './furniture.ts';
import { type Grid, gridsOf } from './grids.ts';
import type { PDFDocumentProxy, PDFPageProxy } from './library.ts';
import { fewCharacters, kindOfTextlessPage } from './page-kind.ts';
import { hasGutters } from './regions.ts';
import { rowsOf } from './rows.ts';
import type { Row } from './span.ts';

/** The text of a frame in rows. */
export interface FrameRows {
  readonly angle: number;
  readonly rows: readonly Row[];
}

/** A page as it was drawn, before it is laid out. */
export interface RawPage {
  readonly number: number;
  readonly width: number;
  readonly height: number;
  /** `text` until the layout shows that it is `suspicious`. */
  readonly kind: PageKind;
  readonly frames: readonly FrameRows[];
  /** Tables drawn with lines, in the upright frame. */
  readonly grids: readonly Grid[];
  readonly edges: PageEdges;
  /** What people have written on it, comments and the like. */
  readonly notes: readonly PageNote[];
  /** True when the page had more text than is read from one. */
  readonly isCut: boolean;
  /** True when its text was recognised in a picture. */
  readonly isRecognised?: boolean;
}

/** More runs of text than this on one page are a drawing, or an attack. */
const maximumItems = 150_000;
/** Milliseconds after which the text, the drawing or the notes of one page are given up. Ordinary pages take a few. */
const textMs = 20_000;
const drawingMs = 4_000;
const notesMs = 4_000;

/** Resolves to null when `work` takes longer than `ms`. */
async function within<T>(ms: number, work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** A page that was read, and whether the library is still at work on what was given up of it. */
export interface PageReading {
  readonly page: RawPage;
  readonly isAbandoned: boolean;
}

/**
 * Reads the text of a page with its geometry. Throws when the page cannot be found or read at all. After an abandoned
 * reading the document must be opened anew: the library has no way to stop but its end.
 */
export async function readPage(
  document: PDFDocumentProxy,
  number: number,
  fields: readonly FilledField[] = [],
): Promise<PageReading> {
  const page = await document.getPage(number);
  const viewport = page.getViewport({ scale: 1 });
  // A page whose notes cannot be read can be.
  const reading = notesOf(page, viewport.transform as number[]).catch(() => []);
  const { content, isCut } = await textOf(page);
  const frames: Frame[] = framesOf(content, viewport.transform as number[]);
  if (fields.length > 0) addFields(frames, fields, viewport.transform as number[]);
  const characters = frames.reduce((sum, frame) => sum + charactersIn(frame), 0);
  const rows = frames.map(({ angle, spans }) => ({ angle, rows: rowsOf(spans) }));
  const upright = rows.find(({ angle }) => angle === 0)?.rows ?? [];
  const isTextless = characters < fewCharacters;
  // The drawing takes as long to read as the text, so it is left alone where nothing depends on it.
  const isDrawingNeeded = !isCut && (isTextless || hasGutters(upright));
  const drawing = isDrawingNeeded ? await within(drawingMs, drawingOf(page)) : null;
  const notes = isCut ? null : await within(notesMs, reading);
  const isAbandoned = notes === null || (isDrawingNeeded && drawing === null);
  if (!isAbandoned) page.cleanup();
  const pageArea = viewport.width * viewport.height;
  // What is too much to list is a picture made of lines.
  const kindWithoutText = drawing ? kindOfTextlessPage(drawing, pageArea, characters) : 'scanned';
  return {
    isAbandoned,
    page: {
      number,
      width: viewport.width,
      height: viewport.height,
      kind: isTextless && !isCut ? kindWithoutText : 'text',
      frames: rows,
      grids: drawing ? gridsOf(drawing.rules, upright) : [],
      edges: edgesOf(number, upright, viewport.height),
      notes: notes ?? [],
      isCut,
    },
  };
}

/** Puts what was filled into a form among the upright text of its page. */
function addFields(frames: Frame[], fields: readonly FilledField[], viewport: readonly number[]): void {
  let upright = frames.find(({ angle }) => angle === 0);
  if (!upright) {
    upright = { angle: 0, spans: [] };
    frames.push(upright);
  }
  upright.spans.push(...fieldSpans(fields, viewport, upright.spans.length));
}

const charactersIn = (frame: Frame): number => frame.spans.reduce((sum, span) => sum + span.text.length, 0);

/** The text content of a page, read piece by piece so that an endless one can be left. */
async function textOf(page: PDFPageProxy): Promise<{ content: TextContent; isCut: boolean }> {
  const content: TextContent = {
    items: [],
    styles: Object.create(null) as TextContent['styles'],
    lang: null,
  };
  const reader = (page.streamTextContent() as ReadableStream<TextContent>).getReader();
  const end = performance.now() + textMs;
  for (;;) {
    const piece = await within(end - performance.now(), reader.read());
    if (piece?.done) return { content, isCut: false };
    if (piece) {
      content.items.push(...piece.value.items);
      Object.assign(content.styles, piece.value.styles);
    }
    if (piece === null || content.items.length > maximumItems) return { content, isCut: true };
  }
}
