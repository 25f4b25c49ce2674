import { describe, expect, it } from 'vitest';
import { column, type PdfPage, PdfWriter, pdfOf } from '../../../support/pdf.ts';
import { blocksOf, fileIn, type Reading, read, temporaryFolder } from '../../../support/reading.ts';

const folder = temporaryFolder();
let files = 0;
const readPdf = (pages: readonly PdfPage[], options: Parameters<typeof pdfOf>[1] = {}): Promise<Reading> =>
  read(fileIn(folder, `${files++}.pdf`, pdfOf(pages, options)));

/** A file made object by object. `build` returns the document's catalogue. */
const writePdf = (build: (writer: PdfWriter) => number): string => {
  const writer = new PdfWriter();
  const root = build(writer);
  return fileIn(folder, `${files++}.pdf`, writer.finish(root));
};

const left = [
  'The first column begins here and goes on with',
  'words enough to fill its lines from end to end',
  'so that nobody takes it for a table of figures',
  'or for anything else but prose in one column.',
  'It ends with this sentence about the herons.',
];
const right = [
  'The second column stands beside the first one',
  'and is to be read after the whole of it and not',
  'line by line across both, as careless programs',
  'do when they meet a page of two columns or more',
  'whose lines are level with each other all along.',
];

describe('pages', () => {
  it('are exact, numbered, and have their size', async () => {
    const reading = await readPdf([
      { texts: [{ text: 'Page one.', x: 50, y: 700 }] },
      { texts: [] },
      { texts: [{ text: 'Page three.', x: 50, y: 200 }], width: 400, height: 300 },
    ]);
    expect(reading.head).toMatchObject({ type: 'pdf', pages: 3, paginated: true });
    expect(reading.parts.map((part) => [part.page, part.pageKind, part.text])).toEqual([
      [1, 'text', 'Page one.'],
      [2, 'empty', ''],
      [3, 'text', 'Page three.'],
    ]);
    expect(reading.parts[2]).toMatchObject({ width: 400, height: 300 });
    expect(reading.notes).toEqual([{ level: 'info', text: 'One page is without any text.', pages: [2] }]);
  });

  it('keep their order beyond the pages that are read ahead', async () => {
    const pages = Array.from({ length: 45 }, (_, index) => ({
      texts: [{ text: `This is page ${index + 1}.`, x: 50, y: 400 }],
    }));
    const { parts } = await readPdf(pages);
    expect(parts.map((part) => part.text)).toEqual(pages.map((page) => page.texts[0]!.text));
  });

  it('that are turned are read as they are seen, with words where they are seen', async () => {
    const { parts } = await readPdf([
      { texts: [{ text: 'Upright after all.', x: 100, y: 100, angle: 90 }], rotate: 90 },
    ]);
    expect(parts[0]).toMatchObject({ text: 'Upright after all.', width: 842, height: 595 });
    const [start, end, x, y, width, height] = parts[0]!.words!;
    expect([start, end]).toEqual([0, 7]);
    expect(x).toBeCloseTo(100, 0);
    expect(y! + height!).toBeGreaterThan(595 - 102 - 400);
    expect(width!).toBeGreaterThan(height!);
  });

  it('with a picture and no text count as scanned, also in the report', async () => {
    const { parts, notes } = await readPdf([
      { picture: [0, 0, 595, 842] },
      { texts: [{ text: 'Text.', x: 50, y: 700 }] },
    ]);
    expect(parts.map((part) => part.pageKind)).toEqual(['scanned', 'text']);
    expect(notes[0]).toMatchObject({ level: 'warning', pages: [1] });
  });

  it('with a picture under their text do not', async () => {
    const { parts } = await readPdf([{ picture: [0, 0, 595, 842], texts: column(left, 50, 700) }]);
    expect(parts[0]!.pageKind).toBe('text');
  });
});

