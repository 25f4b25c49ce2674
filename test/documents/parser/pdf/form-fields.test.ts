import { describe, expect, it } from 'vitest';
import { PdfWriter } from '../../../support/pdf.ts';
import { pdfReader } from '../../../support/pdf-reading.ts';
import { fileIn, read } from '../../../support/reading.ts';

const { folder } = pdfReader();

describe('forms', () => {
  it('are read with what was filled in, beside the words that ask for it', async () => {
    const writer = new PdfWriter();
    const tree = writer.reserve();
    const page = writer.reserve();
    const font = writer.add('<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>');
    const content = writer.stream('BT /F 10 Tf 60 700 Td (Name:) Tj ET');
    const name = writer.add(
      `<</Type/Annot/Subtype/Widget/FT/Tx/T(name)/V(Ada Lovelace)/Rect[100 695 300 712]/P ${page} 0 R/F 4>>`,
    );
    writer.set(
      page,
      `<</Type/Page/Parent ${tree} 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F ${font} 0 R>>>>/Contents ${content} 0 R/Annots[${name} 0 R]>>`,
    );
    writer.set(tree, `<</Type/Pages/Count 1/Kids[${page} 0 R]>>`);
    const root = writer.add(`<</Type/Catalog/Pages ${tree} 0 R/AcroForm<</Fields[${name} 0 R]>>>>`);
    expect((await read(fileIn(folder, 'form.pdf', writer.finish(root)))).text).toBe('Name: Ada Lovelace');
  });
});
