import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../../main/documents/parser/data/json.ts';
import { JsonLexer, JsonMistake } from '../../../../main/documents/parser/data/json-lexer.ts';
import { JsonOutline } from '../../../../main/documents/parser/data/json-outline.ts';
import { type Reading, read } from '../../../support/office-reading.ts';

const readJson = (text: string): Promise<Reading> => read(parseJson, text);

function isJson(text: string, size: number): boolean {
  let outline: JsonOutline | undefined;
  const lexer = new JsonLexer((self) => {
    outline = new JsonOutline(null, self);
    return outline;
  });
  try {
    for (let at = 0; at < text.length; at += size) lexer.write(text.slice(at, at + size));
    lexer.write('', true);
    outline?.end();
    return true;
  } catch (thrown) {
    if (thrown instanceof JsonMistake) return false;
    throw thrown;
  }
}

describe('telling JSON from what is not', () => {
  it('agrees with the language itself, whatever pieces the text comes in', () => {
    fc.assert(
      fc.property(fc.json(), fc.integer({ min: 1, max: 9 }), (text, size) => {
        expect(isJson(text, size)).toBe(true);
      }),
    );
    const almost = fc.string({ unit: fc.constantFrom(...'{}[]:,"1a-. \\'.split(''), 'null'), maxLength: 12 });
    fc.assert(
      fc.property(almost, fc.integer({ min: 1, max: 9 }), (text, size) => {
        let expected = true;
        try {
          JSON.parse(text);
        } catch {
          expected = false;
        }
        // Several values one after another are JSONL, which JSON.parse does not know.
        fc.pre(expected || !/[\]}"0-9a]\s*["[{0-9-]|null/.test(text));
        expect(isJson(text, size)).toBe(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('says where a mistake is', () => {
    const lexer = new JsonLexer((self) => new JsonOutline(null, self));
    expect(() => lexer.write('{\n  "a": 1,\n  "b" 2\n}')).toThrow(
      expect.objectContaining({
        line: 3,
        column: 7,
        message: 'The name of a value must stand in quotation marks',
      }) as Error,
    );
  });
});

describe('JSON as lines', () => {
  it('has a path for each value and a block for each record', async () => {
    const { outline } = await readJson(
      '{"company":{"name":"Acme","tags":["a","b"],"empty":[],"people":[{"name":"Bo","age":7},{"name":"Ada"}]},"n":null}',
    );
    expect(outline).toEqual([
      'list: company.name: Acme\ncompany.tags: a, b\ncompany.empty: []',
      'list: company.people[0].name: Bo\ncompany.people[0].age: 7',
      'list: company.people[1].name: Ada',
      'list: n: null',
    ]);
  });

  it('keeps every digit and every key', async () => {
    const { pages } = await readJson(
      '{"n":123456789012345678901234567890,"f":1e400,"k":1,"k":2,"__proto__":{"x":true}}',
    );
    expect(pages[0]).toBe('n: 123456789012345678901234567890\nf: 1e400\nk: 1\nk: 2\n__proto__.x: true');
  });

  it('makes a block of each line of JSONL and of each element of an array', async () => {
    const lines = await readJson('{"a":1}\n{"a":2}\n"three"\n');
    const array = await readJson('[{"a":1},{"a":2}]');
    expect(lines.outline).toEqual(['list: a: 1', 'list: a: 2', 'list: three']);
    expect(array.outline).toEqual(['list: a: 1', 'list: a: 2']);
  });

  it('mends broken characters and leaves out encoded data', async () => {
    const { pages, notes } = await readJson(
      `{"s":"\\ud800 x","d":"${'QUJD'.repeat(100_000)}","t":"${'long text '.repeat(30_000)}"}`,
    );
    expect(pages[0]!.slice(0, 39)).toBe('s: \uFFFD x\nd: (encoded data)\n\nt: long text ');
    expect(pages[0]!.split('long').length).toBe(30_001);
    expect(notes).toHaveLength(2);
  });

  it.each(['{"a": [1, 2,]}', '{"a": "x', '[1 2]', '{"a": 1} // why', `${'['.repeat(1000)}`])(
    'reads %.20s, which is no JSON, as the text that it is',
    async (text) => {
      const { outline, notes } = await readJson(text);
      expect(outline).toEqual([`code: ${text}`]);
      expect(notes).toMatchObject([
        { level: 'warning', text: expect.stringMatching(/not valid JSON: line 1, column/) },
      ]);
    },
  );
});
