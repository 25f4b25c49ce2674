import { describe, expect, it } from 'vitest';
import { parseHtml } from '../../../../main/documents/parser/web/html.ts';
import { declaredEncoding } from '../../../../main/documents/parser/web/html-encoding.ts';
import { type Reading, read } from '../../../support/office-reading.ts';

const readPage = (html: string): Promise<Reading> => read(parseHtml, html);
const prose = 'This is a sentence of the article, long enough to be told from the labels around it. '
  .repeat(4)
  .trim();

describe('a page', () => {
  it('has headings, paragraphs, lists, tables and code', async () => {
    const { outline, head } = await readPage(`<!doctype html><title>The title</title><h1>The
      title</h1><p>One <b>bold</b>
      word<br>and a line</p>loose text<ul><li>a<ul><li>inner</ul><li><p>b</p><p>still b</p></ul>
      <ol start=3 type=a><li>c<li value=7>d</ol><dl><dt>term<dd>meaning</dl>
      <pre>  code
    more</pre><table><caption>Sums</caption><tr><th>name<th>sum<tr><td>Bo<td>3</table><blockquote>said</blockquote>`);
    expect(head.title).toBe('The title');
    expect(outline).toEqual([
      'heading1: The title',
      'paragraph: One bold word\nand a line',
      'paragraph: loose text',
      'list: - a\n  - inner\n- b\n  still b\nc. c\ng. d\nterm\n  meaning',
      'code:   code\n    more',
      'caption: Sums',
      'table: name | sum\nBo | 3',
      'paragraph: said',
    ]);
  });

  it('is free of scripts, styles, controls and what is hidden', async () => {
    const { pages } = await readPage(`<style>x</style><script>alert(1)</script><p>seen</p><p hidden>no</p>
      <div style="color:red; display : none">no</div><noscript>no</noscript><template>no</template><svg><text>no</text></svg>
      <button>no</button><select><option>no</select><textarea>no</textarea><span aria-hidden=true>no</span>
      <p class="sr-only">no</p><dialog>no</dialog><!-- no --><h2>Head<a href="#h">¶</a></h2><div aria-hidden=true>kept</div>`);
    expect(pages[0]).toBe('seen\n\nHead\n\nkept');
  });

  it('ends before the box that calls itself its foot', async () => {
    const { pages } = await readPage(
      `<div id=content><h1>Reeds</h1><p>${prose}</p><p>${prose}</p><div class="copyright">Photograph: A. Bo</div><p>${prose}</p></div><div class="site-footer">All rights reserved <a href=/x>Imprint</a></div>`,
    );
    expect(pages[0]).toContain('Photograph: A. Bo');
    expect(pages[0]).not.toContain('All rights reserved');
  });

  it('has what its headings and tabs unfold, but not its closed menus', async () => {
    const { pages } = await readPage(
      `<main><h1>Questions</h1><button aria-controls=m>Menu</button><ul id=m hidden><li>Home</ul>
      <h2><button aria-controls=a>What is a bittern?</button></h2><div id=a hidden><p>A heron.</div>
      <div role=tab aria-controls=b>Size</div><section id=b style="display:none" aria-hidden=true>70 cm</section><div hidden>no</div></main>`,
    );
    expect(pages[0]).toBe('Questions\n\nWhat is a bittern?\n\nA heron.\n\nSize\n\n70 cm');
  });

  it('that only frames others says so', async () => {
    const { notes } = await readPage(
      '<frameset cols=20%,80%><frame src=a.html><frame src=b.html></frameset>',
    );
    expect(notes).toMatchObject([{ text: /frames other pages/ }, { text: /no text/ }]);
  });

  it('is read in the encoding of its bytes, else as it declares', async () => {
    const page = (charset: string): string => `<meta charset="${charset}"><p>Größe: Мир</p>`;
    expect((await readPage(page('iso-8859-1'))).pages[0]).toBe('Größe: Мир');
    const russian = Buffer.from(
      '<meta http-equiv="Content-Type" content="text/html; charset=koi8-r"><p>\xed\xc9\xd2',
      'latin1',
    );
    expect((await read(parseHtml, russian)).pages[0]).toBe('Мир');
    expect((await read(parseHtml, Buffer.from(`\uFEFF${page('x')}`, 'utf16le'))).pages[0]).toBe('Größe: Мир');
    expect(declaredEncoding('<meta charset=iso-8859-1>')).toBe('windows-1252');
    expect(declaredEncoding('<meta charset=nonsense>')).toBeNull();
  });

  it('keeps powers, quotations, formulas and descriptions of pictures', async () => {
    const { pages, notes } = await readPage(
      '<p>10<sup>6</sup> is <q>a million</q>, <math><msup><mi>x</mi><mn>2</mn></msup><annotation>no</annotation></math> <img alt="A cat on the mat"><img alt="logo.png"> end</p>',
    );
    expect(pages[0]).toBe('10^6 is “a million”, x^2 [Picture: A cat on the mat] end');
    expect(notes.map((note) => note.text)).toEqual(['2 pictures were left out: Bittern reads text.']);
  });

  it('repeats the label of a row that spans others', async () => {
    const { pages } = await readPage(
      '<table><tr><th>a<th>b<th>c<tr><td rowspan=2>x<td>1<td>2<tr><td colspan=2>3</table>',
    );
    expect(pages[0]).toBe('a | b | c\nx | 1 | 2\nx | 3');
  });

  it('survives broken, deep and endless markup', async () => {
    expect((await readPage('<p>a</q></p></p><b><i>c</b>d<table><td>e')).pages[0]).toBe('a\n\ncd\n\ne');
    expect((await readPage(`${'<div>'.repeat(3000)}deep`)).pages[0]).toBe('deep');
    await expect(readPage('<div>'.repeat(30_000))).rejects.toMatchObject({ code: 'unreadable' });
    const { pages } = await readPage(`<p>${'<span>word</span> '.repeat(50_000)}`);
    expect(pages[0]!.split(/\s+/)).toHaveLength(50_000);
    expect((await readPage('<p>x</p><!-- never closed')).pages[0]).toBe('x');
    expect((await readPage('<table><tr><td>x<td class="y')).pages[0]).toBe('x');
  });
});

