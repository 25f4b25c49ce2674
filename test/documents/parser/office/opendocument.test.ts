import { describe, expect, it } from 'vitest';
import { parseOpenDocument } from '../../../../main/documents/parser/office/opendocument.ts';
import { openDocument } from '../../../support/office.ts';
import { type Reading, read } from '../../../support/office-reading.ts';

const types = { text: 'odt', spreadsheet: 'ods', presentation: 'odp' } as const;

function readOpen(kind: keyof typeof types, body: string, styles = ''): Promise<Reading> {
  return read(parseOpenDocument, openDocument(kind, body, styles), { type: types[kind] });
}

describe('a text', () => {
  it('has headings, lists with their numbers, spaces and line ends', async () => {
    const styles = `<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")"/></text:list-style>
      <style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>`;
    const item = (content: string): string => `<text:list-item>${content}</text:list-item>`;
    const { outline, head } = await readOpen(
      'text',
      `<text:p text:style-name="P1">The title</text:p>
       <text:h text:outline-level="2">Head<text:tab/>ing</text:h>
       <text:p>one
          two<text:s text:c="2"/>three <text:span> four</text:span><text:line-break/>five</text:p>
       <text:list text:style-name="L">${item(`<text:p>first</text:p><text:p>still first</text:p><text:list>${item('<text:p>inner</text:p>')}</text:list>`)}${item('<text:p>second</text:p>')}</text:list>
       <text:list text:style-name="L" text:continue-numbering="true">${item('<text:p>third</text:p>')}</text:list>`,
      styles,
    );
    expect(head.title).toBe('The title');
    expect(outline).toEqual([
      'heading1: The title',
      'heading2: Head ing',
      'paragraph: one two  three four\nfive',
      'list: 1. first\nstill first\n  a) inner\n2. second\n3. third',
    ]);
  });

  it('leaves out deletions and keeps notes, comments and frames in their places', async () => {
    const { outline } = await readOpen(
      'text',
      `<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion></text:changed-region></text:tracked-changes>
       <text:p>Text<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p></text:note-body></text:note><office:annotation><dc:creator>Bo</dc:creator><text:p>Why?</text:p></office:annotation><draw:frame><draw:text-box><text:p>In a frame</text:p></draw:text-box></draw:frame> goes on</text:p>`,
    );
    expect(outline).toEqual([
      'paragraph: Text[1] goes on',
      'paragraph: In a frame',
      'paragraph: [1] A note.',
      'paragraph: [Comment: Why?]',
    ]);
  });

  it('has tables', async () => {
    const row = (...cells: string[]): string =>
      `<table:table-row>${cells.map((cell) => `<table:table-cell><text:p>${cell}</text:p></table:table-cell>`).join('')}</table:table-row>`;
    const { blocks } = await readOpen(
      'text',
      `<table:table><table:table-column table:number-columns-repeated="2"/><table:table-header-rows>${row('1', '2')}</table:table-header-rows>${row('Oslo', '3')}</table:table>`,
    );
    expect(blocks).toMatchObject([{ kind: 'table', text: '1 | 2\nOslo | 3', header: '1 | 2' }]);
  });

  it('has its formulas, which are files of their own or stand in it', async () => {
    const math = (content: string): string =>
      `<math xmlns="http://www.w3.org/1998/Math/MathML"><semantics><mrow>${content}</mrow><annotation encoding="StarMath 5.0">{once more}</annotation></semantics></math>`;
    const power = '<msup><mi>a</mi><mn>2</mn></msup>';
    const object = (attributes: string, content = ''): string =>
      `<draw:frame><draw:object ${attributes}>${content}</draw:object><draw:image/></draw:frame>`;
    const manifest = ['Object 1/', 'Object 2/']
      .map(
        (path) =>
          `<manifest:file-entry manifest:media-type="application/vnd.oasis.opendocument.formula" manifest:full-path="${path}"/>`,
      )
      .join('');
    const body = `<text:p>Let ${object('xlink:href="./Object 1"')} be ${object('', math(power))}, not ${object('xlink:href="./Object 2"')} or ${object('xlink:href="./Chart"')}.</text:p>`;
    const { outline, notes } = await read(
      parseOpenDocument,
      openDocument('text', body, '', [
        { name: 'Object 1/content.xml', content: math(`<mfrac>${power}<mn>4</mn></mfrac>`) },
        { name: 'Chart/content.xml', content: '<office:document-content/>' },
        {
          name: 'META-INF/manifest.xml',
          content: `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">${manifest}</manifest:manifest>`,
        },
      ]),
      { type: 'odt' },
    );
    expect(outline[0]).toBe('paragraph: Let (a^2)/4 be a^2, not or .');
    expect(notes.map((note) => note.text).join()).toMatch(/^2 embedded objects/);
  });

  it('that is encrypted is refused in a sentence', async () => {
    const manifest =
      '<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd"><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>';
    const bytes = openDocument('text', '', '', [{ name: 'META-INF/manifest.xml', content: manifest }]);
    await expect(read(parseOpenDocument, bytes, { type: 'odt' })).rejects.toMatchObject({
      message: /password/,
    });
  });
});

