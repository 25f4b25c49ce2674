import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import type * as Pdfjs from 'pdfjs-dist/legacy/build/pdf.mjs';

export type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';

/** The PDF library, and where the data files it reads by itself are: character maps, standard fonts, image decoders. */
export interface PdfLibrary {
  readonly pdfjs: typeof Pdfjs;
  /** The folder of the package. */
  readonly root: string;
  readonly folders: {
    readonly cMapUrl: string;
    readonly standardFontDataUrl: string;
    readonly wasmUrl: string;
    readonly iccUrl: string;
  };
}

let loaded: Promise<PdfLibrary> | null = null;

/** Loads pdf.js once. It stays a package of its own in every build, so that its data files can be found beside it. */
export function loadPdfLibrary(): Promise<PdfLibrary> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<PdfLibrary> {
  const root = unpacked(dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json')));
  const folder = (name: string): string => join(root, name) + sep;
  return {
    pdfjs: await import('pdfjs-dist/legacy/build/pdf.mjs'),
    root,
    folders: {
      cMapUrl: folder('cmaps'),
      standardFontDataUrl: folder('standard_fonts'),
      wasmUrl: folder('wasm'),
      iccUrl: folder('iccs'),
    },
  };
}

/** In a packaged program the package may lie beside the archive that the rest is in; threads can read it only there. */
function unpacked(path: string): string {
  const beside = path.replace(/\bapp\.asar(?=[\\/])/, 'app.asar.unpacked');
  return existsSync(beside) ? beside : path;
}