describe('what surrounds the contents of a page', () => {
  const links = (...texts: string[]): string =>
    texts.map((text) => `<a href="/${text}">${text}</a> `).join('');

  it('is left out where elements and roles say so', async () => {
    const { pages, notes } =
      await readPage(`<body><header><a href=/>Site</a><nav>${links('Home', 'About')}</nav></header>
      <div role=navigation>${links('Up', 'Down')}</div><main><h1>Head</h1><p>${prose}</p><nav>${links('In the middle')}</nav><footer>Signed, Bo</footer></main>
      <aside>Read also</aside><footer>Imprint ${links('Contact')}</footer>`);
    expect(pages[0]).toBe(`Head\n\n${prose}\n\nSigned, Bo`);
    expect(notes.map((note) => note.text).join()).toContain('surrounds');
  });

  it('is left out where classes say so, but not when everything would go', async () => {
    const page = `<div class="page with-sidebar"><div class="navbar">${links('Home', 'About', 'News')}</div><div id="sidebar">${links('One', 'Two')}</div>
      <div class="content"><h1>Head</h1><p>${prose}</p><div class="banner">An important remark without any link.</div></div><div class="site-footer">${links('Imprint')}</div></div>`;
    expect((await readPage(page)).pages[0]).toBe(`Head\n\n${prose}\n\nAn important remark without any link.`);
    const index = `<body><div class="menu">${links('Alpha', 'Beta', 'Gamma')}</div>`;
    expect((await readPage(index)).pages[0]).toContain('Beta');
  });

  it('is left out as unnamed lists of links before the text, which may have lists of links itself', async () => {
    const list = (...texts: string[]): string =>
      `<ul>${texts.map((text) => `<li><a href="/${text}">${text}</a>`).join('')}</ul>`;
    const { pages } = await readPage(
      `<body>${list('Home', 'About', 'News')}<h1>Head</h1><p>${prose}</p><p>${prose}</p><h2>See also</h2>${list('One', 'Two', 'Three')}`,
    );
    expect(pages[0]).toContain(`Head\n\n${prose}`);
    expect(pages[0]).not.toContain('Home');
    expect(pages[0]).toMatch(/See also\n\n- One\n- Two\n- Three$/);
  });

  it('is left out where it asks for consent, lists the headings of the page, or leads to other articles', async () => {
    const list = (...texts: string[]): string =>
      `<ul>${texts.map((text) => `<li><a href="/${text}">${text}</a>`).join('')}</ul>`;
    const { pages } = await readPage(
      `<body><div class="eu-cookie-notice"><p>We use cookies to measure how the site is used. You may refuse them.</p><button>Refuse</button></div>
      <div id=side><h3>Popular</h3>${list('How herons hunt', 'Where reeds grow')}</div>
      <div class=text><h1>Head</h1><div class=toc><h2>Contents</h2><ul><li><a href=#a>Reeds</a><li><a href=#b>Water</a></ul></div>
      <p class=cookie-recipe>${prose}</p><h2 id=a>Reeds</h2><p>${prose}</p></div>
      <div class="more-stories"><h3>More</h3>${list('Counting at night', 'The marsh in March')}</div>`,
    );
    expect(pages[0]).toBe(`Head\n\n${prose}\n\nReeds\n\n${prose}`);
  });

  it('does not take the title with it', async () => {
    const { outline } = await readPage(
      `<title>Head - Site</title><body><header><h1>Head</h1></header><main><p>${prose}</p></main>`,
    );
    expect(outline[0]).toBe('heading1: Head');
  });

  it('is told in pages laid out with tables', async () => {
    const { pages } = await readPage(
      `<table><tr><td class="nav">${links('Home', 'About', 'News')}</td><td><h1>Head</h1><p>${prose}</p></td></tr></table>`,
    );
    expect(pages[0]).toBe(`Head\n\n${prose}`);
  });
});
