import { describe, expect, it } from 'vitest';
import { parseDocx } from '../../../../main/documents/parser/office/docx.ts';
import { docx, paragraph, references, xmlPart } from '../../../support/office.ts';
import { type Reading, read } from '../../../support/office-reading.ts';
import { zip } from '../../../support/office-zip.ts';

const readDocx = (...document: Parameters<typeof docx>): Promise<Reading> =>
  read(parseDocx, docx(...document));

const styles = {
  type: 'styles',
  name: 'styles.xml',
  content: xmlPart(
    'w:styles',
    `<w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
     <w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Chapter"/><w:basedOn w:val="berschrift2"/></w:style>
     <w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>
     <w:style w:type="paragraph" w:styleId="Loop"><w:name w:val="Loop"/><w:basedOn w:val="Loop"/></w:style>
     <w:style w:type="paragraph" w:styleId="C"><w:name w:val="caption"/></w:style>
     <w:style w:type="paragraph" w:styleId="Pre"><w:name w:val="HTML Preformatted"/></w:style>`,
  ),
};

describe('paragraphs', () => {
  it('have the roles that their styles give, whatever the language of Word', async () => {
    const { outline, head } = await readDocx(
      paragraph('The title', '<w:pStyle w:val="T"/>') +
        paragraph('Second level', '<w:pStyle w:val="berschrift2"/>') +
        paragraph('Based on it', '<w:pStyle w:val="Own"/>') +
        paragraph('By its own level', '<w:outlineLvl w:val="2"/>') +
        paragraph('Not a heading', '<w:pStyle w:val="Own"/><w:outlineLvl w:val="9"/>') +
        paragraph('Figure 1', '<w:pStyle w:val="C"/>') +
        paragraph('  code', '<w:pStyle w:val="Pre"/>') +
        paragraph('    more', '<w:pStyle w:val="Pre"/>') +
        paragraph('An endless style', '<w:pStyle w:val="Loop"/>') +
        paragraph('Undefined', '<w:pStyle w:val="Heading3"/>'),
      [styles],
    );
    expect(head.title).toBe('The title');
    expect(outline).toEqual([
      'heading1: The title',
      'heading2: Second level',
      'heading2: Based on it',
      'heading3: By its own level',
      'paragraph: Not a heading',
      'caption: Figure 1',
      'code:   code\n    more',
      'paragraph: An endless style',
      'heading3: Undefined',
    ]);
  });

  it('keep insertions and leave out what was deleted, moved away or hidden', async () => {
    const run = (text: string, properties = ''): string =>
      `<w:r><w:rPr>${properties}</w:rPr><w:t xml:space="preserve">${text}</w:t></w:r>`;
    const { outline, notes } = await readDocx(
      paragraph(
        `${run('kept ')}<w:ins>${run('inserted ')}</w:ins><w:del><w:r><w:delText>deleted</w:delText></w:r></w:del><w:moveFrom>${run('moved')}</w:moveFrom><w:moveTo>${run('here ')}</w:moveTo>${run('secret', '<w:vanish/>')}${run('seen', '<w:vanish w:val="0"/>')}`,
        '<w:pPrChange><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:pPrChange>',
      ),
    );
    expect(outline).toEqual(['paragraph: kept inserted here seen']);
    expect(notes.map((note) => note.text).join()).toMatch(/tracked changes.*hidden/);
  });

  it('show the results of fields, not their instructions', async () => {
    const char = (type: string): string => `<w:r><w:fldChar w:fldCharType="${type}"/></w:r>`;
    const { outline } = await readDocx(
      paragraph(
        `<w:r><w:t>Page </w:t></w:r>${char('begin')}<w:r><w:instrText> IF </w:instrText></w:r>${char('begin')}<w:r><w:instrText>PAGE</w:instrText></w:r>${char('separate')}<w:r><w:t>unseen</w:t></w:r>${char('end')}${char('separate')}<w:r><w:t>7</w:t></w:r>${char('end')}<w:fldSimple w:instr="DATE"><w:r><w:t> today</w:t></w:r></w:fldSimple>`,
      ),
    );
    expect(outline).toEqual(['paragraph: Page 7 today']);
  });

  it('spell special characters, powers and formulas', async () => {
    const { outline } = await readDocx(
      paragraph(
        '<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t><w:br/><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>10</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>6</w:t></w:r>' +
          '<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>',
      ),
    );
    expect(outline).toEqual(['paragraph: a\tb-c\n☑10^61/2']);
  });
});

const numbering = {
  type: 'numbering',
  name: 'numbering.xml',
  content: xmlPart(
    'w:numbering',
    `<w:abstractNum w:abstractNumId="0">
       <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
       <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1%2)"/></w:lvl>
     </w:abstractNum>
     <w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val=""/></w:lvl></w:abstractNum>
     <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
     <w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
     <w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>`,
  ),
};

