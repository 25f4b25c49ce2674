import { bytesText } from '../../../../preload/contract/amounts.ts';
import { BitternError } from '../../../../preload/contract/errors.ts';
import { openRegularFile, readBytes } from '../open.ts';
import { loadPdfLibrary, type PDFDocumentProxy } from './library.ts';
import { type PdfThread, startPdfThread } from './pdf-thread.ts';

/** A PDF is read into memory whole; beyond this it does not fit beside what reading it takes. */
const maximumBytes = 512 * 1024 * 1024;

export interface OpenPdf extends AsyncDisposable {
  readonly document: PDFDocumentProxy;
}

let thread: Promise<PdfThread | null> | null = null;

/** The thread that parses, started with the first PDF; null where there can be none, and the library parses in this one. */
function parsingThread(): Promise<PdfThread | null> {
  thread ??= loadPdfLibrary().then(({ pdfjs, root }) => startPdfThread(pdfjs, root).catch(() => null));
  return thread;
}

/** Ends the thread with whatever it is stuck in, and every PDF that is open. The next PDF starts another. */
export async function endParsingThread(): Promise<void> {
  const ending = thread;
  thread = null;
  await (await ending)?.end();
}

/**
 * Opens a PDF for reading its text. Nothing in it is ever run: no JavaScript, no forms of the XFA kind, no code made
 * from its fonts, and nothing is fetched. Images are not decoded (their place on the page is still known).
 * Throws `needs-password`, `too-large`, or `unreadable` with a sentence.
 */
export async function openPdf(
  path: string,
  password: string | null,
  options: { decodeImages?: boolean } = {},
): Promise<OpenPdf> {
  const file = await openRegularFile(path);
  await using _ = file.handle;
  if (file.bytes > maximumBytes)
    throw new BitternError(
      'too-large',
      `This PDF has ${bytesText(file.bytes)}; PDFs are read up to ${bytesText(maximumBytes)}. Split it into smaller ones.`,
    );
  const { pdfjs, folders } = await loadPdfLibrary();
  const parsing = await parsingThread();
  parsing?.hold();
  const task = pdfjs.getDocument({
    data: await readBytes(file, 0, file.bytes),
    ...(password === null ? {} : { password }),
    ...(parsing ? { worker: parsing.worker } : {}),
    ...folders,
    cMapPacked: true,
    useSystemFonts: false,
    useWorkerFetch: false,
    disableFontFace: true,
    enableXfa: false,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    stopAtErrors: false,
    // One pixel: every image is left out of the list of drawing operations before it is decoded.
    maxImageSize: options.decodeImages ? 40_000_000 : 1,
    verbosity: pdfjs.VerbosityLevel.ERRORS,
  });
  const close = async (): Promise<void> => {
    await task.destroy();
    parsing?.release();
  };
  try {
    const document = await task.promise;
    return { document, [Symbol.asyncDispose]: close };
  } catch (thrown) {
    await close();
    throw asSentence(thrown, password);
  }
}

function asSentence(thrown: unknown, password: string | null): BitternError {
  const name = (thrown as Error)?.name;
  const options = { cause: thrown };
  if (name === 'PasswordException')
    return new BitternError(
      'needs-password',
      password === null
        ? 'This PDF is encrypted. Enter its password to read it.'
        : 'This password does not open the PDF. Check it (capital letters count) and try again.',
      options,
    );
  if (name === 'InvalidPDFException')
    return new BitternError(
      'unreadable',
      'This file begins as a PDF but is damaged or cut off: its pages cannot be found. Get a fresh copy of it.',
      options,
    );
  return new BitternError(
    'unreadable',
    'This PDF is damaged or of a kind that cannot be read. Open it in a PDF viewer, save or print it to a new PDF and add that.',
    options,
  );
}
