import { describe, expect, it } from 'vitest';
import { column } from '../../../support/pdf.ts';
import { leftColumn, pdfReader, rightColumn } from '../../../support/pdf-reading.ts';
import { blocksOf } from '../../../support/reading.ts';

const { readPdf } = pdfReader();

describe('headings', () => {
  it('are larger than the text, with a level by their size or number', async () => {
    const reading = await readPdf([
      {
        texts: [
          { text: 'A Study of Herons', x: 50, y: 780, size: 20 },
          ...column(leftColumn, 50, 740),
          { text: '2.1 Methods', x: 50, y: 650, size: 13 },
          ...column(rightColumn, 50, 625),
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

  it('are one where they take several lines, with the words that are parted in them', async () => {
    const reading = await readPdf([
      {
        texts: [
          { text: '4.4 How compatible are the herons of the north with other', x: 50, y: 780, size: 17 },
          { text: 'birds, and why do they stand in the shallow wa-', x: 50, y: 759, size: 17 },
          { text: 'ter?', x: 50, y: 738, size: 17 },
          ...column(leftColumn, 50, 700),
          { text: '4.5 What they eat', x: 50, y: 610, size: 17 },
          { text: '4.5.1 Fish', x: 50, y: 589, size: 17 },
          ...column(rightColumn, 50, 560),
        ],
      },
    ]);
    expect(blocksOf(reading).filter(([kind]) => kind === 'heading')).toEqual([
      [
        'heading',
        '4.4 How compatible are the herons of the north with other birds, and why do they stand in the shallow water?',
      ],
      ['heading', '4.5 What they eat'],
      ['heading', '4.5.1 Fish'],
    ]);
  });

  it('at the size of the text are known from bold type and from the outline', async () => {
    const reading = await readPdf(
      [
        {
          texts: [
            { text: 'Summary of findings', x: 50, y: 780, font: 'bold' },
            ...column(leftColumn, 50, 755),
            { text: 'In the outline', x: 50, y: 670 },
            ...column(rightColumn, 50, 640),
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
