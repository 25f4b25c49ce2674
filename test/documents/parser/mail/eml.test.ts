import { describe, expect, it } from 'vitest';
import { parseEml } from '../../../../main/documents/parser/mail/eml.ts';
import { read } from '../../../support/office-reading.ts';

const head =
  'From: Ada Bo <ada@example.com>\r\nTo: x@example.com, =?utf-8?q?J=C3=B6rg?= <j@example.com>\r\nSubject: =?iso-8859-1?q?Gr=FC=DFe?=\r\nDate: Mon, 5 Aug 2024 10:00:00 +0200\r\nMIME-Version: 1.0\r\n';

describe('an e-mail', () => {
  it('has its subject, who wrote to whom, its text and the names of what is attached', async () => {
    const {
      head: found,
      outline,
      notes,
    } = await read(
      parseEml,
      `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nHallo J=F6rg,\r\n\r\nbis bald\r\n--b\r\nContent-Type: application/pdf; name="plan.pdf"\r\nContent-Disposition: attachment; filename="plan.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\nQUJD\r\n--b--\r\n`,
    );
    expect(found.title).toBe('Grüße');
    expect(outline).toEqual([
      'heading1: Grüße',
      'paragraph: From: Ada Bo <ada@example.com>\nTo: x@example.com, Jörg <j@example.com>\nDate: Mon, 5 Aug 2024 10:00:00 +0200',
      'paragraph: Hallo Jörg,',
      'paragraph: bis bald',
      'paragraph: Attached: plan.pdf (3 B)',
    ]);
    expect(notes).toMatchObject([{ text: /plan\.pdf/ }]);
  });

  it('that is a page is read as a reader sees it', async () => {
    const { outline } = await read(
      parseEml,
      `${head}Content-Type: text/html; charset=utf-8\r\n\r\n<style>x</style><h2>News</h2><p>Text</p><img src="http://example.com/track.gif">`,
    );
    expect(outline.slice(2)).toEqual(['heading2: News', 'paragraph: Text']);
  });

  it('holds the messages that were forwarded with it', async () => {
    const inner = 'From: c@example.com\r\nSubject: Inner\r\n\r\nThe inner text.\r\n';
    const { outline, notes } = await read(
      parseEml,
      `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee below\r\n--b\r\nContent-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\n${inner}\r\n--b--\r\n`,
    );
    expect(outline.slice(2)).toEqual([
      'paragraph: See below',
      'heading2: Inner',
      'paragraph: From: c@example.com',
      'paragraph: The inner text.',
    ]);
    expect(notes).toEqual([]);
  });

  it('that does not name its encoding is read in the one it is in', async () => {
    const bytes = Buffer.from(
      'From: a@example.com\nSubject: Gr\u00FC\u00DFe\n\nSch\u00F6ne Gr\u00FC\u00DFe aus K\u00F6ln, das Wetter ist trocken und k\u00FChl.\n',
      'latin1',
    );
    const { head: found, pages } = await read(parseEml, bytes);
    expect(found.title).toBe('Grüße');
    expect(pages[0]).toContain('Schöne Grüße aus Köln, das Wetter ist trocken und kühl.');
  });

  it('may be one of many in a mailbox', async () => {
    const message = (number: number): string =>
      `From someone@example.com Sat Jan  3 01:05:34 1996\nFrom: a@example.com\nSubject: Number ${number}\n\nFrom now on this is text.\n\nFrom here, too.\n\n`;
    const { blocks } = await read(parseEml, [1, 2, 3].map(message).join(''));
    expect(
      blocks.filter((block) => block.kind === 'heading').map((block) => [block.page, block.text]),
    ).toEqual([
      [1, 'Number 1'],
      [2, 'Number 2'],
      [3, 'Number 3'],
    ]);
    expect(blocks.filter((block) => block.text.startsWith('From here'))).toHaveLength(3);
  });
});

describe('a page that a browser saved as a message', () => {
  it('is read as the page that it is', async () => {
    const prose = 'A sentence of the page, long enough to be its contents. '.repeat(8);
    const { outline, head: found } = await read(
      parseEml,
      `From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.com/\r\nSubject: Page\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n<title>The page</title><nav><a href=x>Home</a></nav><main><h1>Head</h1><p>${prose}</p></main>\r\n--b\r\nContent-Type: image/png\r\nContent-Location: https://example.com/x.png\r\nContent-Transfer-Encoding: base64\r\n\r\nQUJD\r\n--b--\r\n`,
    );
    expect(found.title).toBe('The page');
    expect(outline).toEqual(['heading1: Head', `paragraph: ${prose.trim()}`]);
  });
});
