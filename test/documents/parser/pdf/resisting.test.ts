import { describe, expect, it } from 'vitest';
import { column, pdfOf } from '../../../support/pdf.ts';
import { pdfReader } from '../../../support/pdf-reading.ts';
import { fileIn, read } from '../../../support/reading.ts';

const { folder, readPdf, writePdf } = pdfReader();

describe('PDFs that resist', () => {
  it('ask for a password, and say when it is wrong', async () => {
    const path = fileIn(
      folder,
      'secret.pdf',
      pdfOf([{ texts: [{ text: 'Secret!', x: 50, y: 700 }] }], { password: 'sesame' }),
    );
    await expect(read(path)).rejects.toMatchObject({
      code: 'needs-password',
      message: expect.stringMatching(/Enter/),
    });
    await expect(read(path, { password: 'guess' })).rejects.toMatchObject({
      code: 'needs-password',
      message: expect.stringMatching(/does not open/),
    });
    expect((await read(path, { password: 'sesame' })).text).toBe('Secret!');
  });

  it.each([
    ['only its first line', Buffer.from('%PDF-1.4\n')],
    ['its first half', pdfOf([{ texts: [{ text: 'Hello', x: 50, y: 700 }] }]).subarray(0, 600)],
    ['noise', Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(3000, 'obj<</Type')])],
  ])('with %s are called damaged', async (_what, bytes) => {
    await expect(read(fileIn(folder, 'damaged.pdf', bytes))).rejects.toMatchObject({ code: 'unreadable' });
  });

  it('have no pages at all', async () => {
    const path = writePdf((writer) =>
      writer.add(`<</Type/Catalog/Pages ${writer.add('<</Type/Pages/Count 0/Kids[]>>')} 0 R>>`),
    );
    await expect(read(path)).rejects.toMatchObject({ code: 'unreadable', message: /no pages/ });
  });

  it('promise more pages than they have', async () => {
    const path = writePdf((writer) => {
      const tree = writer.reserve();
      const page = writer.add(`<</Type/Page/Parent ${tree} 0 R/MediaBox[0 0 595 842]>>`);
      writer.set(tree, `<</Type/Pages/Count 1000000000/Kids[${page} 0 R]>>`);
      return writer.add(`<</Type/Catalog/Pages ${tree} 0 R>>`);
    });
    expect((await read(path)).parts.length).toBeLessThan(100);
  });

  it('have a page tree of great depth, or one that bites its tail', async () => {
    const deep = writePdf((writer) => {
      const root = writer.reserve();
      let parent = root;
      for (let depth = 0; depth < 3000; depth++) {
        const child = writer.reserve();
        writer.set(parent, `<</Type/Pages/Count 1/Kids[${child} 0 R]>>`);
        parent = child;
      }
      writer.set(parent, '<</Type/Page/MediaBox[0 0 595 842]>>');
      return writer.add(`<</Type/Catalog/Pages ${root} 0 R>>`);
    });
    expect((await read(deep)).parts).toHaveLength(1);
    const loop = writePdf((writer) => {
      const root = writer.reserve();
      writer.set(root, `<</Type/Pages/Count 2/Kids[${root} 0 R ${root} 0 R]>>`);
      return writer.add(`<</Type/Catalog/Pages ${root} 0 R>>`);
    });
    expect((await read(loop)).notes[0]).toMatchObject({
      level: 'warning',
      text: expect.stringMatching(/damaged/),
    });
  });

  it('carry a picture larger than memory, which is never decoded', async () => {
    const path = writePdf((writer) => {
      const tree = writer.reserve();
      const image = writer.stream(
        Buffer.alloc(100),
        '/Type/XObject/Subtype/Image/Width 300000/Height 300000/ColorSpace/DeviceRGB/BitsPerComponent 8',
      );
      const content = writer.stream('q 595 0 0 842 0 0 cm /I Do Q');
      const page = writer.add(
        `<</Type/Page/Parent ${tree} 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</I ${image} 0 R>>>>/Contents ${content} 0 R>>`,
      );
      writer.set(tree, `<</Type/Pages/Count 1/Kids[${page} 0 R]>>`);
      return writer.add(`<</Type/Catalog/Pages ${tree} 0 R>>`);
    });
    expect((await read(path)).parts[0]!.pageKind).toBe('scanned');
  });

  it('hide code in a font matrix or in an action, which is never run', async () => {
    const path = writePdf((writer) => {
      const tree = writer.reserve();
      const font = writer.add(
        '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/FontMatrix[1 2 3 4 5 (0\\); globalThis.wasRun=1//)]>>',
      );
      const content = writer.stream('BT /F 10 Tf 60 700 Td (harmless words) Tj ET');
      const page = writer.add(
        `<</Type/Page/Parent ${tree} 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F ${font} 0 R>>>>/Contents ${content} 0 R>>`,
      );
      writer.set(tree, `<</Type/Pages/Count 1/Kids[${page} 0 R]>>`);
      return writer.add(
        `<</Type/Catalog/Pages ${tree} 0 R/OpenAction<</S/JavaScript/JS(globalThis.wasRun=1)>>>>`,
      );
    });
    expect((await read(path)).parts).toHaveLength(1);
    expect((globalThis as { wasRun?: number }).wasRun).toBeUndefined();
  });

  it('hold text that decodes to nonsense, which is said', async () => {
    const noise = Array.from({ length: 40 }, (_, index) =>
      '.,i%:;-~*#'
        .split('')
        .map((sign, at) => sign + ((index * at) % 7))
        .join(' ,'),
    );
    const { parts, notes } = await readPdf([
      {
        texts: column(
          noise.map((line) => line.replace(/\d/g, '; %')),
          50,
          800,
        ),
      },
    ]);
    expect(parts[0]!.pageKind).toBe('suspicious');
    expect(notes[0]).toMatchObject({ level: 'warning', pages: [1] });
  });
});
