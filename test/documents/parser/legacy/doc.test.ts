import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BitternError } from '../../../../preload/contract/errors.ts';
import { docOf } from '../../../support/doc.ts';
import { blocksOf, fileIn, read, temporaryFolder } from '../../../support/reading.ts';

const folder = temporaryFolder();

describe('Word 97–2003 documents', () => {
  it('are read with headings, tables, line breaks and without the code of fields', async () => {
    const reading = await read(
      fileIn(
        folder,
        'a.doc',
        docOf([
          { text: 'The Herons’ Year', style: 1 },
          { text: 'First line\vsecond line, see \x13 HYPERLINK "http://x" \x14here\x15.' },
          { text: 'Bird', end: 'cell' },
          { text: 'Length', end: 'cell' },
          { text: '', end: 'cell', isRowEnd: true },
          { text: 'Heron', end: 'cell' },
          { text: '98 cm', end: 'cell' },
          { text: '', end: 'cell', isRowEnd: true },
          { text: 'After the table.' },
        ]),
      ),
    );
    expect(reading.head).toMatchObject({ type: 'doc', title: 'The Herons’ Year' });
    expect(blocksOf(reading)).toEqual([
      ['heading', 'The Herons’ Year'],
      ['paragraph', 'First line\nsecond line, see here.'],
      ['table', 'Bird | Length\nHeron | 98 cm'],
      ['paragraph', 'After the table.'],
    ]);
    expect(reading.parts[0]!.blocks.map((block) => block.level)).toEqual([1, null, null, null]);
  });

  it('that are encrypted say so', async () => {
    await expect(
      read(fileIn(folder, 'secret.doc', docOf([{ text: 'x' }], { encrypted: true }))),
    ).rejects.toMatchObject({
      code: 'unreadable',
      message: expect.stringMatching(/password/),
    });
  });

  it('that are damaged anywhere are read or refused, never looped over', async () => {
    const whole = docOf([{ text: 'Some text that is here', style: 2 }, { text: 'and there' }]);
    const damage = fc.record({ at: fc.nat(whole.length - 1), byte: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(damage, { minLength: 1, maxLength: 12 }),
        fc.nat(whole.length),
        async (damages, cut) => {
          const bytes = Buffer.from(whole);
          for (const { at, byte } of damages) bytes[at] = byte;
          const path = fileIn(folder, 'damaged.doc', bytes.subarray(0, Math.max(600, cut)));
          const result = await read(path).catch((thrown: unknown) => thrown);
          expect(result instanceof BitternError || 'text' in (result as object)).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });
});
