import { type PDFDocumentProxy, type RenderTask, TextLayer } from 'pdfjs-dist';
import { useEffect, useRef, useState } from 'react';
import type { Box } from '../../preload/contract/index.ts';

/** Canvases larger than this many pixels are drawn coarser: memory, not sharpness, is what runs out. */
const pixelsAtMost = 16_000_000;

/** A box with what it marks. */
export interface MarkedBox extends Box {
  kind: 'passage' | 'highlight';
}

/** One page, drawn as its author made it, with boxes over words and selectable text. */
export function PdfPage({
  pdf,
  number,
  width,
  height,
  scale,
  boxes,
}: {
  pdf: PDFDocumentProxy;
  number: number;
  /** In PDF points. */
  width: number;
  height: number;
  /** CSS pixels a point. */
  scale: number;
  boxes: readonly MarkedBox[];
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const layer = useRef<HTMLDivElement>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let task: RenderTask | undefined;
    let text: TextLayer | undefined;
    let closed = false;
    const draw = async () => {
      const page = await pdf.getPage(number);
      const surface = canvas.current;
      const words = layer.current;
      if (closed || !surface || !words) return;
      const viewport = page.getViewport({ scale });
      const area = viewport.width * viewport.height;
      const density = Math.min(devicePixelRatio, Math.sqrt(pixelsAtMost / area));
      surface.width = Math.floor(viewport.width * density);
      surface.height = Math.floor(viewport.height * density);
      task = page.render({
        canvas: surface,
        viewport,
        ...(density === 1 ? {} : { transform: [density, 0, 0, density, 0, 0] }),
      });
      await task.promise;
      words.replaceChildren();
      words.style.setProperty('--total-scale-factor', String(scale));
      text = new TextLayer({ textContentSource: page.streamTextContent(), container: words, viewport });
      await text.render();
    };
    draw().catch((error: Error) => {
      if (!closed && error.name !== 'RenderingCancelledException' && error.name !== 'AbortException')
        setProblem(`Page ${number} cannot be drawn. Its text is under Text.`);
    });
    return () => {
      closed = true;
      task?.cancel();
      text?.cancel();
    };
  }, [pdf, number, scale]);
  return (
    <section
      aria-label={`Page ${number}`}
      data-page={number}
      className="relative mx-auto overflow-hidden rounded-sm bg-white text-black shadow-rest ring-1 ring-line"
      style={{ width: width * scale, height: height * scale }}
    >
      <canvas ref={canvas} aria-hidden className="block size-full" />
      {boxes.map((box) => (
        <div
          key={`${box.kind}:${box.x}:${box.y}:${box.width}`}
          className="page-box"
          data-mark={box.kind}
          style={{
            left: box.x * scale - 1,
            top: box.y * scale - 1,
            width: box.width * scale + 2,
            height: box.height * scale + 2,
          }}
        />
      ))}
      <div ref={layer} className="textLayer" />
      {problem && (
        <p className="absolute inset-0 grid place-items-center p-8 text-center text-sm">{problem}</p>
      )}
    </section>
  );
}
