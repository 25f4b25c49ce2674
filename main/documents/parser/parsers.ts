import { BitternError } from '../../../preload/contract/errors.ts';
import type { Parser } from './interface.ts';
import { type DocumentType, documentTypeLabels } from './types.ts';

/**
 * Which parser reads which kind of file. A parser is imported when the first file of its kind arrives, so that reading
 * a text file does not wait for the PDF library.
 */
const parsers: Readonly<Partial<Record<DocumentType, () => Promise<Parser>>>> = {
  docx: async () => (await import('./office/docx.ts')).parseDocx,
  pptx: async () => (await import('./office/pptx.ts')).parsePptx,
  xlsx: async () => (await import('./office/xlsx.ts')).parseXlsx,
  odt: async () => (await import('./office/opendocument.ts')).parseOpenDocument,
  ods: async () => (await import('./office/opendocument.ts')).parseOpenDocument,
  odp: async () => (await import('./office/opendocument.ts')).parseOpenDocument,
  'encrypted-office': async () => (await import('./office/encrypted.ts')).parseEncryptedOffice,
  rtf: async () => (await import('./office/rtf.ts')).parseRtf,
  epub: async () => (await import('./web/epub.ts')).parseEpub,
  html: async () => (await import('./web/html.ts')).parseHtml,
  csv: async () => (await import('./data/csv.ts')).parseCsv,
  json: async () => (await import('./data/json.ts')).parseJson,
  xml: async () => (await import('./data/xml.ts')).parseXmlFile,
  eml: async () => (await import('./mail/eml.ts')).parseEml,
  doc: async () => (await import('./legacy/doc.ts')).parseDoc,
  pdf: async () => (await import('./pdf/index.ts')).parsePdf,
  markdown: async () => (await import('./text/markdown.ts')).parseMarkdown,
  text: async () => (await import('./text/plain.ts')).parsePlainText,
  code: async () => (await import('./text/code.ts')).parseCode,
};

/** The parser for a kind of file. Throws `unreadable` when there is none. */
export async function parserFor(type: DocumentType): Promise<Parser> {
  const load = parsers[type];
  if (!load)
    throw new BitternError(
      'unreadable',
      `This is a ${documentTypeLabels[type]}, which Bittern cannot read. Save it as PDF and add that.`,
    );
  return load();
}
