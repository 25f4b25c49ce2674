import { type ZipPart, zip } from './office-zip.ts';

const types = 'http://schemas.openxmlformats.org/package/2006/content-types';
const relationshipsNamespace = 'http://schemas.openxmlformats.org/package/2006/relationships';
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** Namespaces that the pieces of XML in tests may use, as attributes of the root element. */
const namespaces = [
  ['w', 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'],
  ['a', 'http://schemas.openxmlformats.org/drawingml/2006/main'],
  ['p', 'http://schemas.openxmlformats.org/presentationml/2006/main'],
  ['r', office],
  ['m', 'http://schemas.openxmlformats.org/officeDocument/2006/math'],
  ['wp', 'http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing'],
  ['wps', 'http://schemas.microsoft.com/office/word/2010/wordprocessingShape'],
  ['pic', 'http://schemas.openxmlformats.org/drawingml/2006/picture'],
  ['mc', 'http://schemas.openxmlformats.org/markup-compatibility/2006'],
  ['v', 'urn:schemas-microsoft-com:vml'],
  ['dgm', 'http://schemas.openxmlformats.org/drawingml/2006/diagram'],
  ['c', 'http://schemas.openxmlformats.org/drawingml/2006/chart'],
]
  .map(([prefix, name]) => `xmlns:${prefix}="${name}"`)
  .join(' ');

/** A reference from one part to another: type (the last word of its address) and target. */
export type Reference = readonly [id: string, type: string, target: string, isExternal?: boolean];

export function references(list: readonly Reference[]): string {
  const items = list.map(
    ([id, type, target, isExternal]) =>
      `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"${isExternal ? ' TargetMode="External"' : ''}/>`,
  );
  return `<Relationships xmlns="${relationshipsNamespace}">${items.join('')}</Relationships>`;
}

function contentTypes(part: string, type: string): string {
  return `<Types xmlns="${types}"><Override PartName="/${part}" ContentType="application/vnd.openxmlformats-officedocument.${type}+xml"/></Types>`;
}

/** Puts a root element with all namespaces around a piece of XML. */
export function xmlPart(name: string, content: string): string {
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><${name} ${namespaces}>${content}</${name}>`;
}

/** A Word document with the given body, and further parts with their references by id `x1`, `x2`… in order. */
export function docx(
  body: string,
  parts: readonly { type: string; name: string; content: string }[] = [],
): Buffer {
  const list = parts.map(({ type, name }, index): Reference => [`x${index + 1}`, type, name]);
  return zip([
    {
      name: '[Content_Types].xml',
      content: contentTypes('word/document.xml', 'wordprocessingml.document.main'),
    },
    { name: '_rels/.rels', content: references([['rId1', 'officeDocument', 'word/document.xml']]) },
    { name: 'word/_rels/document.xml.rels', content: references(list) },
    { name: 'word/document.xml', content: xmlPart('w:document', `<w:body>${body}</w:body>`) },
    ...parts.map(({ name, content }): ZipPart => ({ name: `word/${name}`, content })),
  ]);
}

/** A paragraph of WordprocessingML: properties, then runs or plain text. */
export function paragraph(content: string, properties = ''): string {
  const runs = content.startsWith('<') ? content : `<w:r><w:t xml:space="preserve">${content}</w:t></w:r>`;
  return `<w:p>${properties ? `<w:pPr>${properties}</w:pPr>` : ''}${runs}</w:p>`;
}

/** A sheet of a workbook to be written: the rows' XML, and what the workbook says about it. */
export interface SheetPart {
  readonly name: string;
  readonly rows: string;
  readonly state?: string;
}

const spreadsheet = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';

/** An Excel workbook. `formats`: number formats by style index; `strings`: the shared strings' XML. */
export function xlsx(
  sheets: readonly SheetPart[],
  options: { formats?: readonly string[]; strings?: string; date1904?: boolean } = {},
): Buffer {
  const formats = options.formats ?? [];
  const list = sheets.map(({ name, state }, index) => {
    const shown = state ? ` state="${state}"` : '';
    return `<sheet name="${name}" sheetId="${index + 1}"${shown} r:id="rId${index + 1}"/>`;
  });
  return zip([
    { name: '[Content_Types].xml', content: contentTypes('xl/workbook.xml', 'spreadsheetml.sheet.main') },
    { name: '_rels/.rels', content: references([['rId1', 'officeDocument', 'xl/workbook.xml']]) },
    {
      name: 'xl/workbook.xml',
      content: `<workbook ${spreadsheet} xmlns:r="${office}"><workbookPr${options.date1904 ? ' date1904="1"' : ''}/><sheets>${list.join('')}</sheets></workbook>`,
    },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: references([
        ...sheets.map(
          (_, index): Reference => [`rId${index + 1}`, 'worksheet', `worksheets/sheet${index + 1}.xml`],
        ),
        ['rStyles', 'styles', 'styles.xml'],
        ['rStrings', 'sharedStrings', 'sharedStrings.xml'],
      ]),
    },
    {
      name: 'xl/styles.xml',
      content: `<styleSheet ${spreadsheet}><numFmts>${formats.map((code, index) => `<numFmt numFmtId="${164 + index}" formatCode="${code}"/>`).join('')}</numFmts><cellXfs><xf numFmtId="0"/>${formats.map((_, index) => `<xf numFmtId="${164 + index}"/>`).join('')}</cellXfs></styleSheet>`,
    },
    { name: 'xl/sharedStrings.xml', content: `<sst ${spreadsheet}>${options.strings ?? ''}</sst>` },
    ...sheets.map(
      ({ rows }, index): ZipPart => ({
        name: `xl/worksheets/sheet${index + 1}.xml`,
        content: `<worksheet ${spreadsheet}><dimension ref="A1:XFD1048576"/><sheetData>${rows}</sheetData></worksheet>`,
      }),
    ),
  ]);
}

/** A row of inline strings and numbers, from column A on; null leaves a cell out. */
export function sheetRow(number: number, cells: readonly (string | number | null)[]): string {
  const items = cells.map((cell, index) => {
    if (cell === null) return '';
    const address = `${String.fromCharCode(65 + index)}${number}`;
    return typeof cell === 'number'
      ? `<c r="${address}"><v>${cell}</v></c>`
      : `<c r="${address}" t="inlineStr"><is><t>${cell}</t></is></c>`;
  });
  return `<row r="${number}">${items.join('')}</row>`;
}

/** A slide of a presentation to be written: its shapes' XML, its notes, whether it is hidden. */
export interface SlidePart {
  readonly shapes: string;
  readonly notes?: string;
  readonly isHidden?: boolean;
}

/** A PowerPoint presentation whose parts are numbered in the opposite order of the show. */
export function pptx(slides: readonly SlidePart[]): Buffer {
  const part = (index: number): number => slides.length - index;
  return zip([
    {
      name: '[Content_Types].xml',
      content: contentTypes('ppt/presentation.xml', 'presentationml.presentation.main'),
    },
    { name: '_rels/.rels', content: references([['rId1', 'officeDocument', '/ppt/presentation.xml']]) },
    {
      name: 'ppt/presentation.xml',
      content: xmlPart(
        'p:presentation',
        `<p:sldIdLst>${slides.map((_, index) => `<p:sldId id="${256 + index}" r:id="rId${index + 1}"/>`).join('')}</p:sldIdLst>`,
      ),
    },
    {
      name: 'ppt/_rels/presentation.xml.rels',
      content: references(
        slides.map((_, index): Reference => [`rId${index + 1}`, 'slide', `slides/slide${part(index)}.xml`]),
      ),
    },
    ...slides.flatMap(({ shapes, notes, isHidden }, index): ZipPart[] => [
      {
        name: `ppt/slides/slide${part(index)}.xml`,
        content: xmlPart('p:sld', `<p:cSld><p:spTree>${shapes}</p:spTree></p:cSld>`).replace(
          '<p:sld ',
          isHidden ? '<p:sld show="0" ' : '<p:sld ',
        ),
      },
      ...(notes === undefined
        ? []
        : [
            {
              name: `ppt/slides/_rels/slide${part(index)}.xml.rels`,
              content: references([['n1', 'notesSlide', `../notesSlides/notes${index}.xml`]]),
            },
            {
              name: `ppt/notesSlides/notes${index}.xml`,
              content: xmlPart('p:notes', `<p:cSld><p:spTree>${shape(notes, 'body')}</p:spTree></p:cSld>`),
            },
          ]),
    ]),
  ]);
}

/** A shape of a slide with a paragraph for each line of text. */
export function shape(text: string, placeholder?: string): string {
  const lines = text.split('\n').map((line) => `<a:p><a:r><a:t>${line}</a:t></a:r></a:p>`);
  const kind = placeholder ? `<p:ph type="${placeholder}"/>` : '';
  return `<p:sp><p:nvSpPr><p:cNvPr id="1" name="x"/><p:nvPr>${kind}</p:nvPr></p:nvSpPr><p:txBody>${lines.join('')}</p:txBody></p:sp>`;
}

const openDocumentNamespaces = [
  ...['office', 'text', 'table', 'style', 'presentation'].map((name) => [name, name] as const),
  ['draw', 'drawing'] as const,
]
  .map(([prefix, name]) => `xmlns:${prefix}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`)
  .join(' ');

/** An OpenDocument file: `kind` is `text`, `spreadsheet` or `presentation`; `styles` are automatic styles. */
export function openDocument(
  kind: string,
  body: string,
  styles = '',
  parts: readonly ZipPart[] = [],
): Buffer {
  return zip([
    { name: 'mimetype', content: `application/vnd.oasis.opendocument.${kind}`, isStored: true },
    {
      name: 'content.xml',
      content: `<office:document-content ${openDocumentNamespaces} xmlns:dc="http://purl.org/dc/elements/1.1/"><office:automatic-styles>${styles}</office:automatic-styles><office:body><office:${kind}>${body}</office:${kind}></office:body></office:document-content>`,
    },
    ...parts,
  ]);
}

/** An EPUB book of chapters in XHTML; `nav` adds a table of contents as its first part. */
export function epub(title: string, chapters: readonly string[], nav?: string): Buffer {
  const items = chapters.map(
    (_, index) => `<item id="c${index}" href="text/c%20${index}.xhtml" media-type="application/xhtml+xml"/>`,
  );
  const order = chapters.map((_, index) => `<itemref idref="c${index}"/>`);
  if (nav !== undefined) {
    items.push('<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>');
    order.unshift('<itemref idref="nav"/>');
  }
  const page = (body: string): string =>
    `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head><body>${body}</body></html>`;
  return zip([
    { name: 'mimetype', content: 'application/epub+zip', isStored: true },
    {
      name: 'META-INF/container.xml',
      content:
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>',
    },
    {
      name: 'OPS/book.opf',
      content: `<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>${title}</dc:title></metadata><manifest>${items.join('')}</manifest><spine>${order.join('')}</spine></package>`,
    },
    ...(nav === undefined ? [] : [{ name: 'OPS/nav.xhtml', content: page(nav) }]),
    ...chapters.map((body, index) => ({ name: `OPS/text/c ${index}.xhtml`, content: page(body) })),
  ]);
}
