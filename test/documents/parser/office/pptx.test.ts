import { describe, expect, it } from 'vitest';
import { parsePptx } from '../../../../main/documents/parser/office/pptx.ts';
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
});
