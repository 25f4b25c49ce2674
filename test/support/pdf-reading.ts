import { type PdfPage, PdfWriter, pdfOf } from './pdf.ts';
import { fileIn, type Reading, read, temporaryFolder } from './reading.ts';

/** How a file of tests makes PDFs and reads them. */
export interface PdfReader {
  /** Where its files are; gone after the tests. */
  readonly folder: string;
  /** Reads a file with these pages. */
  readonly readPdf: (pages: readonly PdfPage[], options?: Parameters<typeof pdfOf>[1]) => Promise<Reading>;
  /** Writes a file made object by object and returns its path. `build` returns the document's catalogue. */
  readonly writePdf: (build: (writer: PdfWriter) => number) => string;
}

/** Call once, at the top of a file of tests. */
export function pdfReader(): PdfReader {
  const folder = temporaryFolder();
  let files = 0;
  const write = (bytes: Buffer): string => fileIn(folder, `${files++}.pdf`, bytes);
  return {
    folder,
    readPdf: (pages, options = {}) => read(write(pdfOf(pages, options))),
    writePdf: (build) => {
      const writer = new PdfWriter();
      const root = build(writer);
      return write(writer.finish(root));
    },
  };
}

/** Lines of prose that fill a column, and those of the one at its right. */
export const leftColumn = [
  'The first column begins here and goes on with',
  'words enough to fill its lines from end to end',
  'so that nobody takes it for a table of figures',
  'or for anything else but prose in one column.',
  'It ends with this sentence about the herons.',
];
export const rightColumn = [
  'The second column stands beside the first one',
  'and is to be read after the whole of it and not',
  'line by line across both, as careless programs',
  'do when they meet a page of two columns or more',
  'whose lines are level with each other all along.',
];
