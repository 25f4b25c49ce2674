import type { PageKind } from '../../../../preload/contract/document.ts';
import { drawingOf } from './drawing.ts';
import { type Frame, framesOf, type TextContent } from './frames.ts';
import { edgesOf, type PageEdges } from './furniture.ts';
import { type Grid, gridsOf } from './grids.ts';
import type { PDFDocumentProxy } from './library.ts';
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
  /** True when the page had more text than is read from one. */
  readonly isCut: boolean;
}

/** More runs of text than this on one page are a drawing, or an attack. */
const maximumItems = 150_000;

/** Reads the text of a page with its geometry. Throws when the page cannot be found or read at all. */
export async function readPage(document: PDFDocumentProxy, number: number): Promise<RawPage> {
  const page = await document.getPage(number);
  try {
    const { content, isCut } = await textOf(page);
    const viewport = page.getViewport({ scale: 1 });
    const frames: Frame[] = framesOf(content, viewport.transform as number[]);
    const characters = frames.reduce((sum, frame) => sum + charactersIn(frame), 0);
    const rows = frames.map(({ angle, spans }) => ({ angle, rows: rowsOf(spans) }));
    const upright = rows.find(({ angle }) => angle === 0)?.rows ?? [];
    const isTextless = characters < fewCharacters;
    // The drawing takes as long to read as the text, so it is left alone where nothing depends on it.
    const drawing = isTextless || hasGutters(upright) ? await drawingOf(page) : null;
    return {
      number,
      width: viewport.width,
      height: viewport.height,
      kind:
        isTextless && drawing
          ? kindOfTextlessPage(drawing, viewport.width * viewport.height, characters)
          : 'text',
      frames: rows,
      grids: drawing ? gridsOf(drawing.rules, upright) : [],
      edges: edgesOf(number, upright, viewport.height),
      isCut,
    };
  } finally {
    page.cleanup();
  }
}

const charactersIn = (frame: Frame): number => frame.spans.reduce((sum, span) => sum + span.text.length, 0);

/** The text content of a page, read piece by piece so that an endless one can be left. */
async function textOf(
  page: Awaited<ReturnType<PDFDocumentProxy['getPage']>>,
): Promise<{ content: TextContent; isCut: boolean }> {
  const content: TextContent = {
    items: [],
    styles: Object.create(null) as TextContent['styles'],
    lang: null,
  };
  const reader = (page.streamTextContent() as ReadableStream<TextContent>).getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return { content, isCut: false };
    content.items.push(...value.items);
    Object.assign(content.styles, value.styles);
    if (content.items.length > maximumItems) {
      await reader.cancel().catch(() => {});
      return { content, isCut: true };
    }
  }
}
