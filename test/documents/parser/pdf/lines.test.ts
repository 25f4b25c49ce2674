import { describe, expect, it } from 'vitest';
import { framesOf, type TextContent, toPageBox } from '../../../../main/documents/parser/pdf/frames.ts';
import { lineOf } from '../../../../main/documents/parser/pdf/line-text.ts';
import { rowsOf } from '../../../../main/documents/parser/pdf/rows.ts';
import type { Span } from '../../../../main/documents/parser/pdf/span.ts';

/** A span of ten-point text from `x0` to `x1`. */
function span(text: string, x0: number, x1: number, more: Partial<Span> = {}): Span {
  const baseline = more.baseline ?? 100;
  const size = more.size ?? 10;
  return {
    text,
    x0,
    x1,
    baseline,
    size,
    top: baseline - 0.8 * size,
    bottom: baseline + 0.2 * size,
    font: 'f',
    isMonospace: false,
    isRightToLeft: false,
    order: 0,
    hasSpaceBefore: false,
    ...more,
  };
}

const textOf = (...spans: Span[]): string =>
  rowsOf(spans)
    .map((row) => lineOf(row).text)
    .join('\n');

describe('lines', () => {
  it('have spaces where the page shows them', () => {
    expect(textOf(span('over', 0, 20), span('lap', 20.5, 35), span('next', 40, 60))).toBe('overlap next');
    expect(
      textOf(span('narrow', 0, 30, { order: 1 }), span('space', 31, 50, { order: 2, hasSpaceBefore: true })),
    ).toBe('narrow space');
  });

  it('begin with the large letter that stands beside them, unless it is a label', () => {
    const capital = (x1: number): Span[] => [
      span('F', 0, x1, { size: 30, baseline: 124 }),
      span('irst line here', 21, 100),
      span('second line here', 21, 100, { baseline: 112 }),
      span('third line below them all', 0, 100, { baseline: 136 }),
    ];
    expect(textOf(...capital(20))).toBe('First line here\nsecond line here\nthird line below them all');
    expect(textOf(...capital(12))).not.toContain('First');
    expect(textOf(capital(20)[0]!, capital(20)[1]!, capital(20)[3]!)).not.toContain('First');
  });

  it('keep raised and lowered signs with their words', () => {
    expect(textOf(span('H', 0, 7), span('2', 7, 11, { size: 6, baseline: 103 }), span('O', 11, 18))).toBe(
      'H2O',
    );
    expect(
      textOf(span('proven', 0, 30), span('12', 30, 36, { size: 6, baseline: 96 }), span('before.', 38, 60)),
    ).toBe('proven^12 before.');
  });

  it('tell raised numbers from what stands before them: exponents, and the marks of notes', () => {
    const raised = (text: string, x0: number, x1: number): Span =>
      span(text, x0, x1, { size: 6, baseline: 96 });
    expect(textOf(span('10', 0, 10), raised('6', 10, 13), span('km', 20, 30), raised('-2', 30, 36))).toBe(
      '10^6 km^-2',
    );
    expect(textOf(span('in 1998.', 0, 40), raised('3', 40, 43), span('Then', 50, 70))).toBe(
      'in 1998.^3 Then',
    );
    expect(
      textOf(span('Ada Berg', 0, 40), raised('1', 40, 43), raised(',', 43, 45), raised('2', 45, 48)),
    ).toBe('Ada Berg^1,2');
    expect(textOf(span('the 1', 0, 20), raised('st', 20, 26), span('day', 30, 45))).toBe('the 1st day');
    expect(textOf(raised('1', 0, 3), span('See there.', 5, 50))).toBe('1 See there.');
  });

  it('of right-to-left script run from right to left, numbers in them from left to right', () => {
    const rtl = { isRightToLeft: true };
    expect(
      textOf(
        span('שלום', 80, 100, rtl),
        span('עולם', 55, 75, rtl),
        span('2024', 30, 50),
        span('שנת', 5, 25, rtl),
      ),
    ).toBe('שלום עולם 2024 שנת');
    expect(textOf(span('שלום לכם', 60, 100, rtl), span('New', 10, 28), span('York', 32, 55))).toBe(
      'שלום לכם New York',
    );
  });
});

describe('frames', () => {
  const content = (items: object[], vertical = false): TextContent =>
    ({
      items,
      styles: { f: { fontFamily: 'serif', ascent: 0.9, descent: -0.2, vertical } },
      lang: null,
    }) as unknown as TextContent;
  const item = (str: string, transform: number[], width: number, height: number): object => ({
    str,
    dir: 'ltr',
    width,
    height,
    transform,
    fontName: 'f',
    hasEOL: false,
  });
  const viewport = [1, 0, 0, -1, 0, 800];

  it('put vertical writing into columns from right to left', () => {
    const [frame] = framesOf(
      content(
        [item('二行', [10, 0, 0, 10, 300, 700], 10, 20), item('一行', [10, 0, 0, 10, 400, 700], 10, 20)],
        true,
      ),
      viewport,
    );
    expect(frame!.angle).toBe(90);
    expect(textOf(...frame!.spans)).toBe('一行\n二行');
    const [first] = rowsOf(frame!.spans);
    const box = toPageBox(90, first!.x0, first!.x1, first!.top, first!.bottom);
    expect(box.x).toBeCloseTo(395);
    expect(box.y).toBeCloseTo(100);
    expect([box.width, box.height]).toEqual([10, 20]);
  });

  it('tell directions apart and put up with slightly skewed scans', () => {
    const frames = framesOf(
      content([
        item('straight', [10, 0.3, -0.3, 10, 50, 700], 40, 10),
        item('up', [0, 10, -10, 0, 20, 300], 12, 10),
      ]),
      viewport,
    );
    expect(frames.map((frame) => frame.angle)).toEqual([0, 270]);
  });

  it('hold text as Bittern keeps it', () => {
    const [frame] = framesOf(
      content([
        item('a\u0000b \uD800 \u202Ec ﬁ', [10, 0, 0, 10, 0, 0], 50, 10),
        item('hy\u00ADphen\u00AD', [10, 0, 0, 10, 0, 50], 50, 10),
        item('ﻗﺼﺔ', [10, 0, 0, 10, 0, 90], 50, 10),
      ]),
      viewport,
    );
    expect(frame!.spans.map((one) => one.text)).toEqual(['a b \uFFFD c fi', 'hyphen\u00AD', 'قصة']);
  });

  it('close the gaps of widely set ideographs but leave lists of words apart', () => {
    const [frame] = framesOf(
      content([
        item('软 件 包 管 理', [10, 0, 0, 10, 0, 0], 90, 10),
        item('東京 大阪 名古屋', [10, 0, 0, 10, 0, 50], 90, 10),
      ]),
      viewport,
    );
    expect(frame!.spans.map((one) => one.text)).toEqual(['软件包管理', '東京 大阪 名古屋']);
  });

  it('close the gaps of words set wide, but not of letters that stand for themselves', () => {
    const row = (y: number, ...words: string[]): object[] =>
      words.map((word, index) => item(word, [10, 0, 0, 10, 120 * index, y], 100, 10));
    const [frame] = framesOf(
      content([
        ...row(0, 'H i s t o r y', 'o f', 'R O M E S'),
        ...row(50, 'A B C D E F', 'x x x x x', 'o f'),
      ]),
      viewport,
    );
    expect(frame!.spans.map((one) => one.text)).toEqual([
      'History',
      'of',
      'ROMES',
      'A B C D E F',
      'x x x x x',
      'o f',
    ]);
  });
});
