import { BitternError } from '../../../../preload/contract/errors.ts';
import { milestones } from '../flow/milestones.ts';
import { FlowSink } from '../flow/sink.ts';
import { FlowWriter } from '../flow/writer.ts';
import type { ParsedItem, Parser } from '../interface.ts';
import { readXml, type XmlHandler } from '../xml/reader.ts';
import { Archive } from '../zip/archive.ts';
import { noteWhatIsLeftOut } from './docx.ts';
import { folderName, formulasIn } from './opendocument/formulas.ts';
import { OpenDocumentReader } from './opendocument/reader.ts';
import { OpenSheetsReader } from './opendocument/sheets.ts';
import { OpenStyles } from './opendocument/styles.ts';
import { onlyOpen, parsePart, titleIn } from './package.ts';

const formulaType = 'application/vnd.oasis.opendocument.formula';

/**
 * OpenDocument texts, spreadsheets and presentations (OASIS OpenDocument 1.3, also templates). What `context.type` is
 * (`odt`, `ods`, `odp`) says which; slides and sheets are pages. Deleted text of tracked changes is left out, notes and
 * comments follow the paragraph they belong to.
 */
export const parseOpenDocument: Parser = async function* parseOpenDocument(
  request,
  { signal, type },
): AsyncGenerator<ParsedItem> {
  await using archive = await Archive.open(request.path, signal);
  const formulas = await formulaFolders(archive, signal);
  const styles = new OpenStyles();
  if (archive.has('styles.xml'))
    await parsePart(
      archive,
      'styles.xml',
      onlyOpen((name, attributes) => styles.open(name, attributes)),
      { signal },
    );
  yield* readContents(
    {
      content: archive.read('content.xml'),
      bytes: archive.declaredBytes('content.xml'),
      isDamaged: () => archive.isDamaged,
    },
    {
      type,
      title: await titleIn(archive, 'meta.xml', signal),
      styles,
      formulas: await formulasIn(archive, formulas, signal),
    },
    signal,
  );
};

/**
 * Reads an OpenDocument file that is one XML file instead of an archive (`.fodt`, `.fods`, `.fodp`). `type` is that of the
 * archive of the same kind.
 */
export function readFlatOpenDocument(
  source: { content: AsyncIterable<Uint8Array>; bytes: number },
  type: string,
  signal: AbortSignal,
): AsyncGenerator<ParsedItem> {
  return readContents(source, { type, title: null, styles: new OpenStyles(), formulas: new Map() }, signal);
}

async function* readContents(
  source: { content: AsyncIterable<Uint8Array>; bytes: number | null; isDamaged?: () => boolean },
  {
    type,
    title,
    styles,
    formulas,
  }: { type: string; title: string | null; styles: OpenStyles; formulas: ReadonlyMap<string, string> },
  signal: AbortSignal,
): AsyncGenerator<ParsedItem> {
  const flow = new FlowWriter({
    type,
    paginated: type !== 'odt',
    pages: type === 'odt' ? 1 : null,
    title,
    isTitledByHeading: type !== 'ods',
  });
  const sink = new FlowSink(flow);
  const reader =
    type === 'ods'
      ? null
      : new OpenDocumentReader(styles, sink, type === 'odp' ? pages(flow, sink) : null, formulas);
  const handler: XmlHandler = reader ?? new OpenSheetsReader(flow, styles);
  const isDue = milestones(4 << 20);
  for await (const done of readXml(source.content, handler, { signal, onCut: () => flow.noteCut() })) {
    yield* flow.take();
    if (isDue(done)) yield { kind: 'progress', done, total: source.bytes, unit: 'bytes' };
  }
  if (reader) {
    reader.end();
    sink.end();
    noteWhatIsLeftOut(flow, reader.counts);
  }
  if (source.isDamaged?.()) flow.noteDamaged();
  yield* flow.finish();
}

function pages(flow: FlowWriter, sink: FlowSink) {
  return {
    begin: () => {},
    end: (notes: string) => {
      sink.end();
      if (notes) flow.paragraph(`Notes: ${notes}`);
      flow.nextPage();
    },
  };
}

/**
 * What the list of parts says: the folders of formulas, and whether the parts are encrypted, as they can be in an ordinary
 * archive; such a file is refused.
 */
async function formulaFolders(archive: Archive, signal: AbortSignal): Promise<string[]> {
  const folders: string[] = [];
  if (!archive.has('META-INF/manifest.xml')) return folders;
  let isEncrypted = false;
  await parsePart(
    archive,
    'META-INF/manifest.xml',
    onlyOpen((name, attributes) => {
      if (name === 'manifest:encryption-data') isEncrypted = true;
      const isFormula = attributes['manifest:media-type']?.startsWith(formulaType);
      if (isFormula) folders.push(folderName(attributes['manifest:full-path'] ?? ''));
    }),
    // Old writers declare a document type here, which defines nothing.
    { signal, definitions: 'ignore' },
  );
  if (isEncrypted)
    throw new BitternError(
      'unreadable',
      'This document is protected with a password. Open it in LibreOffice, save a copy without a password and add that.',
    );
  return folders;
}
