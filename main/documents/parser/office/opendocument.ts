import { BitternError } from '../../../../preload/contract/errors.ts';
import { milestones } from '../flow/milestones.ts';
import { CollectingSink, FlowSink } from '../flow/sink.ts';
import { FlowWriter } from '../flow/writer.ts';
import type { ParsedItem, Parser } from '../interface.ts';
import { readXml, type XmlHandler } from '../xml/reader.ts';
import { Archive } from '../zip/archive.ts';
import { noteWhatIsLeftOut } from './docx.ts';
import { chartsIn } from './opendocument/charts.ts';
import { folderName, formulasIn } from './opendocument/formulas.ts';
import { noObjects, OpenDocumentReader, type OpenObjects } from './opendocument/reader.ts';
import { OpenSheetsReader } from './opendocument/sheets.ts';
import { OpenSlide } from './opendocument/slide.ts';
import { OpenStyles } from './opendocument/styles.ts';
import { onlyOpen, parsePart, titleIn } from './package.ts';

const objectType = /^application\/(?:vnd\.oasis\.opendocument|x-vnd\.oasis\.opendocument)\.(formula|chart)/;

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
  const folders = await objectFolders(archive, signal);
  const styles = new OpenStyles();
  // The headers and footers of a text stand among the styles.
  const masters = new OpenDocumentReader(styles, new CollectingSink(), null, noObjects);
  if (archive.has('styles.xml')) await parsePart(archive, 'styles.xml', masters, { signal });
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
      objects: {
        formulas: await formulasIn(archive, folders.formula, signal),
        charts: await chartsIn(archive, folders.chart, signal),
      },
      margins: type === 'odt' ? masters.margins : noMargins,
    },
    signal,
  );
};

const noMargins: OpenDocumentReader['margins'] = { header: new Set(), footer: new Set() };

/**
 * Reads an OpenDocument file that is one XML file instead of an archive (`.fodt`, `.fods`, `.fodp`). `type` is that of the
 * archive of the same kind.
 */
export function readFlatOpenDocument(
  source: { content: AsyncIterable<Uint8Array>; bytes: number },
  type: string,
  signal: AbortSignal,
): AsyncGenerator<ParsedItem> {
  return readContents(
    source,
    { type, title: null, styles: new OpenStyles(), objects: noObjects, margins: noMargins },
    signal,
  );
}

interface Surroundings {
  readonly type: string;
  readonly title: string | null;
  readonly styles: OpenStyles;
  readonly objects: OpenObjects;
  readonly margins: OpenDocumentReader['margins'];
}

async function* readContents(
  source: { content: AsyncIterable<Uint8Array>; bytes: number | null; isDamaged?: () => boolean },
  { type, title, styles, objects, margins }: Surroundings,
  signal: AbortSignal,
): AsyncGenerator<ParsedItem> {
  const flow = new FlowWriter({
    type,
    paginated: type !== 'odt',
    pages: type === 'odt' ? 1 : null,
    title,
    isTitledByHeading: type !== 'ods',
  });
  for (const text of margins.header) flow.margin('header', text);
  const sink = new FlowSink(flow);
  const slide = type === 'odp' ? new OpenSlide(flow, sink) : null;
  const reader = type === 'ods' ? null : new OpenDocumentReader(styles, slide ?? sink, slide, objects);
  const handler: XmlHandler = reader ?? new OpenSheetsReader(flow, styles, objects.charts);
  const isDue = milestones(4 << 20);
  for await (const done of readXml(source.content, handler, { signal, onCut: () => flow.noteCut() })) {
    yield* flow.take();
    if (isDue(done)) yield { kind: 'progress', done, total: source.bytes, unit: 'bytes' };
  }
  if (reader) {
    reader.end();
    sink.end();
    for (const text of reader.margins.header) flow.margin('header', text);
    for (const text of [...margins.footer, ...reader.margins.footer]) flow.margin('footer', text);
    noteWhatIsLeftOut(flow, reader.counts);
  }
  if (source.isDamaged?.()) flow.noteDamaged();
  yield* flow.finish();
}

/**
 * What the list of parts says: the folders of formulas and of charts, and whether the parts are encrypted, as they can be in an ordinary
 * archive; such a file is refused.
 */
async function objectFolders(
  archive: Archive,
  signal: AbortSignal,
): Promise<Record<'formula' | 'chart', string[]>> {
  const folders = { formula: [] as string[], chart: [] as string[] };
  if (!archive.has('META-INF/manifest.xml')) return folders;
  let isEncrypted = false;
  await parsePart(
    archive,
    'META-INF/manifest.xml',
    onlyOpen((name, attributes) => {
      if (name === 'manifest:encryption-data') isEncrypted = true;
      const kind = objectType.exec(attributes['manifest:media-type'] ?? '')?.[1];
      if (kind === 'formula' || kind === 'chart')
        folders[kind].push(folderName(attributes['manifest:full-path'] ?? ''));
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