describe('reading order', () => {
  it('goes down one column and then down the next, below a title over both', async () => {
    const { text } = await readPdf([
      {
        texts: [
          { text: 'A Title over Both Columns of the Page', x: 100, y: 780, size: 18, font: 'bold' },
          // Drawn line by line across the page, as some programs do.
          ...left.flatMap((line, index) => [
            { text: line, x: 50, y: 740 - 12 * index },
            { text: right[index]!, x: 310, y: 740 - 12 * index },
          ]),
        ],
      },
    ]);
    expect(text).toBe(`A Title over Both Columns of the Page\n\n${left.join(' ')}\n\n${right.join(' ')}`);
  });

  it('does not tear bullets from what they mark', async () => {
    const items = [
      'First item of the list that we have',
      'Second item of the list that we have',
      'Third item of it',
      'Fourth',
    ];
    const reading = await readPdf([
      {
        texts: items.flatMap((text, index) => [
          { text: '\x95', x: 50, y: 700 - 14 * index },
          { text, x: 65, y: 700 - 14 * index },
        ]),
      },
    ]);
    expect(blocksOf(reading)).toEqual([['list', items.map((item) => `• ${item}`).join('\n')]]);
  });

  it('keeps bullets with their items where they are set at half the size, as on slides', async () => {
    const items = ['Timetable of the summer', 'Timetable of the winter', 'Prices'];
    const reading = await readPdf([
      {
        texts: items.flatMap((text, index) => [
          { text: '\x95', x: 50, y: 700 - 40 * index, size: 10 },
          { text, x: 80, y: 700 - 40 * index, size: 24 },
        ]),
      },
    ]);
    const [first] = blocksOf(reading);
    expect(first?.[1]).toContain('• Timetable of the summer');
  });

  it('reads text of other directions apart from the rest', async () => {
    const { text } = await readPdf([
      { texts: [...column(left, 60, 700), { text: 'Sideways note', x: 20, y: 300, angle: 90 }] },
    ]);
    expect(text).toBe(`${left.join(' ')}\n\nSideways note`);
  });
});

describe('paragraphs', () => {
  it('are joined from lines, parted by space or indentation, and mended where a word is cut', async () => {
    const { text } = await readPdf([
      {
        texts: column(
          [
            'Herons stand in shallow water for a very long time, wait-',
            'ing for fish, and they are well-known for their pa-',
            'tience. The COVID-',
            '19 years did not change this in any way at all, it seems.',
          ],
          50,
          700,
        ).concat(column(['A second paragraph follows the first after a gap in the text.'], 50, 620)),
      },
    ]);
    expect(text).toBe(
      'Herons stand in shallow water for a very long time, waiting for fish, and they are well-known for their patience. ' +
        'The COVID-19 years did not change this in any way at all, it seems.\n\nA second paragraph follows the first after a gap in the text.',
    );
  });

  it('keep a hyphen that the document uses elsewhere', async () => {
    const { text } = await readPdf([
      {
        texts: column(
          [
            'A long-term plan is what they had in mind, and a long-',
            'term plan is what they got in the end, for good or ill.',
          ],
          50,
          700,
        ),
      },
    ]);
    expect(text).toContain('and a long-term plan');
  });

  it('are mended where the hyphen is a soft one', async () => {
    const path = writePdf((writer) => {
      const tree = writer.reserve();
      const unicode = writer.stream(
        '1 begincodespacerange <00> <FF> endcodespacerange 2 beginbfrange <20> <7A> <0020> <7E> <7E> <00AD> endbfrange',
      );
      const font = writer.add(
        `<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding/ToUnicode ${unicode} 0 R>>`,
      );
      const content = writer.stream(
        'BT /F 10 Tf 14 TL 60 700 Td (A word at the end of the line of a trans~) Tj T* (mission goes on in the next.) Tj ET',
      );
      const page = writer.add(
        `<</Type/Page/Parent ${tree} 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F ${font} 0 R>>>>/Contents ${content} 0 R>>`,
      );
      writer.set(tree, `<</Type/Pages/Count 1/Kids[${page} 0 R]>>`);
      return writer.add(`<</Type/Catalog/Pages ${tree} 0 R>>`);
    });
    expect((await read(path)).text).toBe(
      'A word at the end of the line of a transmission goes on in the next.',
    );
  });

  it('say what their signs are said to say, but are not replaced by descriptions or in another order', async () => {
    const path = writePdf((writer) => {
      const tree = writer.reserve();
      const font = writer.add('<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>');
      const said = (text: string): string =>
        `<</ActualText<FEFF${Buffer.from(text, 'utf16le').swap16().toString('hex')}>>>`;
      const content = writer.stream(
        `BT /F 10 Tf 60 700 Td (The ) Tj /Span ${said('हिन्दी')} BDC (x) Tj (yz) Tj EMC ( of) Tj ET\n` +
          `BT /F 10 Tf 60 660 Td /Span /Named BDC (o0) Tj EMC (ce) Tj ET\n` +
          `BT /F 10 Tf 60 620 Td /P ${said('A long description. '.repeat(4))} BDC (kept) Tj EMC /P <</MCID 0>> BDC ( too) Tj EMC EMC ( end) Tj ET\n` +
          `BT /F 10 Tf 60 580 Td /Span ${said('שלום')} BDC (as drawn) Tj EMC ET`,
      );
      const page = writer.add(
        `<</Type/Page/Parent ${tree} 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F ${font} 0 R>>/Properties<</Named ${said('offi')}>>>>/Contents ${content} 0 R>>`,
      );
      writer.set(tree, `<</Type/Pages/Count 1/Kids[${page} 0 R]>>`);
      return writer.add(`<</Type/Catalog/Pages ${tree} 0 R>>`);
    });
    expect((await read(path)).text.split(/\n+/)).toEqual([
      'The हिन्दी of',
      'office',
      'kept too end',
      'as drawn',
    ]);
  });

  it('keep the hyphen before a name, and one that stands for the rest of a word', async () => {
    const { text } = await readPdf([
      {
        texts: column(
          [
            'It was known to every one of the many non-',
            'English readers of that time, and the pre-',
            'and postwar editions differ from each other.',
          ],
          50,
          700,
        ),
      },
    ]);
    expect(text).toBe(
      'It was known to every one of the many non-English readers of that time, and the pre- and postwar editions differ from each other.',
    );
  });

  it('keep dashes between words, and hyphens of compounds of three', async () => {
    const { text } = await readPdf([
      {
        texts: column(
          [
            'Every one of them was family-owned-and-',
            'operated, and so were the trains from Canada–',
            'Mexico. The way there went over-',
            'the-air for the most part.',
          ].map((line) => line.replace('–', '\x96')),
          50,
          700,
        ),
      },
    ]);
    expect(text).toBe(
      'Every one of them was family-owned-and-operated, and so were the trains from Canada–Mexico. The way there went over-the-air for the most part.',
    );
  });

  it('of typewriter text keep their lines and indentation', async () => {
    const reading = await readPdf([
      {
        texts: [
          { text: 'for (;;) {', x: 50, y: 700, font: 'mono' },
          { text: 'wait();', x: 62, y: 688, font: 'mono' },
          { text: '}', x: 50, y: 676, font: 'mono' },
        ],
      },
    ]);
    expect(blocksOf(reading)).toEqual([['code', 'for (;;) {\n  wait();\n}']]);
  });

  it('do not contain text twice that is drawn twice to look bold', async () => {
    const { text } = await readPdf([
      {
        texts: [
          { text: 'Bold by force.', x: 50, y: 700 },
          { text: 'Bold by force.', x: 50.4, y: 700 },
        ],
      },
    ]);
    expect(text).toBe('Bold by force.');
  });
});

