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

  it('are told from headings of numbered sections and from lines with numbers at the top of pages', async () => {
    const tops = [
      '2.8 How herons stand',
      '2.9 How herons wait',
      '2.10 How herons fish',
      '3.1 How herons sleep',
    ];
    const reading = await readPdf(
      tops.map((top, index) => ({
        texts: [
          { text: 'The Heron Review', x: 50, y: 810 },
          { text: top, x: 50, y: 780, size: 14 },
          ...column([`A flock of ${index + 4} herons and more`, ...leftColumn], 50, 755),
          { text: String(index + 7), x: 300, y: 30 },
        ],
      })),
    );
    for (const [index, part] of reading.parts.entries()) {
      const blocks = part.blocks.map((block) => [block.kind, part.text.slice(block.start, block.end)]);
      expect(blocks[0]).toEqual(['header', 'The Heron Review']);
      expect(blocks[1]).toEqual(['heading', tops[index]]);
      expect(blocks[2]).toEqual([
        'paragraph',
        expect.stringMatching(/^A flock of \d herons and more The first/),
      ]);
      expect(blocks[3]).toEqual(['footer', String(index + 7)]);
    }
  });

  it('may name the chapter and the section, of which one or both are others on the next page', async () => {
    const tops = [
      'CHAPTER 1. STANDING 1.1. ON ONE LEG',
      'CHAPTER 2. WADING IN WATER 2.1. BY DAY',
      'CHAPTER 2. WADING IN WATER 2.2. BY NIGHT',
      'CHAPTER 3. FLYING 3.1. SLOWLY',
    ];
    const reading = await readPdf(
      tops.map((top, index) => ({
        texts: [
          { text: top, x: 50, y: 810, size: 9 },
          ...column(index % 2 ? leftColumn : rightColumn, 50, 770),
        ],
      })),
    );
    expect(blocksOf(reading).filter(([kind]) => kind === 'header')).toEqual(
      tops.map((top) => ['header', top]),
    );
  });
});
