import fc from 'fast-check';
import { Tiktoken } from 'js-tiktoken/lite';
import gpt2 from 'js-tiktoken/ranks/gpt2';
import { describe, expect, it } from 'vitest';
import { countTokens, decode, encode, wholeWords } from '../../main/tokenizer/index.ts';

const reference = new Tiktoken(gpt2);
const referenceTokens = (text: string) => reference.encode(text, [], []);

const samples = [
  '',
  ' ',
  'Hello, world!',
  "They've said it's fine; I'd agree, we'll see, you're right, I'm done. DON'T",
  '  leading and   inner   spaces\n\n\ttabs  and trailing   ',
  'Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich',
  '日本語のテキストと中文文本',
  'नमस्ते दुनिया — สวัสดีชาวโลก',
  '👩‍👩‍👧‍👦 family and 🇩🇪 flag',
  'x = {"a": [1, 2.50, -3e10]};\r\n\tif (x) return;',
  '<|endoftext|> is text here',
  '12345678901234567890',
  '\u00a0no-break\u2003em\ufeffbom',
];

describe('the BTLM tokenizer', () => {
  it.each(samples)('agrees with the reference encoder on %j', (text) => {
    expect(encode(text)).toEqual(referenceTokens(text));
    expect(countTokens(text)).toBe(referenceTokens(text).length);
    expect(decode(encode(text))).toBe(text);
  });

  it('agrees with the reference encoder on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const expected = referenceTokens(text);
        expect(encode(text)).toEqual(expected);
        expect(countTokens(text)).toBe(expected.length);
        expect(decode(expected)).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  it('agrees with the reference encoder on long words of few letters, where merges overlap', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', 'b', 'e', 'r'), maxLength: 120 }), (text) => {
        expect(encode(text)).toEqual(referenceTokens(text));
      }),
      { numRuns: 200 },
    );
  });

  it('never reads text as the special token', () => {
    expect(encode('<|endoftext|>')).not.toContain(50_256);
    expect(decode([50_256])).toBe('<|endoftext|>');
  });

  it('encodes a word of a million letters', () => {
    const word = 'abcde'.repeat(200_000);
    expect(decode(encode(word))).toBe(word);
  });

  it('refuses a number that is no token', () => {
    expect(() => decode([50_257])).toThrow(RangeError);
  });

  it('knows the words that are one token', () => {
    const words = new Set(wholeWords());
    for (const word of ['trailer', 'paris', 'weight']) {
      expect(words.has(word)).toBe(true);
      expect(
        Math.min(countTokens(` ${word}`), countTokens(` ${word[0]!.toUpperCase()}${word.slice(1)}`)),
      ).toBe(1);
    }
    expect(words.has('wieght')).toBe(false);
    expect([...words].every((word) => /^[a-z]+$/.test(word))).toBe(true);
  });
});
