import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitLong } from '../../../../main/documents/parser/flow/split.ts';

describe('cutting a long text', () => {
  it('loses nothing and keeps to the limit, whatever the text', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', '🙂', 'é'), maxLength: 400 });
    fc.assert(
      fc.property(text, fc.integer({ min: 8, max: 60 }), (raw, limit) => {
        const whole = raw.trim();
        const pieces = [...splitLong(whole, limit)];
        expect(pieces.map((piece) => piece.text + piece.gap).join('')).toBe(whole);
        for (const piece of pieces) {
          expect(piece.text.length).toBeLessThanOrEqual(limit);
          expect(piece.text.isWellFormed()).toBe(true);
          expect(piece.gap.trim()).toBe('');
        }
      }),
    );
  });

  it('prefers the end of a line to the end of a word', () => {
    const [first] = splitLong('one two three\nfour five six seven', 20);
    expect(first?.text).toBe('one two three');
  });
});
