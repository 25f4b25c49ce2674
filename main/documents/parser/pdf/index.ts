import type { ReportNote } from '../../../../preload/contract/document.ts';
import { BitternError } from '../../../../preload/contract/errors.ts';
import type { ParsedItem, ParsedPart, Parser } from '../interface.ts';
import { startRecogniser } from '../ocr/recogniser.ts';
import { filledFields } from './form-fields.ts';
import { layoutPage } from './layout.ts';
import { outlineLevels } from './outline.ts';
import type { RawPage } from './read-page.ts';
import { ReopenablePdf } from './reopenable-pdf.ts';
import { PdfReport } from './report.ts';
import { ScanReader } from './scans.ts';
import { SizeCensus } from './style.ts';
import { declaredTitle, titleOnPage } from './title.ts';

/** A page is laid out when this many pages after it have been read, whose headers it is compared with. */
const lookahead = 8;
/** The library keeps fonts and other shared objects of all pages; they are dropped after so many pages. */
const cleanupInterval = 250;
/** A page tree that promises pages which are not there is believed this long. */
const maximumMissingInRow = 50;

/** Reads a PDF page by page: reading order, headings, tables, headers and footers, and the box of every word. */
export const parsePdf: Parser = async function* (request, { signal, type }): AsyncGenerator<ParsedItem> {
  await using pdf = await ReopenablePdf.open(request.path, request.password);
  const { numberOfPages } = pdf;
  if (numberOfPages === 0)
    throw new BitternError(
      'unreadable',
      'This PDF has no pages. Open it in the program it was made with, save it anew and add that.',
    );
  const outline = await outlineLevels(pdf.document);
  const fields = await filledFields(pdf.document);
  const title = await declaredTitle(pdf.document);
  const census = new SizeCensus();
  const compounds = new Set<string>();
  const report = new PdfReport();
  await using scans = new ScanReader(request.path, request.password, startRecogniser);
  const window: RawPage[] = [];
  let hasHead = false;
  let missingInRow = 0;

  const finish = (index: number): ParsedPart => {
    const page = window[index]!;
    const part = layoutPage(page, {
      bodySize: census.bodySize,
      outline,
      compounds,
      neighbours: window.filter((other) => other !== page).map((other) => other.edges),
    });
    report.page(part, page);
    return part;
  };

  let laidOut = 0;
  for (let number = 1; number <= numberOfPages; number++) {
    signal.throwIfAborted();
    let page: RawPage;
    try {
      page = await pdf.read(number, fields.get(number));
      missingInRow = 0;
    } catch (thrown) {
      page = unreadablePage(number);
      report.unreadable(number, thrown);
      missingInRow += 1;
      if (missingInRow > maximumMissingInRow) {
        report.missing(number, numberOfPages);
        break;
      }
    }
    if (page.kind === 'scanned' && (await canRecognise(scans, report))) {
      // Each page takes seconds, and nobody should take that for a standstill.
      if (hasHead) yield { kind: 'progress', done: number - 1, total: numberOfPages, unit: 'pages' };
      page = await scans.read(page).catch((thrown: unknown) => {
        report.recognitionFailed(thrown);
        return page;
      });
    }
    for (const { rows } of page.frames) {
      census.add(rows);
      collectCompounds(rows, compounds);
    }
    if (!hasHead) {
      hasHead = true;
      const shown = page.frames.find(({ angle }) => angle === 0)?.rows ?? [];
      yield {
        kind: 'head',
        type,
        title: title ?? titleOnPage(shown, page.height, census.bodySize),
        pages: numberOfPages,
        paginated: true,
      };
    }
    window.push(page);
    if (number - laidOut > lookahead) {
      yield finish(window.length - 1 - lookahead);
      laidOut += 1;
      if (window.length > 2 * lookahead) window.shift();
    }
    if (number % cleanupInterval === 0) await pdf.document.cleanup();
  }
  for (let index = window.length - (window.at(-1)?.number ?? 0) + laidOut; index < window.length; index++)
    yield finish(index);
  yield { kind: 'tail', notes: report.notes() satisfies ReportNote[] };
};

/** Whether text recognition is at hand. That it does not start is said once, and no reason not to read the rest. */
async function canRecognise(scans: ScanReader, report: PdfReport): Promise<boolean> {
  try {
    const languages = await scans.languages();
    report.recognisedIn(languages);
    return languages.length > 0;
  } catch (thrown) {
    report.recognitionFailed(thrown);
    return false;
  }
}

function unreadablePage(number: number): RawPage {
  return {
    number,
    width: 0,
    height: 0,
    kind: 'empty',
    frames: [],
    grids: [],
    edges: { number, top: [], bottom: [] },
    notes: [],
    isCut: false,
  };
}

const compound = /\p{L}{2,}(?:-\p{L}{2,})+/gu;
const maximumCompounds = 50_000;

function collectCompounds(rows: RawPage['frames'][number]['rows'], compounds: Set<string>): void {
  if (compounds.size > maximumCompounds) return;
  for (const row of rows)
    for (const span of row.spans)
      if (span.text.includes('-'))
        for (const found of span.text.match(compound) ?? []) compounds.add(found.toLowerCase());
}
