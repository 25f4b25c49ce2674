import { describe, expect, it } from 'vitest';
import { parsePptx } from '../../../../main/documents/parser/office/pptx.ts';
import { inReadingOrder } from '../../../../main/documents/parser/office/slides/reading-order.ts';
import { pptx, shape } from '../../../support/office.ts';
import { read } from '../../../support/office-reading.ts';

describe('a presentation', () => {
  it('has its slides in the order of the show, with their notes', async () => {
    const { head, outline, blocks, notes } = await read(
      parsePptx,
      pptx([
        {
          shapes: shape('7', 'sldNum') + shape('one\ntwo', 'body') + shape('First slide', 'title'),
          notes: 'Say hello',
        },
        { shapes: shape('Second slide', 'ctrTitle') + shape('A text box'), isHidden: true },
        { shapes: '<p:pic/>' },
      ]),
    );
    expect(head).toMatchObject({ pages: 3, paginated: true, title: 'First slide' });
    expect(outline).toEqual([
      'heading1: First slide',
      'list: - one\n- two',
      'footer: 7',
      'paragraph: Notes: Say hello',
      'heading1: Second slide',
      'paragraph: A text box',
    ]);
    expect(blocks.map((block) => block.page)).toEqual([1, 1, 1, 1, 2, 2]);
    expect(notes.map((note) => note.text)).toEqual([
      'Slide 2 is hidden in the show; its text is included.',
      'One picture was left out: Bittern reads text.',
    ]);
  });

  it('keeps tables, numbered paragraphs and one of two versions', async () => {
    const cell = (text: string): string =>
      `<a:tc><a:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></a:txBody></a:tc>`;
    const table = `<p:graphicFrame><a:tbl><a:tblPr firstRow="1"/><a:tr>${cell('name')}${cell('age')}</a:tr><a:tr>${cell('Bo')}${cell('7')}</a:tr></a:tbl></p:graphicFrame>`;
    const numbered = `<p:sp><p:txBody>${['x', 'y'].map((text) => `<a:p><a:pPr><a:buAutoNum type="alphaLcParenR"/></a:pPr><a:r><a:t>${text}</a:t></a:r></a:p>`).join('')}</p:txBody></p:sp>`;
    const twice = `<mc:AlternateContent><mc:Choice Requires="p14">${shape('new')}</mc:Choice><mc:Fallback>${shape('old')}</mc:Fallback></mc:AlternateContent>`;
    const { outline, blocks } = await read(parsePptx, pptx([{ shapes: table + numbered + twice }]));
    expect(outline).toEqual(['table: name | age\nBo | 7', 'list: a) x\nb) y', 'paragraph: new']);
    expect(blocks[0]?.header).toBe('name | age');
  });

  it('reads boxes as they stand, groups together, and repeats what cells have merged', async () => {
    const at = (text: string, x: number, y: number): string =>
      shape(text).replace(
        '<p:txBody>',
        `<p:spPr><a:xfrm><a:off x="${x}" y="${y}"/><a:ext cx="100" cy="20"/></a:xfrm></p:spPr><p:txBody>`,
      );
    const group = `<p:grpSp><p:grpSpPr><a:xfrm><a:off x="0" y="100"/><a:ext cx="300" cy="50"/></a:xfrm></p:grpSpPr>${at('plan', 900, 900)}${at('do', 0, 0)}</p:grpSp>`;
    const { outline } = await read(
      parsePptx,
      pptx([{ shapes: at('last', 0, 200) + at('right', 200, 0) + at('left', 0, 0) + group }]),
    );
    expect(outline).toEqual(['left', 'right', 'plan', 'do', 'last'].map((text) => `paragraph: ${text}`));

    const cell = (text: string, attributes = ''): string =>
      `<a:tc${attributes}><a:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></a:txBody></a:tc>`;
    const table = `<p:graphicFrame><a:tbl><a:tr>${cell('North', ' rowSpan="2"')}${cell('May')}</a:tr><a:tr>${cell('', ' vMerge="1"')}${cell('June')}</a:tr></a:tbl></p:graphicFrame>`;
    const { blocks } = await read(parsePptx, pptx([{ shapes: table }]));
    expect(blocks[0]?.text).toBe('North | May\nNorth | June');
  });

  it('reads columns down where the file goes that way', () => {
    const box = (name: string, left: number, top: number) => ({
      name,
      box: { left, top, right: left + 10, bottom: top + 10 },
    });
    const columns = [box('a', 0, 0), box('b', 0, 20), box('c', 20, 0), box('d', 20, 20)];
    expect(inReadingOrder(columns).map((each) => each.name)).toEqual(['a', 'b', 'c', 'd']);
    const rows = [columns[0]!, columns[2]!, columns[1]!, columns[3]!];
    expect(inReadingOrder(rows).map((each) => each.name)).toEqual(['a', 'c', 'b', 'd']);
    expect(inReadingOrder([{ ...columns[3]!, box: null }, columns[0]!]).map((each) => each.name)).toEqual([
      'd',
      'a',
    ]);
  });
});