describe('headings', () => {
  it('are larger than the text, with a level by their size or number', async () => {
    const reading = await readPdf([
      {
        texts: [
          { text: 'A Study of Herons', x: 50, y: 780, size: 20 },
          ...column(left, 50, 740),
          { text: '2.1 Methods', x: 50, y: 650, size: 13 },
          ...column(right, 50, 625),
        ],
      },
    ]);
    expect(reading.head.title).toBe('A Study of Herons');
    expect(blocksOf(reading).map(([kind]) => kind)).toEqual(['heading', 'paragraph', 'heading', 'paragraph']);
    expect(reading.parts[0]!.blocks.map((block) => block.level)).toEqual([1, null, 2, null]);
  });

  it('are not joined with the text close below them, nor are words in small capitals torn from theirs', async () => {
    const reading = await readPdf([
      {
        texts: [
          { text: 'Large Words', x: 50, y: 700, size: 20, font: 'sans' },
          {
            text: 'and small ones in the same font, right below them, which go on and',
            x: 50,
            y: 682,
            font: 'sans',
          },
          { text: 'FOR FURTHER INFORMATION', x: 50, y: 670, size: 8, font: 'bold' },
          { text: 'see', x: 175, y: 670, font: 'sans' },
          { text: 'the last line of all of them.', x: 50, y: 658, font: 'sans' },
        ],
      },
    ]);
    expect(blocksOf(reading).map(([kind]) => kind)).toEqual(['heading', 'paragraph', 'paragraph']);
    expect(blocksOf(reading)[2]![1]).toBe('FOR FURTHER INFORMATION see the last line of all of them.');
  });

  it('at the size of the text are known from bold type and from the outline', async () => {
    const reading = await readPdf(
      [
        {
          texts: [
            { text: 'Summary of findings', x: 50, y: 780, font: 'bold' },
            ...column(left, 50, 755),
            { text: 'In the outline', x: 50, y: 670 },
            ...column(right, 50, 640),
          ],
        },
      ],
      { outline: ['In the outline'] },
    );
    expect(blocksOf(reading).filter(([kind]) => kind === 'heading')).toEqual([
      ['heading', 'Summary of findings'],
      ['heading', 'In the outline'],
    ]);
  });
});

