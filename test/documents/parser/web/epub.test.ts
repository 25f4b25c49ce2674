import { describe, expect, it } from 'vitest';
import { parseEpub } from '../../../../main/documents/parser/web/epub.ts';
import { epub } from '../../../support/office.ts';
import { read } from '../../../support/office-reading.ts';
import { zip } from '../../../support/office-zip.ts';

describe('a book', () => {
  it('has its chapters in order, without the table of contents', async () => {
    const { head, outline, blocks } = await read(
      parseEpub,
      epub(
        'The book',
        ['<h1>One</h1><p>a<a id="x"/>&nbsp;b</p>', '<img src="x.png"/>', '<h1>Two</h1><p>c</p>'],
        '<nav><a href="x">One</a></nav>',
      ),
    );
    expect(head).toMatchObject({ title: 'The book', paginated: false });
    expect(outline).toEqual(['heading1: One', 'paragraph: a b', 'heading1: Two', 'paragraph: c']);
    expect(blocks.map((block) => block.page)).toEqual([1, 1, 2, 2]);
  });

  it('is refused in a sentence when it is protected or damaged', async () => {
    const parts = (algorithm: string) =>
      zip([
        {
          name: 'a.opf',
          content:
            '<package xmlns="http://www.idpf.org/2007/opf"><manifest><item id="c" href="c.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="c"/></spine></package>',
        },
        {
          name: 'c.xhtml',
          content: '<html xmlns="http://www.w3.org/1999/xhtml"><body><p>text</p></body></html>',
        },
        {
          name: 'META-INF/encryption.xml',
          content: `<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData><e:EncryptionMethod Algorithm="${algorithm}"/><e:CipherData><e:CipherReference URI="c.xhtml"/></e:CipherData></e:EncryptedData></encryption>`,
        },
      ]);
    await expect(read(parseEpub, parts('http://www.w3.org/2001/04/xmlenc#aes256-cbc'))).rejects.toMatchObject(
      { message: /DRM/ },
    );
    expect((await read(parseEpub, parts('http://www.idpf.org/2008/embedding'))).outline).toEqual([
      'paragraph: text',
    ]);
    await expect(read(parseEpub, zip([{ name: 'x', content: '' }]))).rejects.toMatchObject({
      code: 'unreadable',
    });
  });
});
