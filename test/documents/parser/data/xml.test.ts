import { describe, expect, it } from 'vitest';
import { parseXmlFile } from '../../../../main/documents/parser/data/xml.ts';
import { read } from '../../../support/office-reading.ts';

describe('XML of any kind', () => {
  it('has running text as paragraphs', async () => {
    const { outline } = await read(
      parseXmlFile,
      '<?xml version="1.0"?><book><title>The book</title><p>Some <i>mixed</i> text, <ref to="x">linked</ref>.</p><p>More</p></book>',
    );
    expect(outline).toEqual(['heading1: The book', 'paragraph: Some mixed text, linked.', 'paragraph: More']);
  });

  it('has data as lines with the names of elements and attributes, records as blocks', async () => {
    const { outline } = await read(
      parseXmlFile,
      '<rows><row id="1"><name>Bo</name><sum unit="€">3</sum></row><row id="2"><name>Ada</name></row></rows>',
    );
    expect(outline).toEqual(['list: row (id=1)\nname: Bo\nsum (unit=€): 3', 'list: row (id=2)\nname: Ada']);
  });

  it('that is an OpenDocument file in one piece is read as such', async () => {
    const names = ['office', 'table', 'text']
      .map((name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`)
      .join(' ');
    const { head, outline } = await read(
      parseXmlFile,
      `<?xml version="1.0"?><office:document ${names} office:mimetype="application/vnd.oasis.opendocument.text"><office:body><office:text><text:h text:outline-level="1">Head</text:h><text:p>Text</text:p></office:text></office:body></office:document>`,
    );
    expect(head.type).toBe('odt');
    expect(outline).toEqual(['heading1: Head', 'paragraph: Text']);
  });

  it('is read as far as it goes when it was cut off, and refused when it is a bomb', async () => {
    const { outline, notes } = await read(parseXmlFile, '<a><b>text</b><c>');
    expect(outline).toEqual(['list: b: text']);
    expect(notes).toMatchObject([{ level: 'warning' }]);
    const laughs = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><l>&b;</l>';
    await expect(read(parseXmlFile, laughs)).rejects.toMatchObject({ code: 'unreadable' });
  });
});
