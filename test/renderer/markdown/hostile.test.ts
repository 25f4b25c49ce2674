import { beforeAll, describe, expect, it } from 'vitest';
import { loadRichPlugins } from '../../../renderer/markdown/rich-plugins.ts';
import { drawn } from './drawn.tsx';

/** What a document could make a model write. */
const hostile = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<svg onload=alert(1)><circle/></svg>',
  '<iframe src="https://example.org"></iframe>',
  '<a href="javascript:alert(1)">click</a>',
  '[click](javascript:alert(1))',
  '[click](JaVaScRiPt:alert(1))',
  '[click](&#106;avascript:alert(1))',
  '[click](vbscript:msgbox(1))',
  '[click](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)',
  '[click](file:///etc/passwd)',
  '[click]( //example.org/steal)',
  '![](https://example.org/steal?q=secret)',
  '![x][ref]\n\n[ref]: https://example.org/steal',
  '<https://example.org/"onmouseover="alert(1)>',
  '<style>body{background:url(https://example.org/steal)}</style>',
  '<div style="background:url(https://example.org/steal)">x</div>',
  '<form action="https://example.org"><input name=q></form>',
  '<base href="https://example.org/">',
  '<meta http-equiv="refresh" content="0;url=https://example.org">',
  '<cite data-number="1" onclick="alert(1)">1</cite>',
  '$$\\href{javascript:alert(1)}{x}$$',
  '$$\\includegraphics{https://example.org/steal}$$',
  '```html\n<script>alert(1)</script>\n```',
];

beforeAll(loadRichPlugins);

describe('hostile Markdown', () => {
  it.each(hostile)('%s becomes nothing that runs or loads', (text) => {
    const html = drawn(text);
    expect(html).not.toMatch(
      /<(script|img|svg:|iframe|object|embed|form|base|meta|style|link|audio|video|picture)\b/i,
    );
    expect(html).not.toMatch(/<[^>]+\son\w+=/i);
    expect(html).not.toMatch(/(href|src|action)="\s*(?!https?:|mailto:)[^"#]/i);
    expect(html).not.toMatch(/\bsrc(set)?=/i);
    expect(html).not.toMatch(/style="[^"]*url\(/i);
  });

  it('a link of the model keeps its address in sight and is no navigation of the window', () => {
    const html = drawn('[report](https://example.org/a)');
    expect(html).toContain('title="https://example.org/a"');
    expect(html).not.toContain('target=');
  });

  it('an image becomes its description', () => {
    expect(drawn('![a heron](https://example.org/a.png)')).toContain('[image: a heron]');
  });

  it('formulas are set and code is coloured, so the tests above see them as they are drawn', () => {
    expect(drawn('$$x^2$$')).toContain('katex');
    expect(drawn('```js\nconst a = 1;\n```')).toContain('hljs-keyword');
  });
});