describe('a spreadsheet', () => {
  const cell = (text: string, attributes = ''): string =>
    `<table:table-cell ${attributes}>${text ? `<text:p>${text}</text:p>` : ''}</table:table-cell>`;

  it('shows what the cells show, and repeats what is repeated within reason', async () => {
    const { outline, notes, head } = await readOpen(
      'spreadsheet',
      `<table:table table:name="Sums"><table:table-row>${cell('name')}${cell('sum')}</table:table-row>
       <table:table-row table:number-rows-repeated="2">${cell('Bo')}${cell('1,50 €', 'office:value="1.5"')}${cell('', 'table:number-columns-repeated="16000"')}</table:table-row>
       <table:table-row table:number-rows-repeated="1048000">${cell('', 'table:number-columns-repeated="16384"')}</table:table-row></table:table>
       <table:table table:name="Bomb" table:style-name="H"><table:table-row table:number-rows-repeated="1048576">${cell('x', 'table:number-columns-repeated="16384"')}</table:table-row></table:table>`,
      '<style:style style:name="H" style:family="table"><style:table-properties table:display="false"/></style:style>',
    );
    expect(head).toMatchObject({ paginated: true });
    expect(outline).toEqual([
      'heading1: Sums',
      'table: name | sum\nBo | 1,50 €\nBo | 1,50 €',
      'heading1: Bomb',
      'paragraph: x',
    ]);
    expect(notes.map((note) => note.level)).toEqual(['warning', 'info']);
  });
});

describe('a presentation', () => {
  it('has a page for each slide, with its title and notes', async () => {
    const frame = (text: string, kind = ''): string =>
      `<draw:frame presentation:class="${kind}"><draw:text-box><text:p>${text}</text:p></draw:text-box></draw:frame>`;
    const { outline, blocks } = await readOpen(
      'presentation',
      `<draw:page>${frame('The title', 'title')}${frame('Some text')}<presentation:notes>${frame('Say this')}</presentation:notes></draw:page><draw:page>${frame('More')}</draw:page>`,
    );
    expect(outline).toEqual([
      'heading1: The title',
      'paragraph: Some text',
      'paragraph: Notes: Say this',
      'paragraph: More',
    ]);
    expect(blocks.map((block) => block.page)).toEqual([1, 1, 1, 2]);
  });

  it('has its title first, boxes as they stand, and a remark where it is hidden', async () => {
    const frame = (text: string, y: number, kind = ''): string =>
      `<draw:frame svg:x="1cm" svg:y="${y}cm" svg:width="9cm" svg:height="2cm" ${kind}><draw:text-box><text:list><text:list-header><text:p>${text}</text:p></text:list-header></text:list></draw:text-box></draw:frame>`;
    const { outline, notes } = await readOpen(
      'presentation',
      `<draw:page draw:style-name="hid">${frame('below', 9)}${frame('above', 5)}${frame('3', 15, 'presentation:class="page-number"')}${frame('The title', 1, 'presentation:class="title"')}</draw:page>`,
      '<style:style style:name="hid" style:family="drawing-page"><style:drawing-page-properties presentation:visibility="hidden"/></style:style>',
    );
    expect(outline).toEqual(['heading1: The title', 'paragraph: above', 'paragraph: below', 'footer: 3']);
    expect(notes).toMatchObject([{ level: 'info', pages: [1] }]);
  });
});

