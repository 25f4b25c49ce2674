import { describe, expect, it } from 'vitest';
import { column, type PdfPage } from '../../../support/pdf.ts';
import { leftColumn, pdfReader, rightColumn } from '../../../support/pdf-reading.ts';
import { blocksOf } from '../../../support/reading.ts';

const { readPdf } = pdfReader();

describe('headers and footers', () => {
  const page = (number: number): PdfPage => ({
    texts: [
      { text: 'The Heron Review', x: 50, y: 810 },
      { text: `Chapter of page ${number}`, x: 400, y: 700 },
      ...column(number % 2 ? leftColumn : rightColumn, 50, 600),
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
