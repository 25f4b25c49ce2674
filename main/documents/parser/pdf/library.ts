import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import type * as Pdfjs from 'pdfjs-dist/legacy/build/pdf.mjs';

export type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** The PDF library, and where the data files it reads by itself are: character maps, standard fonts, image decoders. */
export interface PdfLibrary {
  readonly pdfjs: typeof Pdfjs;
  readonly folders: {
    readonly cMapUrl: string;
    readonly standardFontDataUrl: string;
    readonly wasmUrl: string;
    readonly iccUrl: string;
  };
}

let loaded: Promise<PdfLibrary> | null = null;

/**
 * Loads pdf.js once. It stays a package of its own in every build, so that its data files can be found beside it: in the
 * repository, and in a packaged program inside the archive, which Electron's file system reads like a folder.
 */
export function loadPdfLibrary(): Promise<PdfLibrary> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<PdfLibrary> {
  const root = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  const folder = (name: string): string => join(root, name) + sep;
  return {
    pdfjs: await import('pdfjs-dist/legacy/build/pdf.mjs'),
    folders: {
      cMapUrl: folder('cmaps'),
      standardFontDataUrl: folder('standard_fonts'),
      wasmUrl: folder('wasm'),
      iccUrl: folder('iccs'),
    },
  };
}