describe('lists', () => {
  const item = (text: string, list: number, level = 0): string =>
    paragraph(text, `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${list}"/></w:numPr>`);

  it('count as Word counts', async () => {
    const { outline } = await readDocx(
      item('one', 1) +
        item('two', 1) +
        item('inner', 1, 1) +
        item('inner', 1, 1) +
        item('three', 1) +
        item('again', 1, 1) +
        item('seven', 3) +
        item('sign', 2) +
        item('none', 0),
      [numbering],
    );
    expect(outline).toEqual([
      'list: 1. one\n2. two\n  2a) inner\n  2b) inner\n3. three\n  3a) again\n7. seven\n- sign',
      'paragraph: none',
    ]);
  });
});

describe('notes', () => {
  const note = (kind: string, id: number, text: string): string =>
    `<w:${kind} w:id="${id}">${paragraph(text)}</w:${kind}>`;

  it('follow the paragraph or the table that refers to them', async () => {
    const { outline } = await readDocx(
      paragraph(
        '<w:r><w:t>Text</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:endnoteReference w:id="2"/></w:r><w:r><w:commentReference w:id="0"/></w:r>',
      ) + paragraph('next'),
      [
        {
          type: 'footnotes',
          name: 'footnotes.xml',
          content: xmlPart(
            'w:footnotes',
            `<w:footnote w:id="0" w:type="separator">${paragraph('x')}</w:footnote>${note('footnote', 2, 'A footnote.')}`,
          ),
        },
        {
          type: 'endnotes',
          name: 'endnotes.xml',
          content: xmlPart('w:endnotes', note('endnote', 2, 'An endnote.')),
        },
        {
          type: 'comments',
          name: 'comments.xml',
          content: xmlPart(
            'w:comments',
            `<w:comment w:id="0" w:author="Ada Bo" w:initials="AB">${paragraph('Really?')}</w:comment>`,
          ),
        },
      ],
    );
    expect(outline).toEqual([
      'paragraph: Text[1][2][AB1]',
      'paragraph: [1] A footnote.',
      'paragraph: [2] An endnote.',
      'paragraph: [AB1] Comment by Ada Bo: Really?',
      'paragraph: next',
    ]);
  });

  it('come with headers and footers, each once', async () => {
    const margin = (type: 'header' | 'footer', number: number, text: string) => ({
      type,
      name: `${type}${number}.xml`,
      content: xmlPart(type === 'header' ? 'w:hdr' : 'w:ftr', paragraph(text)),
    });
    const { outline } = await readDocx(paragraph('Body'), [
      margin('header', 1, 'Annual report'),
      margin('header', 2, 'Annual report'),
      margin('footer', 1, 'Page 1 of 3'),
      margin('footer', 2, 'Confidential'),
    ]);
    expect(outline).toEqual(['header: Annual report', 'paragraph: Body', 'footer: Confidential']);
  });
});

describe('tables', () => {
  const cell = (content: string, properties = ''): string =>
    `<w:tc><w:tcPr>${properties}</w:tcPr>${content}</w:tc>`;
  const row = (...cells: string[]): string => `<w:tr>${cells.join('')}</w:tr>`;
  const table = (columns: number, ...rows: string[]): string =>
    `<w:tbl><w:tblGrid>${'<w:gridCol/>'.repeat(columns)}</w:tblGrid>${rows.join('')}</w:tbl>`;

  it('are rows with their header, merged cells and tables within cells', async () => {
    const { blocks } = await readDocx(
      table(
        3,
        row(cell(paragraph('Region')), cell(paragraph('City')), cell(paragraph('Sum'))),
        row(
          cell(paragraph('North'), '<w:vMerge w:val="restart"/>'),
          cell(paragraph('Oslo')),
          cell(paragraph('1')),
        ),
        row(
          cell(paragraph(''), '<w:vMerge/>'),
          cell(paragraph('Bergen')),
          cell(table(2, row(cell(paragraph('in')), cell(paragraph('ner'))))),
        ),
        row(cell(paragraph('Total'), '<w:gridSpan w:val="2"/>'), cell(paragraph('3') + paragraph('4'))),
      ),
    );
    expect(blocks).toEqual([
      {
        page: 1,
        kind: 'table',
        level: null,
        header: 'Region | City | Sum',
        text: 'Region | City | Sum\nNorth | Oslo | 1\nNorth | Bergen | in | ner\nTotal |  | 3 4',
      },
    ]);
  });

  it('that only lay out a page are read as its text', async () => {
    const { outline } = await readDocx(
      table(1, row(cell(paragraph('A box') + paragraph('of two')))) +
        table(
          2,
          row(
            cell(paragraph('Head', '<w:outlineLvl w:val="0"/>') + paragraph('left')),
            cell(paragraph('right')),
          ),
        ),
    );
    expect(outline).toEqual([
      'paragraph: A box',
      'paragraph: of two',
      'heading1: Head',
      'paragraph: left',
      'paragraph: right',
    ]);
  });

  it('leave out deleted rows', async () => {
    const deleted = `<w:tr><w:trPr><w:del/></w:trPr>${cell(paragraph('gone'))}${cell(paragraph('gone'))}</w:tr>`;
    const { outline } = await readDocx(table(2, row(cell(paragraph('a')), cell(paragraph('b'))), deleted));
    expect(outline.join()).not.toContain('gone');
  });
});

