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

  it('show the numbers of lists as Word counts them', async () => {
    const doc = docOf(
      [
        { text: 'Rules', list: 1 },
        { text: 'Herons', list: 1, depth: 1 },
        { text: 'Egrets', list: 1, depth: 1 },
        { text: '', list: 1, depth: 1 },
        { text: 'deeper', list: 1, depth: 2 },
        { text: 'Fees', list: 1 },
        { text: 'Begins anew', list: 1, depth: 1 },
        { text: 'goes on', list: 1, depth: 2 },
        { text: 'Text between.' },
        { text: 'Counts on', list: 2 },
        { text: 'From seven', list: 3 },
        { text: 'From seven on', list: 3 },
        { text: 'A point', list: 4 },
        { text: 'Cell', list: 3, isInTable: true, end: 'cell' },
        { text: 'A cell', isInTable: true, end: 'cell' },
        { text: '', isInTable: true, end: 'cell', isRowEnd: true },
        { text: 'Not in a list', list: 0 },
        { text: 'In one that is not described', list: 9 },
      ],
      {
        listKinds: [
          [
            { pattern: 'Part %1.', format: 1 },
            { pattern: '(%2)', format: 4 },
            { pattern: '%1.%2.%3', isLegal: true, firstWithoutRestart: 1 },
          ],
          [{ pattern: '\uf0b7', format: 23 }],
        ],
        lists: [{ kind: 0 }, { kind: 0 }, { kind: 0, start: 7 }, { kind: 1 }],
      },
    );
    expect(blocksOf(await read(fileIn(folder, 'lists.doc', doc)))).toEqual([
      [
        'list',
        'Part I. Rules\n  (a) Herons\n  (b) Egrets\n    1.3.1 deeper\nPart II. Fees\n  (a) Begins anew\n    2.1.1 goes on',
      ],
      ['paragraph', 'Text between.'],
      ['list', 'Part III. Counts on\nPart VII. From seven\nPart VIII. From seven on\n- A point'],
      ['table', 'Part IX. Cell | A cell'],
      ['paragraph', 'Not in a list'],
      ['list', 'In one that is not described'],
    ]);
  });

  it('have headings that their styles number, and a number once where a page ends within a paragraph', async () => {
    const doc = docOf(
      [
        { text: 'Herons', style: 1 },
        { text: '\fGrey herons', style: 10 },
        { text: 'First\fand what follows', list: 2 },
        { text: 'Second', list: 2 },
        { text: 'Birds at night', style: 11 },
        { text: 'Without a number', style: 10, list: 0 },
      ],
      {
        styles: [
          { kind: 'paragraph' },
          { kind: 'paragraph', builtIn: 1, list: 1 },
          { kind: 'paragraph', builtIn: 2, list: 1, depth: 1 },
          ...Array.from({ length: 7 }, () => null),
          { kind: 'paragraph', name: 'Chapter', basedOn: 2 },
          { kind: 'paragraph', builtIn: 62 },
        ],
        listKinds: [[{ pattern: '%1' }, { pattern: '%1.%2' }], [{ pattern: '%1)' }]],
        lists: [{ kind: 0 }, { kind: 1 }],
      },
    );
    const reading = await read(fileIn(folder, 'headings.doc', doc));
    expect(blocksOf(reading)).toEqual([
      ['heading', '1 Herons'],
      ['heading', '1.1 Grey herons'],
      ['list', '1) First'],
      ['paragraph', 'and what follows'],
      ['list', '2) Second'],
      ['heading', 'Birds at night'],
      ['heading', 'Without a number'],
    ]);
    expect(reading.parts[0]!.blocks.map(({ level }) => level)).toEqual([1, 2, null, null, null, 1, 2]);
  });

  it('are read without what a style hides, but for what is shown all the same', async () => {
    const doc = docOf(
      [
        { text: ['Seen', { styled: ' and not seen', style: 1 }, '.'] },
        { text: ['Not seen, ', { shown: 'but this is' }], style: 2 },
        { text: ['Not seen either'], style: 3 },
      ],
      {
        styles: [
          { kind: 'paragraph' },
          { kind: 'character', isHidden: true },
          { kind: 'paragraph', name: 'Secret', isHidden: true },
          { kind: 'paragraph', name: 'More secret', basedOn: 2 },
        ],
      },
    );
    const reading = await read(fileIn(folder, 'hiding.doc', doc));
    expect(reading.text).toBe('Seen.\n\nbut this is');
    expect(reading.notes.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^Text formatted as hidden/),
    ]);
  });

  it('have raised numbers told from the text before them, and the signs of picture fonts', async () => {
    const doc = docOf(
      [
        { text: ['10', { raised: '-6' }, ' m', { raised: '2' }, ' on the 1', { raised: 'st' }, ' day'] },
        { text: ['5 ', { sign: 109, font: 1 }, 'g ', { sign: 163, font: 1 }, ' 6'] },
      ],
      { fonts: ['Times New Roman', 'Symbol'] },
    );
    const { text } = await read(fileIn(folder, 'raised.doc', doc));
    expect(text).toBe('10^-6 m^2 on the 1st day\n\n5 μg ≤ 6');
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
        { text: ['and ', { deleted: 'not ' }, 'there\x05', { raised: '2' }, { sign: 163, font: 0 }] },
        { text: 'An item', list: 1 },
        { text: ['Another', { styled: 'one', style: 1 }], list: 2, depth: 1 },
      ],
      {
        footnotes: ['A note'],
        comments: ['A comment'],
        margins: { header: 'Head', footer: 'Foot' },
        fonts: ['Symbol'],
        styles: [
          { kind: 'paragraph' },
          { kind: 'character', isHidden: true },
          { kind: 'paragraph', basedOn: 0 },
        ],
        listKinds: [[{ pattern: '%1.' }], [{ pattern: '%1.' }, { pattern: '%1.%2' }]],
        lists: [{ kind: 0, start: 3 }, { kind: 1 }],
      },
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
