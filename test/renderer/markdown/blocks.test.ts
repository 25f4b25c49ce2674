import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type MarkdownBlocks, splitBlocks, withOpenMarksClosed } from '../../../renderer/markdown/blocks.ts';

const answer = [
  '# Counts',
  'The number **rose** to 34.',
  '- one\n- two\n\n  with a paragraph',
  '```js\nconst a = 1;\n\nconst b = 2;\n```',
  '| a | b |\n| --- | --- |\n| 1 | 2 |',
  '> quoted\n> twice',
  'The end.',
].join('\n\n');

describe('the blocks of an answer', () => {
  it('together are the whole text, each at its place', () => {
    const { blocks } = splitBlocks(answer);
    expect(blocks).toHaveLength(7);
    expect(blocks.map(({ source }) => source).join('')).toBe(answer);
    for (const { start, source } of blocks) expect(answer.slice(start, start + source.length)).toBe(source);
  });

  it('come out the same when the text grows a little at a time', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 60 }), (steps) => {
        let split: MarkdownBlocks | undefined;
        let length = 0;
        for (const step of steps) {
          length += step;
          split = splitBlocks(answer.slice(0, length), split);
        }
        expect(splitBlocks(answer, split).blocks).toEqual(splitBlocks(answer).blocks);
      }),
      { numRuns: 12 },
    );
  });

  it('keep the identity of those that are settled, so that they are not drawn again', () => {
    const before = splitBlocks('one\n\ntwo\n\nthree\n\nfour');
    const after = splitBlocks('one\n\ntwo\n\nthree\n\nfour and more', before);
    expect(after.blocks[0]).toBe(before.blocks[0]);
    expect(after.blocks[1]).toBe(before.blocks[1]);
  });

  it('start anew when the text is another one', () => {
    const before = splitBlocks('one\n\ntwo\n\nthree\n\nfour');
    expect(splitBlocks('other', before).blocks).toEqual([{ start: 0, source: 'other' }]);
  });

  it('share the link definitions', () => {
    expect(splitBlocks('See [a].\n\n[a]: https://example.org/').definitions).toBe(
      '[a]: https://example.org/',
    );
  });
});

describe('a block that is still being written', () => {
  it('shows bold text as bold before it is closed', () => {
    expect(withOpenMarksClosed('it **rose')).toBe('it **rose**');
    expect(withOpenMarksClosed('it **rose** and')).toBe('it **rose** and');
  });

  it('does not show asterisks that have only just come', () => {
    expect(withOpenMarksClosed('it **')).toBe('it ');
  });

  it('closes code in a line and leaves code blocks alone', () => {
    expect(withOpenMarksClosed('call `run')).toBe('call `run`');
    expect(withOpenMarksClosed('```js\nconst a = `')).toBe('```js\nconst a = `');
  });

  it('shows the words of a link whose address is not complete', () => {
    expect(withOpenMarksClosed('see [the report](https://exa')).toBe('see the report');
  });
});
