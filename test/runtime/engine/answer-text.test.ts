import { describe, expect, it } from 'vitest';
import { AnswerText } from '../../../main/runtime/engine/answer-text.ts';
import { decode, encode } from '../../../main/tokenizer/index.ts';

/** Feeds a text token by token. */
function feed(
  text: string,
  stops: string[] = [],
  tokens = encode(text),
): { pieces: string[]; stopped: boolean } {
  const answer = new AnswerText(decode, stops);
  const pieces = tokens.map((token) => answer.push(token));
  pieces.push(answer.end());
  return { pieces: pieces.filter((piece) => piece !== ''), stopped: answer.stopped };
}

/** The tokens of single bytes, which a model may choose instead of longer ones. */
const byteTokens = (text: string): number[] =>
  [...Buffer.from(text, 'utf8')].map((byte) => {
    const token = Array.from({ length: 256 }, (_, candidate) => candidate).find((candidate) => {
      const decoded = decode([candidate]);
      return byte < 128 && decoded === String.fromCharCode(byte);
    });
    // Bytes above 127 have no text of their own; GPT-2 numbers 161–172 and 174–255 from 94, the rest from 188.
    if (token !== undefined && byte < 128) return token;
    if (byte >= 161 && byte <= 172) return byte - 161 + 94;
    if (byte >= 174) return byte - 174 + 106;
    return byte >= 127 && byte <= 160 ? byte - 127 + 221 : 255;
  });

describe('the text of an answer', () => {
  it('gives every text back whole, and no piece holds half a character', () => {
    const text = 'Grüße, 東京! 👩‍👩‍👧 and 𝔊𝔬𝔱𝔥𝔦𝔠 — done.';
    const { pieces } = feed(text);
    expect(pieces.join('')).toBe(text);
    expect(pieces.length).toBeGreaterThan(8);
    for (const piece of pieces) expect(piece).not.toContain('�');
  });

  it('puts characters together whose bytes come one token each', () => {
    const text = 'é東👧é';
    expect(byteTokens(text)).toHaveLength(Buffer.byteLength(text));
    expect(feed(text, [], byteTokens(text)).pieces).toEqual(['é', '東', '👧', 'é']);
  });

  it('shows bytes that are no text as U+FFFD instead of holding them for ever', () => {
    const broken = byteTokens('👧').slice(0, 2);
    const { pieces } = feed('', [], [...broken, ...encode(' and on and on and on and on')]);
    expect(pieces.join('')).toMatch(/^�+ and on and on and on and on$/);
  });

  it('shows a replacement character that the model wrote', () => {
    expect(feed('a � b').pieces.join('')).toBe('a � b');
  });

  it('ends before a stop string, wherever the tokens cut it', () => {
    const { pieces, stopped } = feed('The answer is 42.\n\nHuman: and then?', ['\n\nHuman:']);
    expect(stopped).toBe(true);
    expect(pieces.join('')).toBe('The answer is 42.');
  });

  it('takes the first of several stop strings', () => {
    expect(feed('one END two STOP three', ['STOP', 'END']).pieces.join('')).toBe('one ');
  });

  it('holds back what may become a stop string, and gives it out when it does not', () => {
    const answer = new AnswerText(decode, ['\n\nHuman:']);
    const shown = encode('Yes.\n\nHumans').map((token) => answer.push(token));
    expect(shown.join('')).toBe('Yes.\n\nHumans');
    const held = new AnswerText(decode, ['\n\nHuman:']);
    expect(
      encode('Yes.\n\nHuman')
        .map((token) => held.push(token))
        .join(''),
    ).toBe('Yes.');
    expect(held.end()).toBe('\n\nHuman');
    expect(held.stopped).toBe(false);
  });

  it('finds a stop string that only the end completes', () => {
    const answer = new AnswerText(decode, ['é']);
    const tokens = byteTokens('aé');
    expect(tokens.map((token) => answer.push(token)).join('') + answer.end()).toBe('a');
    expect(answer.stopped).toBe(true);
  });

  it('takes an empty stop string for none', () => {
    expect(feed('still here', ['']).pieces.join('')).toBe('still here');
  });
});
