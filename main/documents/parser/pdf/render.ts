import type { PDFDocumentProxy } from './library.ts';

/** What the library makes pictures on in Node, from the package `@napi-rs/canvas`. */
interface NodeCanvas {
  toBuffer(type: 'image/png'): Buffer;
  width: number;
  height: number;
}

/** Pixels of a picture: an A4 page at 300 dots per inch has 8.7 million. */
const maximumPixels = 12_000_000;
const dotsPerPoint = 300 / 72;

/** A page as a picture, and how many of its pixels make a point. */
export interface PagePicture {
  readonly png: Buffer;
  readonly pixelsPerPoint: number;
}

/** Draws a page, in 300 dots per inch unless it is very large. Throws where there is no canvas to draw on. */
export async function renderPage(document: PDFDocumentProxy, number: number): Promise<PagePicture> {
  const page = await document.getPage(number);
  const size = page.getViewport({ scale: 1 });
  const pixelsPerPoint = Math.min(dotsPerPoint, Math.sqrt(maximumPixels / (size.width * size.height)));
  const viewport = page.getViewport({ scale: pixelsPerPoint });
  const factory = document.canvasFactory as {
    create(width: number, height: number): { canvas: NodeCanvas; context: unknown };
    destroy(pair: unknown): void;
  };
  const pair = factory.create(Math.ceil(viewport.width), Math.ceil(viewport.height));
  try {
    // The library's types know only the canvas of a browser.
    await page.render({
      canvas: pair.canvas as unknown as Parameters<typeof page.render>[0]['canvas'],
      viewport,
    }).promise;
    return { png: pair.canvas.toBuffer('image/png'), pixelsPerPoint };
  } finally {
    factory.destroy(pair);
    page.cleanup();
  }
}