describe('tables', () => {
  const cells = [
    ['Bird', 'Length', 'Eats'],
    ['Heron', '98 cm', 'fish'],
    ['Egret', '60 cm', 'frogs'],
    ['Bittern', '75 cm', 'eels'],
  ];
  const text = cells.map((row) => row.join(' | ')).join('\n');

  it('without lines are a row a line', async () => {
    const reading = await readPdf([
      {
        texts: cells.flatMap((row, y) =>
          row.map((cell, x) => ({ text: cell, x: 50 + 120 * x, y: 700 - 14 * y })),
        ),
      },
    ]);
    expect(blocksOf(reading)).toEqual([['table', text]]);
    expect(reading.parts[0]!.blocks[0]!.header).toBe('Bird | Length | Eats');
  });

  it('end before the text below them', async () => {
    const reading = await readPdf([
      {
        texts: [
          ...cells.flatMap((row, y) =>
            row.map((cell, x) => ({ text: cell, x: 50 + 120 * x, y: 700 - 18 * y })),
          ),
          { text: 'This is a sentence about all of the birds above it.', x: 120, y: 628 },
        ],
      },
    ]);
    expect(blocksOf(reading).map(([kind]) => kind)).toEqual(['table', 'paragraph']);
    expect(blocksOf(reading)[0]![1]).toBe(text);
  });

  it('have their heading even where it is wider than the columns', async () => {
    const wide = [
      [50, 'Bird'],
      [130, 'Length of a grown one'],
      [240, 'Eats'],
    ] as const;
    const reading = await readPdf([
      {
        texts: [
          ...wide.map(([x, text]) => ({ text, x, y: 700 })),
          ...cells
            .slice(1)
            .flatMap((row, y) =>
              row.map((cell, x) => ({ text: cell, x: [50, 130, 232][x]!, y: 686 - 14 * y })),
            ),
        ],
      },
    ]);
    expect(blocksOf(reading)).toEqual([
      ['table', ['Bird | Length of a grown one | Eats', ...text.split('\n').slice(1)].join('\n')],
    ]);
  });

  it('with lines keep cells together that take several lines', async () => {
    const ys = [715, 695, 665, 645];
    const xs = [45, 105, 165, 300];
    const reading = await readPdf([
      {
        texts: [
          { text: 'Some words before the table.', x: 45, y: 740 },
          ...['Bird', 'Length', 'Eats'].map((text, x) => ({ text, x: xs[x]! + 5, y: 702 })),
          { text: 'Heron', x: 50, y: 676 },
          { text: '98 cm', x: 110, y: 676 },
          { text: 'fish, frogs and now', x: 170, y: 682 },
          { text: 'and then a vole', x: 170, y: 670 },
          ...['Egret', '60 cm', 'frogs'].map((text, x) => ({ text, x: xs[x]! + 5, y: 652 })),
        ],
        lines: [
          ...ys.map((y): [number, number, number, number] => [45, y, 300, y]),
          ...xs.map((x): [number, number, number, number] => [x, 715, x, 645]),
        ],
      },
    ]);
    expect(blocksOf(reading)).toEqual([
      ['paragraph', 'Some words before the table.'],
      [
        'table',
        'Bird | Length | Eats\nHeron | 98 cm | fish, frogs and now and then a vole\nEgret | 60 cm | frogs',
      ],
    ]);
  });

  it('of contents are lines', async () => {
    const lines = [
      '1 Herons . . . . . . . . . . . . . . . . 3',
      '2 Egrets . . . . . . . . . . . . . . . . 9',
      '3 Bitterns . . . . . . . . . . . . . . 12',
    ];
    expect(blocksOf(await readPdf([{ texts: column(lines, 50, 700) }]))).toEqual([
      ['list', lines.join('\n')],
    ]);
  });
});

