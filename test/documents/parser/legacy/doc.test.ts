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

  it('are read as if their tracked changes were accepted, without what was deleted', async () => {
    const reading = await read(
      fileIn(
        folder,
        'changed.doc',
        docOf([
          { text: ['The heron ', { deleted: 'sleeps in' }, 'stands by', ' the water.'] },
          { text: [{ deleted: 'A paragraph that is gone.' }], isMarkDeleted: true },
          { text: 'Two that became ', isMarkDeleted: true },
          { text: ['one, see ', { deleted: '\x13 REF old \x14there\x15' }, 'below.'] },
          { text: 'Kept', end: 'cell' },
          { text: [{ deleted: 'old value' }, 'new value'], end: 'cell' },
          { text: '', end: 'cell', isRowEnd: true },
          { text: [{ deleted: 'Gone' }], end: 'cell', isMarkDeleted: true },
          { text: [{ deleted: 'too' }], end: 'cell', isMarkDeleted: true },
          { text: '', end: 'cell', isRowEnd: true, isMarkDeleted: true },
        ]),
      ),
    );
    expect(blocksOf(reading)).toEqual([
      ['paragraph', 'The heron stands by the water.'],
      ['paragraph', 'Two that became one, see below.'],
      ['table', 'Kept | new value'],
    ]);
    expect(reading.notes.map(({ text }) => text)).toEqual([expect.stringMatching(/as if all of them were/)]);
  });

  it('are read without pieces that were deleted as a whole, and without hidden text', async () => {
    const gone = await read(
      fileIn(folder, 'gone.doc', docOf([{ text: 'Deleted and saved quickly' }], { isDeleted: true })),
    );
    expect(gone.text).toBe('');
    const hiding = docOf([{ text: ['Seen', { hidden: ' and not seen' }] }, { text: 'Seen, too' }]);
    const seen = await read(fileIn(folder, 'hidden.doc', hiding));
    expect(seen.text).toBe('Seen\n\nSeen, too');
    expect(seen.notes.map(({ text }) => text)).toEqual([expect.stringMatching(/^Text formatted as hidden/)]);
  });

  it('have notes and comments behind what refers to them, headers before the text and footers behind it', async () => {
    const reading = await read(
      fileIn(
        folder,
        'notes.doc',
        docOf(
          [
            { text: 'Herons stand\x02 and wait\x05.' },
            { text: ['A note', { deleted: ' that was\x02' }, ' that is\x02'] },
            { text: 'Heron', end: 'cell' },
            { text: 'fish\x02', end: 'cell' },
            { text: '', end: 'cell', isRowEnd: true },
            { text: 'The end.' },
          ],
          {
            footnotes: ['In water.', 'Deleted with its place.', 'Not deleted.', 'And frogs.'],
            comments: ['For how long?'],
            margins: { header: 'The Heron Review', footer: 'Printed in Aber' },
          },
        ),
      ),
    );
    expect(blocksOf(reading)).toEqual([
      ['header', 'The Heron Review'],
      ['paragraph', 'Herons stand[1] and wait.'],
      ['paragraph', '[1] In water.'],
      ['paragraph', '[Comment: For how long?]'],
      ['paragraph', 'A note that is[2]'],
      ['paragraph', '[2] Not deleted.'],
      ['table', 'Heron | fish[3]'],
      ['paragraph', '[3] And frogs.'],
      ['paragraph', 'The end.'],
      ['footer', 'Printed in Aber'],
    ]);
  });

  it('keep the paragraphs of a cell in one row', async () => {
    const reading = await read(
      fileIn(
        folder,
        'cells.doc',
        docOf([
          { text: 'Grey heron,', isInTable: true },
          { text: 'Ardea cinerea', isInTable: true, end: 'cell' },
          { text: '98 cm', isInTable: true, end: 'cell' },
          { text: '', end: 'cell', isInTable: true, isRowEnd: true },
        ]),
      ),
    );
    expect(blocksOf(reading)).toEqual([['table', 'Grey heron, Ardea cinerea | 98 cm']]);
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
    const whole = docOf(
      [
        { text: 'Some text that\x02 is here', style: 2 },
        { text: ['and ', { deleted: 'not ' }, 'there\x05'] },
      ],
      { footnotes: ['A note'], comments: ['A comment'], margins: { header: 'Head', footer: 'Foot' } },
    );
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
