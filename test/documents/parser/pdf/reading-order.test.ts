import { describe, expect, it } from 'vitest';
import { column } from '../../../support/pdf.ts';
import { leftColumn, pdfReader, rightColumn } from '../../../support/pdf-reading.ts';
import { blocksOf } from '../../../support/reading.ts';

const { readPdf } = pdfReader();

describe('reading order', () => {
  it('goes down one column and then down the next, below a title over both', async () => {
    const { text } = await readPdf([
      {
        texts: [
          { text: 'A Title over Both Columns of the Page', x: 100, y: 780, size: 18, font: 'bold' },
          // Drawn line by line across the page, as some programs do.
          ...leftColumn.flatMap((line, index) => [
            { text: line, x: 50, y: 740 - 12 * index },
            { text: rightColumn[index]!, x: 310, y: 740 - 12 * index },
          ]),
        ],
      },
    ]);
    expect(text).toBe(
      `A Title over Both Columns of the Page\n\n${leftColumn.join(' ')}\n\n${rightColumn.join(' ')}`,
    );
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
      { texts: [...column(leftColumn, 60, 700), { text: 'Sideways note', x: 20, y: 300, angle: 90 }] },
    ]);
    expect(text).toBe(`${leftColumn.join(' ')}\n\nSideways note`);
  });
});
