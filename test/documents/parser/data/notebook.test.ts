import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../../main/documents/parser/data/json.ts';
import { read } from '../../../support/office-reading.ts';

describe('a Jupyter notebook', () => {
  it('is read as its prose, its code and what the code printed', async () => {
    const cells = [
      { cell_type: 'markdown', source: ['# Sales\n', '\n', 'Some *text*\n', '```\n', 'x = 1\n', '```'] },
      {
        cell_type: 'code',
        source: 'print(1)',
        outputs: [
          { output_type: 'stream', text: ['1\n'] },
          { output_type: 'display_data', data: { 'image/png': 'QUJD', 'text/plain': ['<Figure>'] } },
          { output_type: 'error', ename: 'KeyError', evalue: "'x'" },
        ],
      },
    ];
    const { outline, head, notes } = await read(parseJson, JSON.stringify({ cells, nbformat: 4 }), {
      fileName: 'a.ipynb',
    });
    expect(head).toMatchObject({ type: 'notebook', title: 'Sales' });
    expect(outline).toEqual([
      'heading1: Sales',
      'paragraph: Some *text*',
      'code: x = 1',
      'code: print(1)',
      'code: 1',
      'code: <Figure>',
      "code: KeyError: 'x'",
    ]);
    expect(notes).toMatchObject([{ text: /One graphic/ }]);
  });

  it('is refused in a sentence when it is none', async () => {
    await expect(read(parseJson, '{"a":1}', { fileName: 'a.ipynb' })).rejects.toMatchObject({
      code: 'unreadable',
    });
  });
});
