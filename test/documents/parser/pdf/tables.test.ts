import { describe, expect, it } from 'vitest';
import { column, type PdfPage } from '../../../support/pdf.ts';
import { pdfReader } from '../../../support/pdf-reading.ts';
import { blocksOf } from '../../../support/reading.ts';

const { readPdf } = pdfReader();

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

  it('have both rows of their heading with every stretch of them, where figures stand below', async () => {
    const rows = [
      ['', '2023', '', '2024', ''],
      ['Bird', 'Nests', 'Eggs', 'Nests', 'Eggs'],
      ['Heron', '12', '40', '14', '47'],
      ['Egret', '3', '9', '5', '16'],
      ['Bittern', '2', '7', '2', '8'],
    ];
    const texts = rows.flatMap((row, y) =>
      row
        .map((cell, x) => ({ text: cell, x: 50 + 90 * x, y: 700 - 14 * y }))
        .filter(({ text }) => text !== ''),
    );
    const reading = await readPdf([{ texts }]);
    expect(blocksOf(reading).map(([kind]) => kind)).toEqual(['table']);
    expect(reading.parts[0]!.blocks[0]!.header).toBe(' | 2023 |  | 2024\nBird | Nests | Eggs | Nests | Eggs');
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

  it('without lines keep cells together that take several lines, also in their first column', async () => {
    // Rows are 20 points apart, lines within them 12.
    const rows: [y: number, cells: readonly string[]][] = [
      [700, ['Port of call', 'Boats', 'When it is open']],
      [680, ['The outer mole at Aber', '12', 'All year, and at night']],
      [668, ['and the quay behind it', '', 'with a pilot on board']],
      [648, ['Barra, when the ferry', '7', 'May to June, also in']],
      [636, ['can land, otherwise its', '', 'the first days of July']],
      [624, ['northern bay']],
      [604, ['Craig', '31', 'In winter']],
    ];
    const reading = await readPdf([
      {
        texts: rows.flatMap(([y, cells]) => cells.map((text, x) => ({ text, x: [50, 190, 240][x]!, y }))),
      },
    ]);
    expect(blocksOf(reading)).toEqual([
      [
        'table',
        [
          'Port of call | Boats | When it is open',
          'The outer mole at Aber and the quay behind it | 12 | All year, and at night with a pilot on board',
          'Barra, when the ferry can land, otherwise its northern bay | 7 | May to June, also in the first days of July',
          'Craig | 31 | In winter',
        ].join('\n'),
      ],
    ]);
  });

  it('keep rows apart that stand in groups', async () => {
    const rows = [
      ['cat', 'writes what is in a file'],
      ['chgrp', 'changes the group of a file'],
      ['chmod', 'changes who may read it'],
      ['kill', 'sends a signal to a process'],
      ['ln', 'makes links between files'],
      ['mv', 'gives a file another name'],
      ['ps', 'says what processes do now'],
      ['wc', 'counts the words of a file'],
    ];
    const reading = await readPdf([
      {
        texts: rows.flatMap((cells, index) =>
          cells.map((text, x) => ({ text, x: 50 + 90 * x, y: 700 - 12 * index - 8 * Math.floor(index / 3) })),
        ),
      },
    ]);
    expect(blocksOf(reading)).toEqual([['table', rows.map((row) => row.join(' | ')).join('\n')]]);
  });

  it('of prose are read row by row, where rows begin together and end at different heights', async () => {
    const cells = [
      ['What people asked us', 'What we answered them'],
      ['Whether boats can land at night', 'They can, with a pilot who knows'],
      ['on the outer mole', 'the sands and the tides of the season'],
      ['', 'and comes on board outside'],
      ['Who keeps the quays in repair and', 'The harbour authority does'],
      ['who answers for the lights at their', ''],
      ['ends, in winter as in summer', ''],
      ['Where stock may be landed by', 'At the weigh house, where the'],
      ['those who have no papers', 'clerk is until the last ferry has left'],
    ];
    const heights = [720, 700, 688, 676, 656, 644, 632, 612, 600];
    const page = (texts: readonly (readonly string[])[]): PdfPage => ({
      texts: texts.flatMap((row, index) =>
        row.flatMap((text, x) => (text ? [{ text, x: 50 + 230 * x, y: heights[index]! }] : [])),
      ),
    });
    expect(blocksOf(await readPdf([page(cells)]))).toEqual([
      [
        'table',
        [
          'What people asked us | What we answered them',
          'Whether boats can land at night on the outer mole | They can, with a pilot who knows the sands and the tides of the season and comes on board outside',
          'Who keeps the quays in repair and who answers for the lights at their ends, in winter as in summer | The harbour authority does',
          'Where stock may be landed by those who have no papers | At the weigh house, where the clerk is until the last ferry has left',
        ].join('\n'),
      ],
    ]);
    // The same in columns that do not wait for each other.
    const columns = cells.map((row, index) => [row[0]!, cells[(index + 4) % cells.length]![1]!]);
    const apart = blocksOf(await readPdf([page(columns)]));
    expect(apart.every(([kind]) => kind !== 'table')).toBe(true);
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
