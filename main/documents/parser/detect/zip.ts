import { BitternError } from '../../../../preload/contract/errors.ts';
import type { DocumentType } from '../types.ts';
import { Archive } from '../zip/archive.ts';

const maximumTypeListBytes = 1 << 20;

/** What the list of an archive's contents tells about it. */
interface ZipSurvey {
  readonly names: ReadonlySet<string>;
  /** Contents of the entry `mimetype`, which OpenDocument and EPUB begin with; empty when there is none. */
  readonly mimeType: string;
  /** Contents of `[Content_Types].xml`, which every Office Open XML file has; empty when there is none. */
  readonly contentTypes: string;
  /** The list itself was damaged: these are what could be found without it. */
  readonly isDamaged: boolean;
}

async function survey(path: string): Promise<ZipSurvey> {
  await using archive = await Archive.open(path, new AbortController().signal);
  return {
    names: new Set(archive.names()),
    mimeType: (await beginning(archive, 'mimetype')).trim(),
    contentTypes: await beginning(archive, '[Content_Types].xml'),
    isDamaged: archive.isDamaged,
  };
}

/** The first bytes of an entry; nothing of one that is not there or cannot be unpacked. */
async function beginning(archive: Archive, name: string): Promise<string> {
  if (!archive.has(name)) return '';
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const piece of archive.read(name)) {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes > maximumTypeListBytes) break;
    }
  } catch {
    return '';
  }
  return Buffer.concat(pieces).toString('utf8');
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
export async function detectZip(path: string): Promise<DocumentType> {
  let found: ZipSurvey;
  try {
    found = await survey(path);
  } catch (thrown) {
    throw thrown instanceof BitternError && thrown.code === 'too-large' ? thrown : damaged(thrown);
  }
  const openDocument = openDocumentTypes.find(([prefix]) => found.mimeType.startsWith(prefix));
  if (openDocument) return openDocument[1];
  const refused = unreadable.find(([mark]) => mark(found));
  if (refused) throw new BitternError('unreadable', refused[1]);
  const office =
    officeTypes.find(([contentType]) => contentType.test(found.contentTypes)) ??
    // Some writers declare the main part in their own way; its folder still tells.
    (found.contentTypes || found.names.has('_rels/.rels') || found.isDamaged
      ? officeTypes.find(([, folder]) => [...found.names].some((name) => name.startsWith(folder)))
      : undefined);
  if (office) return office[2];
  if (found.names.has('META-INF/container.xml')) return 'epub';
  if (found.isDamaged) throw damaged();
  throw new BitternError(
    'bad-input',
    'This is a ZIP archive. Unpack it and add the files in it (or the folder they are in).',
  );
}

function damaged(cause?: unknown): BitternError {
  return new BitternError(
    'unreadable',
    'This file is a ZIP container (an Office document, a book or an archive), but it is damaged or cut off before anything that can be read. Get a fresh copy of it.',
    { cause },
  );
}
