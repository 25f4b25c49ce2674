import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Chunk, Chunker, type PlacedPart } from '../../../main/documents/chunk/chunker.ts';
import type { ParsedBlock } from '../../../main/documents/parser/interface.ts';
import { countTokens } from '../../../main/tokenizer/index.ts';

type Block = { kind: ParsedBlock['kind']; text: string; level?: number; header?: string };

/** Puts blocks together as a parser does: parts of a page follow each other, pages are separated by a form feed. */
function place(pages: Block[][][]): { parts: PlacedPart[]; text: string } {
  const parts: PlacedPart[] = [];
  let document = '';
  for (const [index, page] of pages.entries()) {
    if (index > 0) document += '\f';
    for (const blocks of page) {
      let text = '';
      const placed: ParsedBlock[] = blocks.map(({ kind, text: own, level, header }) => {
        text += text || document ? '\n\n' : '';
        const start = text.length;
        text += own;
        return { kind, level: level ?? null, start, end: text.length, header: header ?? null };
      });
      parts.push({ start: document.length, page: index + 1, text, blocks: placed });
      document += text;
    }
  }
  return { parts, text: document };
}

function chunksOf(parts: PlacedPart[]): Chunk[] {
  const chunker = new Chunker();
  return [...parts.flatMap((part) => chunker.add(part)), ...chunker.end()];
}

const paragraph = (text: string): Block => ({ kind: 'paragraph', text });
const heading = (level: number, text: string): Block => ({ kind: 'heading', text, level });
const prose = (sentences: number, word = 'heron') =>
  Array.from(
    { length: sentences },
    (_, i) => `The ${word} number ${i} stood still in the reeds for an hour.`,
  ).join(' ');

const anyBlock: fc.Arbitrary<Block> = fc.oneof(
  fc
    .array(fc.oneof(fc.lorem({ maxCount: 30 }), fc.string({ unit: 'grapheme', maxLength: 60 })), {
      maxLength: 12,
    })
    .map((pieces) => paragraph(pieces.join('. '))),
  fc.record({
    kind: fc.constantFrom('list', 'table', 'code', 'caption', 'header', 'footer'),
    text: fc.array(fc.lorem({ maxCount: 12 }), { maxLength: 20 }).map((rows) => rows.join('\n')),
  }),
  fc
    .tuple(fc.integer({ min: 1, max: 6 }), fc.lorem({ maxCount: 6 }))
    .map(([level, text]) => heading(level, text)),
  fc.string({ unit: 'binary', maxLength: 3000 }).map((text) => paragraph(text)),
);
const anyPages = fc.array(fc.array(fc.array(anyBlock, { maxLength: 6 }), { minLength: 1, maxLength: 3 }), {
  maxLength: 4,
});