describe('what LibreOffice keeps beside the text', () => {
  it('has charts as their titles and numbers, headers and footers once, and no hidden sections', async () => {
    const chart =
      '<chart><text:p xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">Riders</text:p><t:table-row xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0"><t:table-cell xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" o:value="12"/></t:table-row></chart>';
    const masters =
      '<m xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><style:header><text:p>Harbour office</text:p></style:header><style:footer><text:p>Page 3</text:p></style:footer></m>';
    const manifest =
      '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry m:full-path="Object 1/" m:media-type="application/vnd.oasis.opendocument.chart"/></m:manifest>';
    const body =
      '<text:section text:display="none"><text:p>secret</text:p></text:section><text:p>Seen<draw:frame><draw:object xlink:href="./Object 1"/></draw:frame></text:p>';
    const parts = [
      { name: 'styles.xml', content: masters },
      { name: 'META-INF/manifest.xml', content: manifest },
      { name: 'Object 1/content.xml', content: chart },
    ];
    const { outline, notes } = await read(parseOpenDocument, openDocument('text', body, '', parts), {
      type: 'odt',
    });
    expect(outline).toEqual(['header: Harbour office', 'paragraph: Seen', 'paragraph: Riders\n12']);
    expect(notes.map((note) => note.text)).toEqual([expect.stringContaining('hidden')]);
  });

  it('has labels of several rows in a sheet as one line', async () => {
    const cell = (text: string, attributes = ''): string =>
      `<table:table-cell${attributes}>${text && `<text:p>${text}</text:p>`}</table:table-cell>`;
    const row = (cells: readonly string[]): string => `<table:table-row>${cells.join('')}</table:table-row>`;
    const wide = ' table:number-columns-spanned="2"';
    const { blocks } = await readOpen(
      'spreadsheet',
      `<table:table table:name="S">
       ${row([cell('Harbour'), cell('Weekdays', wide), '<table:covered-table-cell/>', cell('Weekends', wide), '<table:covered-table-cell/>'])}
       ${row([cell(''), ...['busiest', 'calmest', 'busiest', 'calmest'].map((text) => cell(text))])}
       ${row(['North', 'Monday', 'Friday', 'Sunday', 'Saturday'].map((text) => cell(text)))}</table:table>`,
    );
    expect(blocks.at(-1)?.header).toBe(
      'Harbour | Weekdays busiest | Weekdays calmest | Weekends busiest | Weekends calmest',
    );
  });

  it('repeats merged cells in a sheet, and says which cell a comment is on', async () => {
    const cell = (text: string, attributes = ''): string =>
      `<table:table-cell${attributes}><text:p>${text}</text:p></table:table-cell>`;
    const { outline } = await readOpen(
      'spreadsheet',
      `<table:table table:name="S"><table:table-row>${cell('North', ' table:number-rows-spanned="2"')}${cell('May')}</table:table-row><table:table-row><table:covered-table-cell/><table:table-cell><office:annotation><text:p>why</text:p></office:annotation><text:p>June</text:p></table:table-cell></table:table-row></table:table>`,
    );
    expect(outline).toEqual([
      'heading1: S',
      'table: North | May\nNorth | June',
      'paragraph: [Comment on B2: why]',
    ]);
  });
});
