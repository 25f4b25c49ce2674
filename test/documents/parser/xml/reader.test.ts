import { describe, expect, it } from 'vitest';
import {
  parseXml,
  readXml,
  type XmlHandler,
  type XmlOptions,
} from '../../../../main/documents/parser/xml/reader.ts';

const signal = new AbortController().signal;

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function events(
  xml: string | Uint8Array,
  options: Partial<XmlOptions> = {},
  size = 7,
): Promise<string[]> {
  const found: string[] = [];
  let text = '';
  const flush = (): void => {
    if (text) found.push(text);
    text = '';
  };
  const handler: XmlHandler = {
    open(name, attributes) {
      flush();
      const shown = Object.entries(attributes).filter(([key]) => !key.startsWith('xmlns'));
      found.push(`<${[name, ...shown.map(([key, value]) => `${key}=${value}`)].join(' ')}>`);
    },
    close(name) {
      flush();
      found.push(`</${name}>`);
    },
    text(piece) {
      text += piece;
    },
  };
  await parseXml(pieces(Buffer.from(xml), size), handler, { signal, ...options });
  return found;
}

describe('reading XML', () => {
  it('gives the same names whatever prefixes and dialect a file uses', async () => {
    const usual = await events(
      '<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:t w:val="1">x</w:t></w:p>',
    );
    const strict = await events(
      '<q:p xmlns:q="http://purl.oclc.org/ooxml/wordprocessingml/main"><q:t q:val="1">x</q:t></q:p>',
    );
    const byDefault = await events(
      '<p xmlns="http://purl.oclc.org/ooxml/wordprocessingml/main" xmlns:z="http://purl.oclc.org/ooxml/wordprocessingml/main"><t z:val="1">x</t></p>',
    );
    expect(usual).toEqual(['<w:p>', '<w:t w:val=1>', 'x', '</w:t>', '</w:p>']);
    expect(strict).toEqual(usual);
    expect(byDefault).toEqual(usual);
  });

  it('does not take a foreign namespace for one of ours', async () => {
    expect(await events('<w:p xmlns:w="urn:something-else"/>')).toEqual(['<foreign-w:p>', '</foreign-w:p>']);
    const inner =
      '<a xmlns:w="urn:x"><w:t/></a><w:t xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"/>';
    expect(await events(`<r>${inner}</r>`)).toContain('<w:t>');
  });

  it.each([
    ['UTF-8 with a mark', Buffer.from('\uFEFF<a>ä€</a>')],
    ['UTF-16 little endian', Buffer.from('\uFEFF<a>ä€</a>', 'utf16le')],
    ['UTF-16 without a mark', Buffer.from('<a>ä€</a>', 'utf16le')],
    [
      'a declared encoding',
      Buffer.from('<?xml version="1.0" encoding="windows-1252"?><a>\xe4\x80</a>', 'latin1'),
    ],
  ])('reads %s', async (_, bytes) => {
    expect(await events(bytes, {}, 1000)).toContain('ä€');
    // A character may be cut in two between pieces, but the first piece must hold the declaration.
    expect(await events(bytes, {}, 64)).toContain('ä€');
  });

  it('refuses entities that a file defines, and those made of others in any case', async () => {
    const laughs = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]><l>&c;</l>';
    const harmless = '<!DOCTYPE l [<!ENTITY a "ha">]><l>&a; &amp; &#65;</l>';
    await expect(events(laughs)).rejects.toMatchObject({ code: 'unreadable' });
    await expect(events(harmless)).rejects.toMatchObject({ code: 'unreadable' });
    await expect(events(laughs, { definitions: 'ignore' })).rejects.toMatchObject({ code: 'unreadable' });
    expect(await events(harmless, { definitions: 'ignore' })).toContain('&a; & A');
    expect(await events('<!DOCTYPE html PUBLIC "-//W3C//DTD" "http://x/y.dtd"><l>x</l>')).toContain('x');
  });

  it('refuses endless nesting and what is not XML', async () => {
    await expect(events('<a>'.repeat(5000), {}, 1000)).rejects.toMatchObject({ code: 'unreadable' });
    await expect(events('just text')).rejects.toMatchObject({ code: 'unreadable' });
  });

  it('tells a file that was cut off', async () => {
    const ignore: XmlHandler = { open() {}, close() {}, text() {} };
    const complete = async (xml: string): Promise<boolean> => {
      let isComplete = true;
      const onCut = (): void => {
        isComplete = false;
      };
      for await (const _ of readXml(pieces(Buffer.from(xml), 5), ignore, { signal, onCut }));
      return isComplete;
    };
    expect(await complete('<a><b/></a>')).toBe(true);
    expect(await complete('<a><b>')).toBe(false);
    expect(await complete('<a><b/><c d="e')).toBe(false);
    expect(await events('<a><b/><c d="e')).toEqual(['<a>', '<b>', '</b>', '</a>']);
  });
});
