import { describe, expect, it } from 'vitest';
import { formatOf } from '../../../../main/documents/parser/office/sheet/number-format.ts';
import { StringPool } from '../../../../main/documents/parser/office/sheet/strings.ts';
import { parseXlsx } from '../../../../main/documents/parser/office/xlsx.ts';
import { sheetRow, xlsx } from '../../../support/office.ts';
import { type Reading, read } from '../../../support/office-reading.ts';

const readXlsx = (...book: Parameters<typeof xlsx>): Promise<Reading> => read(parseXlsx, xlsx(...book));

describe('a workbook', () => {
  it('has a page for each sheet, hidden ones with a remark', async () => {
    const { head, outline, notes, blocks } = await readXlsx([
      { name: 'First', rows: sheetRow(1, ['name', 'sum']) + sheetRow(2, ['Bo', 3]) },
      { name: 'Second', rows: sheetRow(1, ['alone']), state: 'veryHidden' },
    ]);
    expect(head).toMatchObject({ pages: 2, paginated: true, title: null });
    expect(outline).toEqual([
      'heading1: First',
      'table: name | sum\nBo | 3',
      'heading1: Second',
      'paragraph: alone',
    ]);
    expect(blocks.map((block) => block.page)).toEqual([1, 1, 2, 2]);
    expect(notes).toMatchObject([{ level: 'warning', pages: [2] }]);
  });

  it('shows cells as people see them', async () => {
    const rows =
      '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>99</v></c></row>' +
      '<row r="2"><c r="A2" s="1"><v>45306</v></c><c r="B2" s="2"><v>1234.5</v></c><c r="C2" t="b"><v>1</v></c></row>' +
      '<row r="3"><c r="A3" t="e"><v>#DIV/0!</v></c><c r="B3" t="str"><f>A1</f><v>result</v></c><c r="C3"><v>0.30000000000000004</v></c></row>' +
      '<row r="4"><c r="A4" t="d"><v>2024-01-15T00:00:00</v></c><c r="B4"><v>12345678901234</v></c><c r="C4"><f>SUM(B2:B3)</f></c></row>';
    const strings =
      '<si><t>a_x000D_b</t></si><si><r><t>ri</t></r><r><t>ch</t></r><rPh><t>unseen</t></rPh></si>';
    const { outline, notes } = await readXlsx([{ name: 'S', rows }], {
      strings,
      formats: ['d mmm yyyy', '#,##0.00 &quot;€&quot;'],
    });
    expect(outline[1]).toBe(
      'table: a b | rich\n15 Jan 2024 | 1,234.50 € | TRUE\n#DIV/0! | result | 0.3\n2024-01-15 | 12345678901234 | =SUM(B2:B3)',
    );
    expect(notes).toMatchObject([{ text: /One cell holds a formula/ }]);
  });

  it('counts dates from 1904 where the workbook does', async () => {
    const rows =
      '<row r="1"><c r="A1" s="1"><v>0</v></c><c r="B1"><v>1</v></c><c r="C1" s="2"><v>1.5</v></c></row>';
    const { outline } = await readXlsx([{ name: 'S', rows }], {
      formats: ['yyyy-mm-dd', '[h]:mm'],
      date1904: true,
    });
    expect(outline[1]).toBe('table: 1904-01-01 | 1 | 36:00');
  });

  it('parts tables at blank rows, with their titles before them', async () => {
    const { outline, blocks } = await readXlsx([
      {
        name: 'S',
        rows:
          sheetRow(1, ['Report of the year']) +
          sheetRow(3, ['city', 'sum']) +
          sheetRow(4, ['Oslo', 1]) +
          sheetRow(6, ['Bergen', 2]) +
          sheetRow(9, ['name', 'age']) +
          sheetRow(10, ['Bo', 7]),
      },
    ]);
    expect(outline.slice(1)).toEqual([
      'paragraph: Report of the year',
      'table: city | sum\nOslo | 1\nBergen | 2',
      'table: name | age\nBo | 7',
    ]);
    expect(blocks[2]?.header).toBe('city | sum');
    expect(blocks[3]?.header).toBe('name | age');
  });

  it('does not write the columns between two distant cells', async () => {
    const rows = Array.from({ length: 50 }, (_, index) => {
      const row = 1 + index * 20_000;
      return `<row r="${row}"><c r="A${row}"><v>1</v></c><c r="XFD${row}"><v>2</v></c></row>`;
    }).join('');
    const { pages } = await readXlsx([{ name: 'S', rows }]);
    expect(pages[0]!.length).toBeLessThan(1000);
    expect(pages[0]!.match(/1 \| 2/g)).toHaveLength(50);
  });

  it('reads rows and cells without addresses one after another', async () => {
    const { outline } = await readXlsx([
      { name: 'S', rows: '<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>' },
    ]);
    expect(outline[1]).toBe('table: 1 | 2\n3');
  });
});

describe('formats of numbers', () => {
  it.each([
    ['0%', 0.125, '13%'],
    ['General', 1 / 3, '0.333333333'],
    ['General', 123456789012, '123456789012'],
    ['[Red]-0.0;0.0', 2, '-2.0'],
    ['yyyy\\-mm\\-dd', 45306, '2024-01-15'],
    ['h:mm', 0.5, '12:00'],
    [';;;', 5, '5'],
    ['no such "format', 5, '5'],
  ])('%s of %d is %s', (code, value, expected) => {
    expect(formatOf(code)(value, String(value))).toBe(expected);
  });
});

