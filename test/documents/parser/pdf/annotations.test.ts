import { describe, expect, it } from 'vitest';
import { openPdf } from '../../../../main/documents/parser/pdf/open-pdf.ts';
import { PdfWriter } from '../../../support/pdf.ts';
import { fileIn, type Reading, read, temporaryFolder } from '../../../support/reading.ts';

const folder = temporaryFolder();
let files = 0;

/** One page with two paragraphs, and annotations; `$page` stands for the page, `$0` for the first annotation. */
function annotatedFile(annotations: readonly string[], content = paragraphs): string {
  const writer = new PdfWriter();
  const tree = writer.reserve();
  const page = writer.reserve();
  const font = writer.add('<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>');
  const stream = writer.stream(content);
  const refs = annotations.map(() => writer.reserve());
  annotations.forEach((body, index) => {
    const filled = body.replaceAll('$page', `${page} 0 R`).replaceAll('$0', `${refs[0]} 0 R`);
    writer.set(refs[index]!, `<</Type/Annot ${filled}>>`);
  });
  writer.set(
    page,
    `<</Type/Page/Parent ${tree} 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F ${font} 0 R>>>>` +
      `/Contents ${stream} 0 R/Annots[${refs.map((ref) => `${ref} 0 R`).join(' ')}]>>`,
  );
  writer.set(tree, `<</Type/Pages/Count 1/Kids[${page} 0 R]>>`);
  const root = writer.add(`<</Type/Catalog/Pages ${tree} 0 R>>`);
  return fileIn(folder, `${files++}.pdf`, writer.finish(root));
}

const annotated = (annotations: readonly string[], content?: string): Promise<Reading> =>
  read(annotatedFile(annotations, content));

const first = 'The bittern booms at night.';
const second = 'It is heard for miles.';
const paragraphs = `BT /F 10 Tf 60 700 Td (${first}) Tj ET BT /F 10 Tf 60 600 Td (${second}) Tj ET`;

describe('what people wrote on a page', () => {
  it('follows the paragraph it is stuck to, with its author and what it marks', async () => {
    const { text, notes, parts } = await annotated([
      '/Subtype/Text/Rect[400 690 420 710]/Contents(Is that so?)/T(Ada)',
      '/Subtype/Text/Rect[400 690 420 710]/Contents(It is.)/T(Ben)/IRT $0',
      '/Subtype/Highlight/Rect[60 598 200 612]/QuadPoints[60 612 200 612 60 598 200 598]/Contents(Two at most)/T(Ada)',
      '/Subtype/FreeText/Rect[60 560 200 580]/DA(/F 10 Tf)/Contents(Checked in May)',
    ]);
    expect(text.split('\n\n')).toEqual([
      first,
      'Comment by Ada: Is that so?',
      'Reply by Ben: It is.',
      second,
      `Comment by Ada on “${second}”: Two at most`,
      'Text added: Checked in May',
    ]);
    expect(notes).toEqual([
      { level: 'info', text: '4 comments and added texts were read with the pages they are on.', pages: [1] },
    ]);
    // A source in a comment is shown where the comment is stuck.
    const words = parts[0]!.words!;
    const at = text.indexOf('so?');
    const index = words.findIndex((value, position) => position % 6 === 0 && value === at);
    expect(words[index + 2]).toBeGreaterThan(400);
    expect(words[index + 2]).toBeLessThan(420);
    expect(words[index + 3]).toBeCloseTo(842 - 710, 0);
  });

  it('is read on a page that has no text of its own', async () => {
    const { text } = await annotated(['/Subtype/FreeText/Rect[60 560 200 580]/Contents(Alone)'], '');
    expect(text).toBe('Text added: Alone');
  });

  it('leaves out links, fields, hidden notes, marks without words and those that repeat what they mark', async () => {
    const { text, notes } = await annotated([
      '/Subtype/Link/Rect[60 690 200 710]/Contents(A link)',
      '/Subtype/Popup/Rect[60 690 200 710]/Contents(A window)',
      '/Subtype/Text/F 2/Rect[60 690 200 710]/Contents(Hidden)',
      '/Subtype/Text/Rect[60 690 200 710]/Contents(Accepted set by Ada)/StateModel(Review)/State(Accepted)/IRT $0',
      '/Subtype/Highlight/Rect[60 698 200 712]/QuadPoints[60 712 200 712 60 698 200 698]',
      `/Subtype/Highlight/Rect[60 598 200 612]/QuadPoints[60 612 200 612 60 598 200 598]/Contents(${second})`,
    ]);
    expect(text).toBe(`${first}\n\n${second}`);
    expect(notes).toEqual([]);
  });

  it('is kept within bounds', async () => {
    const many = Array.from(
      { length: 5000 },
      (_, index) => `/Subtype/Text/Rect[400 690 420 710]/Contents(Note ${index}.)`,
    );
    const { text, parts } = await annotated(many);
    expect(text).toContain('Comment: Note 1999.');
    expect(text).not.toContain('Note 2000.');
    expect(text).toContain(second);
    expect(parts).toHaveLength(1);
  });

  it('is looked for without links, for which the library would read the page again', async () => {
    const link = '/Subtype/Link/Rect[60 698 200 712]/A<</S/URI/URI(https://example.org/)>>';
    const name = await annotatedFile([link, '/Subtype/Text/Rect[400 690 420 710]/Contents(Is that so?)']);
    await using pdf = await openPdf(name, null);
    const page = await pdf.document.getPage(1);
    const kinds = (await page.getAnnotations()).map(({ subtype }: { subtype: string }) => subtype);
    expect(kinds).toEqual(['Text']);
  });
});