describe('headers and footers', () => {
  const page = (number: number): PdfPage => ({
    texts: [
      { text: 'The Heron Review', x: 50, y: 810 },
      { text: `Chapter of page ${number}`, x: 400, y: 700 },
      ...column(number % 2 ? left : right, 50, 600),
      { text: String(number), x: 300, y: 30 },
    ],
  });

  it('are told from the text because they recur', async () => {
    const reading = await readPdf([7, 8, 9, 10].map(page));
    for (const part of reading.parts) {
      const kinds = part.blocks.map((block) => [block.kind, part.text.slice(block.start, block.end)]);
      expect(kinds[0]).toEqual(['header', 'The Heron Review']);
      expect(kinds.at(-1)).toEqual(['footer', String(part.page + 6)]);
      expect(kinds.filter(([kind]) => kind === 'header' || kind === 'footer')).toHaveLength(2);
    }
  });

  it('are not seen where there is one page', async () => {
    expect(blocksOf(await readPdf([page(7)])).every(([kind]) => kind !== 'header' && kind !== 'footer')).toBe(
      true,
    );
  });
});

describe('words', () => {
  it('have boxes where they stand, in points from the top left', async () => {
    const { parts } = await readPdf([{ texts: [{ text: 'wide and narrow', x: 100, y: 700, size: 20 }] }]);
    const { words, text } = parts[0]!;
    expect(words!.length / 6).toBe(3);
    expect([0, 6, 12].map((index) => text.slice(words![index], words![index + 1]))).toEqual([
      'wide',
      'and',
      'narrow',
    ]);
    const [, , x, y, width, height] = words!;
    expect(x).toBeCloseTo(100, 1);
    expect(y!).toBeGreaterThan(842 - 700 - 20);
    expect(y! + height!).toBeLessThan(842 - 700 + 8);
    expect(width!).toBeGreaterThan(30);
    expect(words![8]!).toBeGreaterThan(x! + width!);
  });
});

describe('titles', () => {
  it('come from the document, unless a program made them up', async () => {
    const texts = [{ text: 'Some text of the page.', x: 50, y: 700 }];
    expect((await readPdf([{ texts }], { title: 'Herons of Europe' })).head.title).toBe('Herons of Europe');
    expect((await readPdf([{ texts }], { title: 'Microsoft Word - x.doc' })).head.title).toBeNull();
    expect((await readPdf([{ texts }], { title: '(anonymous)' })).head.title).toBeNull();
  });
});

