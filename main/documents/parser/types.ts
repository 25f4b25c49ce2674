/**
 * The kinds of files that Bittern reads, by what they hold rather than by how they are named. `code` is source code and
 * other text whose lines must stay as they are (YAML, logs of configuration).
 */
export const documentTypes = [
  'pdf',
  'docx',
  'pptx',
  'xlsx',
  'odt',
  'ods',
  'odp',
  'epub',
  'html',
  'rtf',
  'doc',
  'encrypted-office',
  'csv',
  'json',
  'xml',
  'eml',
  'markdown',
  'text',
  'code',
] as const;

export type DocumentType = (typeof documentTypes)[number];

/** What people call each kind, for sentences: "This … is damaged". */
export const documentTypeLabels: Readonly<Record<DocumentType, string>> = {
  pdf: 'PDF',
  docx: 'Word document',
  pptx: 'PowerPoint presentation',
  xlsx: 'Excel workbook',
  odt: 'OpenDocument text',
  ods: 'OpenDocument spreadsheet',
  odp: 'OpenDocument presentation',
  epub: 'EPUB book',
  html: 'web page',
  rtf: 'RTF document',
  doc: 'Word 97–2003 document',
  'encrypted-office': 'encrypted Office file',
  csv: 'CSV table',
  json: 'JSON file',
  xml: 'XML file',
  eml: 'e-mail',
  markdown: 'Markdown file',
  text: 'text file',
  code: 'source file',
};

/** The kinds that are read as text: the only ones for which a file's name is a hint. */
export type TextType = Extract<
  DocumentType,
  'html' | 'rtf' | 'csv' | 'json' | 'xml' | 'eml' | 'markdown' | 'text' | 'code'
>;
