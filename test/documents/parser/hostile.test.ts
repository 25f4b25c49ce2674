import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsv } from '../../../main/documents/parser/data/csv.ts';
import { parseJson } from '../../../main/documents/parser/data/json.ts';
import { parseXmlFile } from '../../../main/documents/parser/data/xml.ts';
import type { Parser } from '../../../main/documents/parser/interface.ts';
import { parseDocx } from '../../../main/documents/parser/office/docx.ts';
import { parseOpenDocument } from '../../../main/documents/parser/office/opendocument.ts';
import { parseRtf } from '../../../main/documents/parser/office/rtf.ts';
import { parseXlsx } from '../../../main/documents/parser/office/xlsx.ts';
import { parseHtml } from '../../../main/documents/parser/web/html.ts';
import { BitternError } from '../../../preload/contract/errors.ts';
import { docx, openDocument, xlsx } from '../../support/office.ts';
import { read } from '../../support/office-reading.ts';

/** Pieces of a format in any order: opened and never closed, closed and never opened, cut off in the middle. */
const formats: readonly (readonly [
  name: string,
  parser: Parser,
  wrap: (text: string) => string | Uint8Array,
  pieces: readonly string[],
])[] = [
  [
    'RTF',
    parseRtf,
    (text) => `{\\rtf1 ${text}`,
    [
      '{',
      '}',
      '\\par ',
      '\\cell ',
      '\\row ',
      '\\trowd',
      '\\intbl ',
      '{\\*\\x ',
      '\\u8364 ',
      "\\'9",
      '\\bin9 ',
      '{\\footnote ',
      '{\\stylesheet',
      '\\s1 ',
      '{\\fonttbl',
      '\\nestcell ',
      '\\nestrow ',
      'text',
    ],
  ],
  [
    'HTML',
    parseHtml,
    (text) => `x${text}`,
    [
      '<p>',
      '</p>',
      '<table>',
      '<tr>',
      '<td rowspan=3>',
      '</td>',
      '</table>',
      '<ul>',
      '<li>',
      '</ul>',
      '<pre>',
      '<a href=x>',
      '</a>',
      '<h2>',
      '<!--',
      '<math>',
      '</math>',
      '<td class="',
      '<br>',
      '&amp',
      'text ',
    ],
  ],
  [
    'XML',
    parseXmlFile,
    (text) => `<r>${text}`,
    [
      '<a>',
      '</a>',
      '<b x="1">',
      '</b>',
      '<c/>',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '<?x',
      '<d e="',
      '</r>',
      'text',
      '&lt;',
    ],
  ],
  [
    'JSON',
    parseJson,
    (text) => `[${text}`,
    ['{', '}', '[', ']', ':', ',', '"a"', '"', '1', 'null', '\\', '\n'],
  ],
  ['CSV', parseCsv, (text) => `a,b\n${text}`, ['"', ',', ';', '\n', '\r\n', 'a', '""', '\\"']],
  [
    'Word',
    parseDocx,
    (text) => docx(text),
    [
      '<w:p>',
      '</w:p>',
      '<w:r>',
      '</w:r>',
      '<w:t>text</w:t>',
      '<w:tbl>',
      '</w:tbl>',
      '<w:tr>',
      '</w:tr>',
      '<w:tc>',
      '</w:tc>',
      '<w:del>',
      '</w:del>',
      '<mc:AlternateContent>',
      '<mc:Fallback>',
      '</mc:AlternateContent>',
      '<w:txbxContent>',
      '</w:txbxContent>',
      '<m:oMath>',
      '</m:oMath>',
      '<w:fldChar w:fldCharType="end"/>',
      '<w:x y="',
    ],
  ],
  [
    'Excel',
    parseXlsx,
    (text) => xlsx([{ name: 'S', rows: text }]),
    [
      '<row r="1">',
      '<row>',
      '</row>',
      '<c r="A1">',
      '<c r="ZZZZZ9" t="s">',
      '</c>',
      '<v>1</v>',
      '<v>',
      '</v>',
      '<is><t>',
      '</t></is>',
      '<f>',
      '</f>',
      '<row r="99999999999">',
    ],
  ],
  [
    'OpenDocument',
    parseOpenDocument,
    (text) => openDocument('text', text),
    [
      '<text:p>',
      '</text:p>',
      '<text:list>',
      '</text:list>',
      '<text:list-item>',
      '</text:list-item>',
      '<table:table>',
      '</table:table>',
      '<table:table-row>',
      '</table:table-row>',
      '<table:table-cell>',
      '</table:table-cell>',
      '<text:note-body>',
      '</text:note-body>',
      '<text:note-citation>',
      '<draw:frame>',
      '</draw:frame>',
      '<office:annotation>',
      '</office:annotation>',
      '<text:s text:c="-1"/>',
      'text',
    ],
  ],
];

describe('whatever a file holds', () => {
  it.each(formats)('%s ends as text or in a sentence', async (_, parser, wrap, pieces) => {
    const content = fc.array(fc.constantFrom(...pieces), { maxLength: 30 }).map((all) => all.join(''));
    await fc.assert(
      fc.asyncProperty(content, async (text) => {
        try {
          // What every parser must keep is checked while reading.
          expect((await read(parser, wrap(text), { type: 'odt' })).notes).toBeDefined();
        } catch (thrown) {
          if (!(thrown instanceof BitternError)) throw thrown;
          expect(thrown.message).toMatch(/\.$/);
        }
      }),
      { numRuns: 60 },
    );
  });
});