describe('the chunker', () => {
  it('cuts chunks whose text is the document between their offsets, in order, never far beyond 256 tokens', () => {
    fc.assert(
      fc.property(anyPages, (pages) => {
        const { parts, text } = place(pages);
        let previous = { start: -1, end: -1 };
        for (const chunk of chunksOf(parts)) {
          expect(chunk.text).toBe(text.slice(chunk.start, chunk.end));
          expect(chunk.start).toBeGreaterThan(previous.start);
          expect(chunk.end).toBeGreaterThan(previous.end);
          expect(chunk.tokens).toBe(countTokens(chunk.text));
          // Units count the white space before them, a chunk what stands between its units: they differ a little.
          expect(chunk.tokens).toBeLessThanOrEqual(360);
          previous = chunk;
        }
      }),
      { numRuns: 150 },
    );
  });

  it('leaves out nothing but running headers and footers', () => {
    fc.assert(
      fc.property(anyPages, (pages) => {
        const { parts, text } = place(pages);
        const covered = new Uint8Array(text.length);
        for (const chunk of chunksOf(parts)) covered.fill(1, chunk.start, chunk.end);
        for (const part of parts)
          for (const block of part.blocks) {
            const isMargin = block.kind === 'header' || block.kind === 'footer';
            for (let at = part.start + block.start; at < part.start + block.end; at += 1)
              if (text[at]!.trim() !== '') expect(covered[at]).toBe(isMargin ? 0 : 1);
          }
      }),
      { numRuns: 150 },
    );
  });

  it('gives units that lie in order within their chunk and cover its words', () => {
    fc.assert(
      fc.property(anyPages, (pages) => {
        for (const chunk of chunksOf(place(pages).parts)) {
          let end = 0;
          for (const unit of chunk.units) {
            expect(chunk.text.slice(end, unit.start).trim()).toBe('');
            expect(unit.end).toBeGreaterThan(unit.start);
            end = unit.end;
          }
          expect(end).toBe(chunk.text.length);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('begins a chunk with each section that is worth one, and knows the headings above it', () => {
    const { parts } = place([
      [
        [
          heading(1, 'Birds'),
          heading(2, 'Bittern'),
          paragraph(prose(8, 'bittern')),
          heading(2, 'Heron'),
          paragraph(prose(8)),
        ],
      ],
    ]);
    const chunks = chunksOf(parts);
    expect(chunks.map((chunk) => chunk.headings)).toEqual([['Birds'], ['Birds', 'Heron']]);
    expect(chunks[0]!.text).toMatch(/^Birds\n\nBittern\n\nThe bittern number 0/);
    expect(chunks[1]!.text).toMatch(/^Heron\n\nThe heron number 0/);
  });

  it('repeats the last sentence where it must cut a paragraph', () => {
    const chunks = chunksOf(place([[[paragraph(prose(40))]]]).parts);
    expect(chunks.length).toBeGreaterThan(1);
    for (const [index, chunk] of chunks.slice(1).entries()) {
      expect(chunk.start).toBeLessThan(chunks[index]!.end);
      expect(chunk.text.slice(0, chunk.units[0]!.end)).toMatch(/^The heron number \d+ .*hour\.$/);
    }
  });

  it('rather ends with a paragraph than cuts the next one', () => {
    const chunks = chunksOf(place([[[paragraph(prose(11)), paragraph(prose(11, 'stork'))]]]).parts);
    expect(chunks.map((chunk) => chunk.text.slice(0, 9))).toEqual(['The heron', 'The stork']);
  });

  it('keeps running headers out of a text that goes on over pages', () => {
    const page = (n: number): Block[][] => [
      [{ kind: 'header', text: 'Annual report' }, paragraph(prose(3)), { kind: 'footer', text: `Page ${n}` }],
    ];
    const chunks = chunksOf(place([page(1), page(2)]).parts);
    expect(chunks.map((chunk) => [chunk.page, chunk.lastPage])).toEqual([
      [1, 1],
      [2, 2],
    ]);
    expect(chunks.some((chunk) => /Annual|Page/.test(chunk.text))).toBe(false);
  });

  it('joins short pages that nothing separates', () => {
    const chunks = chunksOf(
      place([[[paragraph('One short page.')]], [[paragraph('And another one.')]]]).parts,
    );
    expect(chunks).toHaveLength(1);
    expect(chunks[0]).toMatchObject({ page: 1, lastPage: 2, text: 'One short page.\f\n\nAnd another one.' });
  });

  it('carries the header row of a table into every later chunk of it', () => {
    const rows = Array.from(
      { length: 60 },
      (_, i) => `Species ${i}\t${i * 10} pairs\tstable since 19${10 + i}`,
    );
    const table: Block = {
      kind: 'table',
      text: `Name\tCount\tTrend\n${rows.join('\n')}`,
      header: 'Name\tCount\tTrend',
    };
    const chunks = chunksOf(place([[[table]]]).parts);
    expect(chunks.length).toBeGreaterThan(2);
    expect(chunks[0]!.tableHeader).toBe('');
    for (const chunk of chunks.slice(1)) {
      expect(chunk.tableHeader).toBe('Name\tCount\tTrend');
      expect(chunk.text).toMatch(/^Species/);
    }
  });

  it('cuts a word of a hundred thousand letters', () => {
    const chunks = chunksOf(place([[[paragraph('ab'.repeat(50_000))]]]).parts);
    expect(chunks.map((chunk) => chunk.text).join('').length).toBeGreaterThanOrEqual(100_000);
  });
});
