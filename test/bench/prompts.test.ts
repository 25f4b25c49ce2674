import { describe, expect, it } from 'vitest';
import { textOf } from '../../main/bench/prompts.ts';
import { countTokens, encode } from '../../main/tokenizer/index.ts';

describe('texts to measure with', () => {
  it.each([1, 20, 512, 4096])('have exactly %i tokens', (tokens) => {
    expect(countTokens(textOf(tokens, 3))).toBe(tokens);
  });

  it('begin differently for another seed, and alike for the same', () => {
    expect(textOf(100, 7)).toBe(textOf(4096, 7).slice(0, textOf(100, 7).length));
    const [a, b] = [encode(textOf(50, 100)), encode(textOf(50, 101))];
    expect(a.findIndex((token, index) => token !== b[index])).toBeLessThan(5);
  });

  it('are no short repetition', () => {
    const tokens = encode(textOf(512, 7)).join(' ');
    expect(tokens.indexOf(tokens.slice(0, 60), 1)).toBe(-1);
  });
});
