import { describe, expect, it } from 'vitest';
import { parseRtf } from '../../../../main/documents/parser/office/rtf.ts';
import { type Reading, read } from '../../../support/office-reading.ts';

const readRtf = (content: string): Promise<Reading> =>
  read(parseRtf, Buffer.from(`{\\rtf1\\ansi\\ansicpg1252\\deff0${content}}`, 'latin1'));

describe('text in RTF', () => {
  it('is decoded as its fonts, code pages and Unicode escapes say', async () => {
    const { outline } = await readRtf(
      "{\\fonttbl{\\f0 Times;}{\\f1\\fcharset204 Cyr;}{\\f2\\fcharset128 Jap;}{\\f3\\fcharset2 Symbol;}}\\'93quoted\\'94 {\\f1 \\'cc\\'e8\\'f0} {\\f2 \\'93\\'fa\\'96\\'7b} {\\f3 a} \\u945a\\u8364\\'80 {\\uc2\\u228\\'E8ax} {\\uc0\\u55357\\u56898} raw \xe9\\par",
    );
    expect(outline).toEqual(['paragraph: “quoted” Мир 日本 α α€ äx 🙂 raw é']);
  });

  it('has special characters, paragraphs and powers', async () => {
    const { outline } = await readRtf(
      'a\\tab b\\line c\\emdash d\\~e\\_f\\{\\}\\\\\\par\\pard 10{\\super 6}x\\par',
    );
    expect(outline).toEqual(['paragraph: a\tb\nc—d e-f{}\\', 'paragraph: 10^6x']);
  });

  it('is free of what no reader sees', async () => {
    const { outline, notes, head } = await readRtf(
      '{\\info{\\title The title}{\\author Nobody}}{\\colortbl;\\red1;}{\\*\\generator X;}{\\stylesheet{\\s1 heading 1;}}{\\pict\\wmetafile8 0102}seen {\\v hidden}{\\deleted gone}{\\field{\\*\\fldinst HYPERLINK "http://x"}{\\fldrslt a link}}{\\*\\unknown secret}\\bin4 {}{} end\\par',
    );
    expect(head.title).toBe('The title');
    expect(outline).toEqual(['paragraph: seen a link end']);
    expect(notes.map((note) => note.text).join()).toMatch(/picture.*tracked.*hidden/);
  });
});

describe('structure in RTF', () => {
  it('has headings by style and by level, and lists', async () => {
    const { outline } = await readRtf(
      "{\\stylesheet{\\s0 Normal;}{\\s15 heading 2;}}\\pard\\s15 By style\\par\\pard\\outlinelevel0 By level\\par\\pard{\\listtext\\tab 1.\\tab}\\ilvl0 one\\par{\\listtext\\'b7\\tab}\\ilvl1 two\\par\\pard \\bullet\\tab three\\par",
    );
    expect(outline).toEqual(['heading2: By style', 'heading1: By level', 'list: 1. one\n  - two\n- three']);
  });

  it('has tables', async () => {
    const row = (...cells: string[]): string =>
      `\\trowd${cells.map((_, index) => `\\cellx${index}`).join('')} \\pard\\intbl ${cells.map((cell) => `${cell}\\cell `).join('')}\\row `;
    const { blocks } = await readRtf(
      `before\\par${row('name', 'sum')}${row('Bo\\par and Ada', '3')}\\pard after\\par`,
    );
    expect(blocks.map((block) => block.text)).toEqual(['before', 'name | sum\nBo and Ada | 3', 'after']);
    expect(blocks[1]).toMatchObject({ kind: 'table', header: 'name | sum' });
  });

  it('has notes, headers and footers', async () => {
    const { outline } = await readRtf(
      '{\\header Top\\par}{\\footer Bottom\\par}Text\\chftn{\\footnote \\chftn A note.} more\\par next\\par',
    );
    expect(outline).toEqual([
      'paragraph: Text[1] more',
      'paragraph: [1] A note.',
      'paragraph: next',
      'header: Top',
      'footer: Bottom',
    ]);
  });

  it('keeps the rows of a table within a table', async () => {
    const { outline } = await read(
      parseRtf,
      '{\\rtf1\\trowd\\cellx1\\cellx2\\pard\\intbl Bolts\\cell Sizes:\\par\\intbl\\itap2 M6\\nestcell 20\\nestcell{\\*\\nesttableprops\\trowd\\cellx1\\cellx2\\nestrow}{\\nonesttables\\par}M8\\nestcell 30\\nestcell{\\*\\nesttableprops\\trowd\\cellx1\\nestrow}\\cell\\row\\pard After\\par}',
    );
    expect(outline[0]).toMatch(/^table: Bolts \| Sizes:.*M6.*20.*M8.*30/s);
    expect(outline.at(-1)).toBe('paragraph: After');
  });

  it('is read as far as it goes when it was cut off, and refused when it nests without end', async () => {
    const { outline, notes } = await read(parseRtf, '{\\rtf1 {\\b some text');
    expect(outline).toEqual(['paragraph: some text']);
    expect(notes).toMatchObject([{ level: 'warning' }]);
    await expect(read(parseRtf, `{\\rtf1${'{'.repeat(20_000)}`)).rejects.toMatchObject({
      code: 'unreadable',
    });
  });

  it('has headings as LibreOffice numbers them, its page styles left out and merged cells repeated', async () => {
    const { outline } = await read(
      parseRtf,
      '{\\rtf1{\\stylesheet{\\s1 Heading 1;}}{\\*\\pgdsctbl{\\pgdsc0{\\footer Page {\\field{\\*\\fldinst PAGE}{\\fldrslt 2}}\\par}Default;}}' +
        '\\pard\\s1\\outlinelevel0{\\listtext\\pard\\plain\\tab}\\ls1 Harbours\\par' +
        '\\trowd\\clvmgf\\cellx1\\cellx2\\pard\\intbl North\\cell May\\cell\\row' +
        '\\trowd\\clvmrg\\cellx1\\cellx2\\pard\\intbl\\cell June\\cell\\row\\pard After\\par}',
    );
    expect(outline).toEqual(['heading1: Harbours', 'table: North | May\nNorth | June', 'paragraph: After']);
  });
});