describe('what stands beside the text', () => {
  it('is read once where it is there in two versions', async () => {
    const box = `<w:txbxContent>${paragraph('In the box')}</w:txbxContent>`;
    const { outline, notes } = await readDocx(
      paragraph(
        `<w:r><w:t>Around</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>${box}</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>${box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:drawing><wp:docPr descr="A cat on the mat"/><pic:pic/></w:drawing></w:r><w:r><w:drawing><dgm:relIds r:dm="x1"/><c:chart r:id="x2"/></w:drawing></w:r>`,
      ),
      [
        {
          type: 'diagramData',
          name: 'data1.xml',
          content: xmlPart(
            'dgm:dataModel',
            '<dgm:pt><dgm:t><a:p><a:r><a:t>top</a:t></a:r></a:p></dgm:t></dgm:pt><dgm:pt><dgm:t><a:p><a:r><a:t>bottom</a:t></a:r></a:p></dgm:t></dgm:pt>',
          ),
        },
        {
          type: 'chart',
          name: 'chart1.xml',
          content: xmlPart(
            'c:chartSpace',
            '<c:chart><c:title><a:p><a:r><a:t>Sales</a:t></a:r></a:p></c:title><c:ser><c:tx><c:v>2024</c:v></c:tx><c:cat><c:pt><c:v>Oslo</c:v></c:pt></c:cat><c:val><c:pt><c:v>0.30000000000000004</c:v></c:pt></c:val></c:ser></c:chart>',
          ),
        },
      ],
    );
    expect(outline).toEqual([
      'paragraph: Around',
      'paragraph: In the box',
      'paragraph: [Picture: A cat on the mat]',
      'paragraph: top\nbottom',
      'paragraph: Sales\n| 2024\nOslo | 0.3',
    ]);
    expect(notes.map((note) => note.text).join()).toContain('One picture was left out');
  });
});

describe('the file', () => {
  it('is read wherever its references say that its parts are', async () => {
    const bytes = zip([
      {
        name: '_rels/.rels',
        content: references([
          ['a', 'officeDocument', '/other/doc%201.xml'],
          ['b', 'x', 'http://example.com', true],
        ]),
      },
      {
        name: 'other/doc 1.xml',
        content: `\uFEFF${xmlPart('w:document', `<w:body>${paragraph('Found')}</w:body>`)}`,
      },
    ]);
    expect((await read(parseDocx, bytes)).outline).toEqual(['paragraph: Found']);
  });

  it('is read as far as it goes when its end is missing, which is said', async () => {
    const prose = Array.from({ length: 3000 }, (_, index) => `sentence ${(index * 7919) % 6007}`).join(' ');
    const whole = docx(paragraph('It begins.') + paragraph(prose) + paragraph('It ends.'), [styles]);
    const reading = await read(parseDocx, whole.subarray(0, whole.indexOf('word/styles.xml') + 20));
    expect(reading.pages[0]).toContain('It begins.');
    expect(reading.pages[0]).toContain('It ends.');
    expect(reading.notes).toContainEqual({
      level: 'warning',
      text: expect.stringMatching(/^The file is damaged/),
    });
    const half = await read(parseDocx, whole.subarray(0, Math.round(whole.length * 0.6)));
    expect(half.pages[0]).toContain('It begins.');
    expect(half.pages[0]).not.toContain('It ends.');
    expect(half.notes.map(({ text }) => text.split(':')[0])).toEqual([
      'The file ends in the middle',
      'The file is damaged',
    ]);
  });

  it('is refused in a sentence when it is damaged or defines entities', async () => {
    await expect(read(parseDocx, 'no archive')).rejects.toMatchObject({ code: 'unreadable' });
    await expect(read(parseDocx, zip([{ name: 'x', content: 'y' }]))).rejects.toMatchObject({
      code: 'unreadable',
      message: /no main part/,
    });
    const bytes = zip([{ name: 'word/document.xml', content: '<!DOCTYPE d [<!ENTITY a "ha">]><d>&a;</d>' }]);
    await expect(read(parseDocx, bytes)).rejects.toMatchObject({ code: 'unreadable' });
  });

  it('is empty when it is', async () => {
    const { blocks, notes, pages } = await readDocx('<w:p/>');
    expect(blocks).toEqual([]);
    expect(pages).toEqual(['']);
    expect(notes).toMatchObject([{ text: 'There is no text in this document.' }]);
  });

  it('passes on a paragraph without end in pieces', async () => {
    const long = 'seven words of text to be repeated '.repeat(60_000).trim();
    const { pages } = await readDocx(paragraph(long));
    expect(pages.join('').replace(/\s+/g, ' ') === long).toBe(true);
  });
});
