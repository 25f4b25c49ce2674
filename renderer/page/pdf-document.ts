import { getDocument, type PDFDocumentProxy, PDFWorker } from 'pdfjs-dist';
import workerAddress from 'pdfjs-dist/build/pdf.worker.min.mjs?url';
import { useEffect, useState } from 'react';
import { trustedScript } from '../trusted-scripts.ts';

const files = (folder: string) => new URL(`pdfjs/${folder}/`, document.baseURI).href;

/** How long opening may take before it is given up, in milliseconds. */
const patience = 20_000;

/** A PDF that is being drawn, or the sentence that says why it cannot be; null while it is opened. */
export type PdfState = { pdf: PDFDocumentProxy } | { problem: string } | null;

/**
 * Opens a PDF by its address. It is fetched by ranges as its pages are drawn. Each document has a worker of its own,
 * ended with it, so that a file that ties up its reader does no harm to the next.
 */
export function usePdf(address: string): PdfState {
  const [state, setState] = useState<PdfState>(null);
  useEffect(() => {
    let closed = false;
    setState(null);
    const port = new Worker(trustedScript(workerAddress), { type: 'module' });
    // The published type of `port` is null alone; the documented one is a worker.
    const worker = new PDFWorker({ port: port as unknown as null });
    const task = getDocument({
      url: address,
      worker,
      useWasm: false,
      enableXfa: false,
      disableAutoFetch: true,
      disableStream: true,
      cMapUrl: files('cmaps'),
      cMapPacked: true,
      standardFontDataUrl: files('standard_fonts'),
      wasmUrl: files('wasm'),
      iccUrl: files('iccs'),
    });
    const settle = (settled: PdfState) => {
      clearTimeout(timer);
      if (!closed) setState(settled);
    };
    const timer = setTimeout(() => settle({ problem: problemOf(new Error('timeout')) }), patience);
    task.promise.then(
      (pdf) => settle({ pdf }),
      (error: Error) => settle({ problem: problemOf(error) }),
    );
    return () => {
      closed = true;
      clearTimeout(timer);
      void task.destroy().finally(() => port.terminate());
    };
  }, [address]);
  return state;
}

function problemOf(error: Error): string {
  if (error.name === 'PasswordException')
    return 'This document is locked, so its pages cannot be drawn here. Its text is under Text.';
  if (error.name === 'ResponseException')
    return 'The original of this document is not there any more. Its text is under Text.';
  return 'The pages of this document cannot be drawn. Its text is under Text.';
}
