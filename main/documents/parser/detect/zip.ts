import { type Entry, fromFd, type ZipFile } from 'yauzl';
import { BitternError } from '../../../../preload/contract/errors.ts';
import type { OpenedFile } from '../open.ts';
import type { DocumentType } from '../types.ts';

const maximumEntries = 20_000;
const maximumTypeListBytes = 1 << 20;

/** What the list of an archive's contents tells about it. */
interface ZipSurvey {
  readonly names: ReadonlySet<string>;
  /** Contents of the entry `mimetype`, which OpenDocument and EPUB begin with; empty when there is none. */
  readonly mimeType: string;
  /** Contents of `[Content_Types].xml`, which every Office Open XML file has; empty when there is none. */
  readonly contentTypes: string;
}

function openZip(file: OpenedFile): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromFd(
      file.handle.fd,
      // The handle stays ours: yauzl must not close it under the parser's hands.
      { lazyEntries: true, autoClose: false, strictFileNames: false },
      (error, zip) => (error ? reject(error) : resolve(zip)),
    );
  });
}

/** The first bytes of an entry's contents, counted as they are inflated: its declared size may be a lie. */
function readEntry(zip: ZipFile, entry: Entry): Promise<string> {
  return new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(error);
      const chunks: Buffer[] = [];
      let bytes = 0;
      const finish = (): void => resolve(Buffer.concat(chunks).toString('utf8'));
      stream.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        bytes += chunk.length;
        if (bytes > maximumTypeListBytes) {
          stream.destroy();
          finish();
        }
      });
      stream.on('end', finish);
      stream.on('error', reject);
    });
  });
}

async function survey(file: OpenedFile): Promise<ZipSurvey> {
  const zip = await openZip(file);
  const names = new Set<string>();
  let mimeType = '';
  let contentTypes = '';
  await new Promise<void>((resolve, reject) => {
    const onEntry = async (entry: Entry): Promise<void> => {
      names.add(entry.fileName);
      if (entry.fileName === 'mimetype') mimeType = (await readEntry(zip, entry)).trim();
      if (entry.fileName === '[Content_Types].xml') contentTypes = await readEntry(zip, entry);
      if (names.size >= maximumEntries) resolve();
      else zip.readEntry();
    };
    zip.on('entry', (entry: Entry) => void onEntry(entry).catch(reject));
    zip.on('end', resolve);
    zip.on('error', reject);
    zip.readEntry();
  });
  return { names, mimeType, contentTypes };
}

const openDocumentTypes: readonly (readonly [mimePrefix: string, type: DocumentType])[] = [
  ['application/vnd.oasis.opendocument.text', 'odt'],
  ['application/vnd.oasis.opendocument.spreadsheet', 'ods'],
  ['application/vnd.oasis.opendocument.presentation', 'odp'],
  ['application/epub+zip', 'epub'],
];

/** Main parts of Office Open XML, also of templates and of files with macros (which are never run). */
const officeTypes: readonly (readonly [contentType: RegExp, folder: string, type: DocumentType])[] = [
  [/wordprocessingml\.(?:document|template)\.main|ms-word\.(?:document|template)\.macro/i, 'word/', 'docx'],
  [
    /presentationml\.(?:presentation|slideshow|template)\.main|ms-powerpoint\.(?:presentation|slideshow|template)\.macro/i,
    'ppt/',
    'pptx',
  ],
  [/spreadsheetml\.(?:sheet|template)\.main|ms-excel\.(?:sheet|template)\.macro/i, 'xl/', 'xlsx'],
];

/** Containers that people do drop and that are not read, each with what to do instead. */
const unreadable: readonly (readonly [mark: (found: ZipSurvey) => boolean, sentence: string])[] = [
  [
    ({ contentTypes }) => /ms-excel\.sheet\.binary/i.test(contentTypes),
    'This is a binary Excel workbook (.xlsb), which Bittern cannot read. Save it as .xlsx and add that.',
  ],
  [
    ({ names }) => names.has('Index/Document.iwa') || names.has('Index.zip'),
    'This is an Apple Pages, Numbers or Keynote file, which Bittern cannot read. Export it as PDF and add that.',
  ],
  [
    ({ contentTypes }) => /ms-visio|visio\./i.test(contentTypes),
    'This is a Visio drawing, which Bittern cannot read. Export it as PDF and add that.',
  ],
  [
    ({ contentTypes, names }) => /xps-|oxps/i.test(contentTypes) || names.has('FixedDocumentSequence.fdseq'),
    'This is an XPS document, which Bittern cannot read. Print it to PDF and add that.',
  ],
  [
    ({ mimeType }) => mimeType.startsWith('application/vnd.oasis.opendocument.'),
    'This is an OpenDocument drawing, chart or formula, which Bittern cannot read. Export it as PDF and add that.',
  ],
  [
    ({ names }) => names.has('META-INF/MANIFEST.MF') || names.has('AndroidManifest.xml'),
    'This is a program (a Java or Android package), not a document.',
  ],
];

/**
 * What a ZIP container is, by what it holds: an office document, a book, or an archive. Throws a sentence for everything
 * that is not a document that can be read.
 */
export async function detectZip(file: OpenedFile): Promise<DocumentType> {
  let found: ZipSurvey;
  try {
    found = await survey(file);
  } catch (thrown) {
    throw new BitternError(
      'unreadable',
      'This file is a ZIP container (an Office document, a book or an archive), but it is damaged: its contents cannot be listed. Get a fresh copy of it.',
      { cause: thrown },
    );
  }
  const openDocument = openDocumentTypes.find(([prefix]) => found.mimeType.startsWith(prefix));
  if (openDocument) return openDocument[1];
  const refused = unreadable.find(([mark]) => mark(found));
  if (refused) throw new BitternError('unreadable', refused[1]);
  const office =
    officeTypes.find(([contentType]) => contentType.test(found.contentTypes)) ??
    // Some writers declare the main part in their own way; its folder still tells.
    (found.contentTypes || found.names.has('_rels/.rels')
      ? officeTypes.find(([, folder]) => [...found.names].some((name) => name.startsWith(folder)))
      : undefined);
  if (office) return office[2];
  if (found.names.has('META-INF/container.xml')) return 'epub';
  throw new BitternError(
    'bad-input',
    'This is a ZIP archive. Unpack it and add the files in it (or the folder they are in).',
  );
}
