import { milestones } from '../flow/milestones.ts';
import { FlowWriter } from '../flow/writer.ts';
import type { ParsedItem, Parser } from '../interface.ts';
import { parseXml, readXml } from '../xml/reader.ts';
import { Archive } from '../zip/archive.ts';
import { findRelated, mainPart, onlyOpen, parsePart, relationshipsOf, titleOf } from './package.ts';
import { writeBeside } from './sheet/beside.ts';
import { hiddenRowsNote } from './sheet/merged.ts';
import { contentsOf } from './sheet/merges.ts';
import { CellFormats } from './sheet/number-format.ts';
import { SheetRegions } from './sheet/region.ts';
import { SharedStringsReader, StringPool } from './sheet/strings.ts';
import { WorksheetReader } from './sheet/worksheet.ts';

interface Sheet {
  readonly name: string;
  readonly part: string;
  readonly isHidden: boolean;
}

/**
 * Excel workbooks (ECMA-376 part 1, chapter 18; both dialects, also templates and files with macros). A sheet is a page;
 * its rows are tables with their header, its cells what a person sees in them. Sheets are read row by row and only cells
 * with something in them count, so that a sheet which claims a million rows costs no more than what stands in it.
 */
export const parseXlsx: Parser = async function* parseXlsx(request, { signal }): AsyncGenerator<ParsedItem> {
  await using archive = await Archive.open(request.path, signal);
  yield* readXlsx(archive, signal);
};

/** The same for an archive that is open already. */
export async function* readXlsx(archive: Archive, signal: AbortSignal): AsyncGenerator<ParsedItem> {
  const workbook = await mainPart(archive, 'xl/workbook.xml', signal);
  const related = await relationshipsOf(archive, workbook, signal);
  const { sheets, is1904 } = await readWorkbook(archive, workbook, related, signal);

  for (const sheet of sheets) archive.expect(sheet.part);

  const strings = new StringPool();
  const stringsPart = findRelated(archive, related, 'sharedStrings');
  if (stringsPart) await parsePart(archive, stringsPart, new SharedStringsReader(strings), { signal });
  const formats = await CellFormats.read(archive, findRelated(archive, related, 'styles'), is1904, signal);

  const flow = new FlowWriter({
    type: 'xlsx',
    paginated: true,
    pages: sheets.length,
    title: await titleOf(archive, signal),
    isTitledByHeading: false,
  });
  const total = sheets.reduce((sum, sheet) => sum + (archive.declaredBytes(sheet.part) ?? 0), 0);
  const isDue = milestones(4 << 20);
  let before = 0;
  let uncomputed = 0;
  for (const sheet of sheets) {
    flow.heading(1, sheet.name);
    if (sheet.isHidden)
      flow.note('warning', `The sheet “${sheet.name}” is hidden in Excel; its text is included.`, [
        flow.page,
      ]);
    const regions = new SheetRegions(flow);
    const { merges, pieces } = await contentsOf(archive, sheet.part);
    const reader = new WorksheetReader(strings, formats, regions, merges);
    for await (const done of readXml(pieces, reader, {
      signal,
      onCut: () => flow.noteCut(),
    })) {
      yield* flow.take();
      if (isDue(before + done)) yield { kind: 'progress', done: before + done, total, unit: 'bytes' };
    }
    regions.end();
    before += archive.declaredBytes(sheet.part) ?? 0;
    uncomputed += reader.counts.uncomputed;
    if (reader.counts.hidden > 0) flow.note('info', hiddenRowsNote(sheet.name), [flow.page]);
    await writeBeside(archive, await relationshipsOf(archive, sheet.part, signal), flow, signal);
    flow.nextPage();
    yield* flow.take();
  }
  if (uncomputed > 0)
    flow.note(
      'warning',
      `${uncomputed === 1 ? 'One cell holds a formula whose result was' : `${uncomputed.toLocaleString('en')} cells hold formulas whose results were`} not saved with the workbook; the formula itself is shown. Open the file in Excel and save it to have results.`,
    );
  if (archive.isDamaged) flow.noteDamaged();
  yield* flow.finish();
}

async function readWorkbook(
  archive: Archive,
  part: string,
  related: Awaited<ReturnType<typeof relationshipsOf>>,
  signal: AbortSignal,
): Promise<{ sheets: Sheet[]; is1904: boolean }> {
  const sheets: Sheet[] = [];
  let is1904 = false;
  await parseXml(
    archive.read(part),
    onlyOpen((name, attributes) => {
      if (name === 'x:workbookPr') is1904 = /^(1|true|on)$/i.test(attributes.date1904 ?? '');
      if (name !== 'x:sheet') return;
      const relationship = related.get(attributes['r:id'] ?? '');
      if (!relationship || relationship.isExternal || !archive.has(relationship.target)) return;
      // Sheets that hold nothing but a macro or an old dialog have nothing to read.
      if (!/^(worksheet|chartsheet)$/.test(relationship.type)) return;
      const isHidden = attributes.state !== undefined && attributes.state !== 'visible';
      sheets.push({ name: attributes.name ?? '', part: relationship.target, isHidden });
    }),
    { signal },
  );
  return { sheets, is1904 };
}