describe('PDFs that resist', () => {
  it('ask for a password, and say when it is wrong', async () => {
    const path = fileIn(
      folder,
      'secret.pdf',
      pdfOf([{ texts: [{ text: 'Secret!', x: 50, y: 700 }] }], { password: 'sesame' }),
    );
    await expect(read(path)).rejects.toMatchObject({
      code: 'needs-password',
      message: expect.stringMatching(/Enter/),
    });
    await expect(read(path, { password: 'guess' })).rejects.toMatchObject({
      code: 'needs-password',
      message: expect.stringMatching(/does not open/),
    });
    expect((await read(path, { password: 'sesame' })).text).toBe('Secret!');
  });

  it.each([
    ['only its first line', Buffer.from('%PDF-1.4\n')],
    ['its first half', pdfOf([{ texts: [{ text: 'Hello', x: 50, y: 700 }] }]).subarray(0, 600)],
    ['noise', Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(3000, 'obj<</Type')])],
  ])('with %s are called damaged', async (_what, bytes) => {
    await expect(read(fileIn(folder, 'damaged.pdf', bytes))).rejects.toMatchObject({ code: 'unreadable' });
  });

  it('have no pages at all', async () => {
    const path = writePdf((writer) =>
      writer.add(`<</Type/Catalog/Pages ${writer.add('<</Type/Pages/Count 0/Kids[]>>')} 0 R>>`),
    );
    await expect(read(path)).rejects.toMatchObject({ code: 'unreadable', message: /no pages/ });
  });

  it('promise more pages than they have', async () => {
    const path = writePdf((writer) => {
      const tree = writer.reserve();
      const page = writer.add(`<</Type/Page/Parent ${tree} 0 R/MediaBox[0 0 595 842]>>`);
      writer.set(tree, `<</Type/Pages/Count 1000000000/Kids[${page} 0 R]>>`);
      return writer.add(`<</Type/Catalog/Pages ${tree} 0 R>>`);
    });
    expect((await read(path)).parts.length).toBeLessThan(100);
  });

  it('have a page tree of great depth, or one that bites its tail', async () => {
    const deep = writePdf((writer) => {
      const root = writer.reserve();
      let parent = root;
      for (let depth = 0; depth < 3000; depth++) {
        const child = writer.reserve();
        writer.set(parent, `<</Type/Pages/Count 1/Kids[${child} 0 R]>>`);
        parent = child;
      }
      writer.set(parent, '<</Type/Page/MediaBox[0 0 595 842]>>');
      return writer.add(`<</Type/Catalog/Pages ${root} 0 R>>`);
    });
    expect((await read(deep)).parts).toHaveLength(1);
    const loop = writePdf((writer) => {
      const root = writer.reserve();
      writer.set(root, `<</Type/Pages/Count 2/Kids[${root} 0 R ${root} 0 R]>>`);
      return writer.add(`<</Type/Catalog/Pages ${root} 0 R>>`);
    });
    expect((await read(loop)).notes[0]).toMatchObject({
      level: 'warning',
      text: expect.stringMatching(/damaged/),
    });
  });

  it('carry a picture larger than memory, which is never decoded', async () => {
    const path = writePdf((writer) => {
      const tree = writer.reserve();
      const image = writer.stream(
        Buffer.alloc(100),
        '/Type/XObject/Subtype/Image/Width 300000/Height 300000/ColorSpace/DeviceRGB/BitsPerComponent 8',
      );
      const content = writer.stream('q 595 0 0 842 0 0 cm /I Do Q');
      const page = writer.add(
        `<</Type/Page/Parent ${tree} 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I ${image} 0 R>>>>/Contents ${content} 0 R>>`,
      );
      writer.set(tree, `<</Type/Pages/Count 1/Kids[${page} 0 R]>>`);
      return writer.add(`<</Type/Catalog/Pages ${tree} 0 R>>`);
    });
    expect((await read(path)).parts[0]!.pageKind).toBe('scanned');
  });

  it('hide code in a font matrix or in an action, which is never run', async () => {
    const path = writePdf((writer) => {
      const tree = writer.reserve();
      const font = writer.add(
        '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/FontMatrix[1 2 3 4 5 (0\\); globalThis.wasRun=1//)]>>',
      );
      const content = writer.stream('BT /F 10 Tf 60 700 Td (harmless words) Tj ET');
      const page = writer.add(
        `<</Type/Page/Parent ${tree} 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F ${font} 0 R>>>>/Contents ${content} 0 R>>`,
      );
      writer.set(tree, `<</Type/Pages/Count 1/Kids[${page} 0 R]>>`);
      return writer.add(
        `<</Type/Catalog/Pages ${tree} 0 R/OpenAction<</S/JavaScript/JS(globalThis.wasRun=1)>>>>`,
      );
    });
    expect((await read(path)).parts).toHaveLength(1);
    expect((globalThis as { wasRun?: number }).wasRun).toBeUndefined();
  });

  it('hold text that decodes to nonsense, which is said', async () => {
    const noise = Array.from({ length: 40 }, (_, index) =>
      '.,i%:;-~*#'
        .split('')
        .map((sign, at) => sign + ((index * at) % 7))
        .join(' ,'),
    );
    const { parts, notes } = await readPdf([
      {
        texts: column(
          noise.map((line) => line.replace(/\d/g, '; %')),
          50,
          800,
        ),
      },
    ]);
    expect(parts[0]!.pageKind).toBe('suspicious');
    expect(notes[0]).toMatchObject({ level: 'warning', pages: [1] });
  });
});

describe('forms', () => {
  it('are read with what was filled in, beside the words that ask for it', async () => {
    const writer = new PdfWriter();
    const tree = writer.reserve();
    const page = writer.reserve();
    const font = writer.add('<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>');
    const content = writer.stream('BT /F 10 Tf 60 700 Td (Name:) Tj ET');
    const name = writer.add(
      `<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(Ada Lovelace)/Rect[100 695 300 712]/P ${page} 0 R/F 4>>`,
    );
    writer.set(
      page,
      `<</Type/Page/Parent ${tree} 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F ${font} 0 R>>>>/Contents ${content} 0 R/Annots[${name} 0 R]>>`,
    );
    writer.set(tree, `<</Type/Pages/Count 1/Kids[${page} 0 R]>>`);
    const root = writer.add(`<</Type/Catalog/Pages ${tree} 0 R/AcroForm<</Fields[${name} 0 R]>>>>`);
    expect((await read(fileIn(folder, 'form.pdf', writer.finish(root)))).text).toBe('Name: Ada Lovelace');
  });
});
