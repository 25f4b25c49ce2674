import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Block } from '../../../preload/contract/index.ts';
import {
  type FetchedText,
  fetchRange,
  piecesOf,
  runsOf,
  segmentAt,
  segmentCount,
  segmentLength,
  segmentStart,
} from '../../../renderer/page/segments.ts';

/** What the program would answer for a range. */
function fetched(text: string, blocks: readonly Block[], segment: number): FetchedText {
  const { start, end } = fetchRange(segment, text.length);
  return {
    start,
    end,
    text: text.slice(start, end),
    blocks: blocks.filter((block) => block.start >= start && block.start < end),
  };
}

const paragraph = (length: number) =>
  `${'reed '.repeat(Math.max(1, Math.ceil(length / 5)))}`.slice(0, length);

/** Texts with blocks of any length, with and without text that belongs to no block. */
const texts = fc
  .array(
    fc.record({
      length: fc.oneof(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 5000, max: 9000 })),
      isBlock: fc.boolean(),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((parts) => {
    let text = '';
    const blocks: Block[] = [];
    for (const { length, isBlock } of parts) {
      const start = text.length;
      text += `${paragraph(length)}x`;
      if (isBlock) blocks.push({ kind: 'paragraph', level: null, page: 1, start, end: text.length });
      text += '\n\n';
    }
    return { text, blocks };
  });

describe('the segments of a text', () => {
  it('together show every character once, in order, whatever was fetched for each', () => {
    fc.assert(
      fc.property(texts, ({ text, blocks }) => {
        let shown = '';
        for (let segment = 0; segment < segmentCount(text.length); segment++)
          for (const piece of piecesOf(segment, text.length, fetched(text, blocks, segment)))
            shown += text.slice(piece.start, piece.end);
        expect(shown.replace(/\s+/g, '')).toBe(text.replace(/\s+/g, ''));
      }),
      { numRuns: 100 },
    );
  });

  it('begin at the same place for both neighbours', () => {
    fc.assert(
      fc.property(texts, ({ text, blocks }) => {
        for (let segment = 1; segment < segmentCount(text.length); segment++)
          expect(segmentStart(segment, text.length, fetched(text, blocks, segment - 1))).toBe(
            segmentStart(segment, text.length, fetched(text, blocks, segment)),
          );
      }),
      { numRuns: 100 },
    );
  });

  it('hold an offset in the segment it falls into, or the one before', () => {
    const text = `${paragraph(7000)}\n\n${paragraph(7000)}`;
    for (let offset = 0; offset < text.length; offset += 501) {
      const segment = segmentAt(offset);
      const start = segmentStart(segment, text.length, fetched(text, [], segment));
      const before = Math.max(0, segment - 1);
      expect(segmentStart(before, text.length, fetched(text, [], before))).toBeLessThanOrEqual(offset);
      expect(start).toBeLessThan((segment + 1) * segmentLength);
    }
  });

  it('never part a surrogate pair', () => {
    const text = '🐦'.repeat(4000);
    const start = segmentStart(1, text.length, fetched(text, [], 1));
    expect(text.charCodeAt(start)).toBeGreaterThanOrEqual(0xd800);
    expect(text.charCodeAt(start)).toBeLessThan(0xdc00);
  });

  it('fetch no more than the contract gives at once, of a text of any length', () => {
    for (const segment of [0, 7, 19, 20, 33_333]) {
      const { start, end } = fetchRange(segment, 100_000_000);
      expect(end - start).toBeLessThanOrEqual(200_000);
      expect(start).toBeLessThanOrEqual(segment * segmentLength);
      expect(end).toBeGreaterThanOrEqual(Math.min(100_000_000, (segment + 2) * segmentLength));
    }
  });
});

describe('marked runs', () => {
  it('cut a stretch at the ends of every mark and name what lies over it', () => {
    expect(
      runsOf(10, 40, [
        { start: 0, end: 30, kind: 'passage' },
        { start: 20, end: 25, kind: 'highlight' },
      ]),
    ).toEqual([
      { start: 10, end: 20, kinds: ['passage'] },
      { start: 20, end: 25, kinds: ['passage', 'highlight'] },
      { start: 25, end: 30, kinds: ['passage'] },
      { start: 30, end: 40, kinds: [] },
    ]);
  });

  it('leave an unmarked stretch whole', () => {
    expect(runsOf(0, 9, [{ start: 9, end: 12, kind: 'found' }])).toEqual([{ start: 0, end: 9, kinds: [] }]);
  });
});
