import { describe, expect, it } from 'vitest';
import { column } from '../../../support/pdf.ts';
import { leftColumn, pdfReader } from '../../../support/pdf-reading.ts';

const { readPdf } = pdfReader();

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
    const { parts } = await readPdf([{ picture: [0, 0, 595, 842], texts: column(leftColumn, 50, 700) }]);
    expect(parts[0]!.pageKind).toBe('text');
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
