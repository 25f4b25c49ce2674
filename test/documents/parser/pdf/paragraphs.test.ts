import { describe, expect, it } from 'vitest';
import { column } from '../../../support/pdf.ts';
import { pdfReader } from '../../../support/pdf-reading.ts';
import { blocksOf, read } from '../../../support/reading.ts';

const { readPdf, writePdf } = pdfReader();

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

  it('are not torn within a word where the font changes from line to line', async () => {
    const reading = await readPdf([
      {
        texts: [
          { text: 'Herons wait for a very long time before they con-', x: 50, y: 700, font: 'bold' },
          { text: 'sider another place to be a better one for fishing.', x: 50, y: 688 },
        ],
      },
    ]);
    expect(blocksOf(reading)).toEqual([
      [
        'paragraph',
        'Herons wait for a very long time before they consider another place to be a better one for fishing.',
      ],
    ]);
  });

  it('are not torn where a line begins with a reference, a number or an initial, as items of lists do', async () => {
    const lines = [
      'Herons have been counted in each of the last ten winters',
      '[37] and it was found that they come back to the same bay',
      'every year, which was described by the old ornithologists',
      'J. Hillerbrand. In these waters fish and frogs, about six or',
      '12. of them, feed a grown bird for a day.',
    ];
    expect(blocksOf(await readPdf([{ texts: column(lines, 50, 700) }]))).toEqual([
      ['paragraph', lines.join(' ')],
    ]);
    const items = [
      '[36] Berg, A.: Herons in winter and how they are counted.',
      '[37] Lind, B.: What is known of the frogs in the old bay,',
      'with a list of fish.',
      '[38] Moe, C.: Ten years.',
    ];
    expect(blocksOf(await readPdf([{ texts: column(items, 50, 700) }]))).toEqual([
      ['list', `${items[0]}\n${items[1]} ${items[2]}\n${items[3]}`],
    ]);
  });

  it('are not torn before a number in brackets, unless the next number begins a line below it', async () => {
    const lines = [
      'What the heron of the north eats is told by the equation',
      '(1) above, in which the second term stands for the frogs',
      'that it finds along the shore in a summer without rain.',
    ];
    expect(blocksOf(await readPdf([{ texts: column(lines, 50, 700) }]))).toEqual([
      ['paragraph', lines.join(' ')],
    ]);
    const items = [
      'What the heron of the north eats in summer has two parts',
      '(1) fish of the shallow water that swim along the shore,',
      '(2) frogs.',
    ];
    expect(blocksOf(await readPdf([{ texts: column(items, 50, 700) }]))).toEqual([
      ['paragraph', items[0]],
      ['list', `${items[1]}\n${items[2]}`],
    ]);
  });

  it('are captions where they begin with the number of a figure or table, not where a word begins so', async () => {
    const lines = [
      'Table 3: Herons of the north',
      'Figure A Nests',
      'Tables were laid for all.',
      'Charter of the club',
    ];
    const texts = lines.map((text, index) => ({ text, x: 50, y: 700 - 40 * index }));
    expect(blocksOf(await readPdf([{ texts }])).map(([kind]) => kind)).toEqual([
      'caption',
      'caption',
      'paragraph',
      'paragraph',
    ]);
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