describe('the pool of strings', () => {
  it('gives back what was put in, over many chunks', () => {
    const pool = new StringPool();
    const texts = [
      '',
      'ä€🙂',
      'x'.repeat(2_000_000),
      ...Array.from({ length: 5000 }, (_, index) => `text ${index}`),
    ];
    for (const text of texts) pool.add(text);
    expect(texts.every((text, index) => pool.get(index) === text)).toBe(true);
    expect(pool.get(texts.length)).toBe('');
    expect(pool.get(Number.NaN)).toBe('');
  });
});

describe('a sheet as a spreadsheet program saves it', () => {
  it('repeats what is merged downwards in each row, titles not, and says what is hidden', async () => {
    // The file names merged cells behind the rows.
    const merges =
      '</sheetData><mergeCells><mergeCell ref="A1:C1"/><mergeCell ref="A3:A4"/></mergeCells><sheetData>';
    const hidden = sheetRow(4, [null, 'May', 7]).replace('<row ', '<row hidden="1" ');
    const { outline, notes } = await readXlsx([
      {
        name: 'Riders',
        rows:
          sheetRow(1, ['Riders of the year']) +
          sheetRow(2, ['harbour', 'month', 'riders']) +
          sheetRow(3, ['North', 'April', 5]) +
          hidden +
          merges,
      },
    ]);
    expect(outline).toEqual([
      'heading1: Riders',
      'paragraph: Riders of the year',
      'table: harbour | month | riders\nNorth | April | 5\nNorth | May | 7',
    ]);
    expect(notes).toMatchObject([
      { level: 'info', pages: [1], text: expect.stringContaining('hidden rows') },
    ]);
  });

  it('has labels of several rows as one line, those that are merged with each of their columns', async () => {
    const merges =
      '</sheetData><mergeCells><mergeCell ref="A1:E1"/><mergeCell ref="A2:A3"/><mergeCell ref="B2:C2"/><mergeCell ref="D2:E2"/></mergeCells><sheetData>';
    const { outline, blocks } = await readXlsx([
      {
        name: 'Riders',
        rows:
          sheetRow(1, ['Riders of the year']) +
          sheetRow(2, ['Harbour', 'Weekdays', null, 'Weekends', null]) +
          sheetRow(3, [null, 'busiest', 'calmest', 'busiest', 'calmest']) +
          sheetRow(4, ['North', 'Monday', 'Friday', 'Sunday', 'Saturday']) +
          sheetRow(5, ['South', 'Tuesday', 'Friday', 'Sunday', 'Saturday']) +
          merges,
      },
    ]);
    expect(outline.slice(1)).toEqual([
      'paragraph: Riders of the year',
      'table: Harbour | Weekdays |  | Weekends\nHarbour | busiest | calmest | busiest | calmest\nNorth | Monday | Friday | Sunday | Saturday\nSouth | Tuesday | Friday | Sunday | Saturday',
    ]);
    expect(blocks.at(-1)?.header).toBe(
      'Harbour | Weekdays busiest | Weekdays calmest | Weekends busiest | Weekends calmest',
    );
  });

  it('has a label over the other columns alone with the table', async () => {
    const merges = '</sheetData><mergeCells><mergeCell ref="B1:C1"/></mergeCells><sheetData>';
    const { outline, blocks } = await readXlsx([
      {
        name: 'Contacts',
        rows:
          sheetRow(1, [null, 'Contact', null]) +
          sheetRow(2, ['Name', 'Phone', 'Town']) +
          sheetRow(3, ['Ada', 'home', 'Oslo']) +
          merges,
      },
    ]);
    expect(outline).toHaveLength(2);
    expect(blocks.at(-1)?.header).toBe('Name | Contact Phone | Contact Town');
  });

  it('is unpacked once, and kept for its merged cells only up to a limit', async () => {
    const merges = '</sheetData><mergeCells><mergeCell ref="A1:A2"/></mergeCells><sheetData>';
    const rows = (count: number): string =>
      Array.from({ length: count }, (_, index) =>
        sheetRow(index + 1, [index === 1 ? null : `name ${index}`, index]),
      ).join('');
    const small = await readXlsx([{ name: 'S', rows: rows(1000) + merges }]);
    expect(small.pages[0]).toContain('name 0 | 0\nname 0 | 1\nname 2 | 2\n');
    expect(small.pages[0]!.endsWith('name 999 | 999')).toBe(true);
    const large = await readXlsx([{ name: 'S', rows: rows(190_000) + merges }]);
    expect(large.pages[0]).toContain('name 0 | 0\n | 1\nname 2 | 2\n');
    expect(large.pages[0]!.endsWith('name 189999 | 189999')).toBe(true);
  });

  it('writes amounts of all currencies with the same points and commas', () => {
    expect(formatOf('[$€-407] #,##0.00')(1234.5, '1234.5')).toBe('€ 1,234.50');
    expect(formatOf('[$$-409]#,##0.00')(1234.5, '1234.5')).toBe('$1,234.50');
  });

  it('writes German dates with dots, which formats keep as slashes', () => {
    expect(formatOf('[$-407]d/\\ mmmm\\ yyyy;@')(45730, '45730')).toBe('14. März 2025');
    expect(formatOf('dd/mm/yyyy')(45730, '45730')).toBe('14/03/2025');
  });
});
