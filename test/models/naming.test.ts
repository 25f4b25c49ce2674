import { basename, join, sep } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { freePath, isInside, safeStem } from '../../main/models/installed/naming.ts';

describe('safeStem', () => {
  it.each([
    ['BTLM-3B-8K chat', 'BTLM-3B-8K chat'],
    ['model.Q4.gguf', 'model.Q4'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\böse.gguf', 'böse'],
    ['模型 版本.gguf', '模型 版本'],
    ['a<b>c:d"e|f?g*.gguf', 'a b c d e f g'],
    ['con.gguf', 'model con'],
    ['.gguf', 'gguf'],
    ['', 'model'],
    ['   ', 'model'],
    ['..', 'model'],
  ])('makes of %j the name %j', (given, expected) => {
    expect(safeStem(given)).toBe(expected);
  });

  it('makes of anything a name that stays in its folder on every system', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (given) => {
        const stem = safeStem(given);
        expect(stem).not.toBe('');
        expect(stem.length).toBeLessThanOrEqual(110);
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they must not be there.
        expect(stem).not.toMatch(/[\u0000-\u001f<>:"/\\|?*]|^[\s.]|[\s.]$/);
        expect(stem.isWellFormed() || !given.isWellFormed()).toBe(true);
        expect(basename(join('folder', `${stem}.gguf`))).toBe(`${stem}.gguf`);
      }),
      { numRuns: 500 },
    );
  });
});

describe('freePath', () => {
  it('counts on until a name is free', () => {
    const taken = new Set([join('d', 'a.gguf'), join('d', 'a 2.gguf')]);
    expect(freePath('d', 'a', '.gguf', (path) => taken.has(path))).toBe(join('d', 'a 3.gguf'));
    expect(freePath('d', 'b', '.gguf', () => false)).toBe(join('d', 'b.gguf'));
  });
});

describe('isInside', () => {
  const root = join(sep, 'data', 'models');
  it.each([
    [join(root, 'a.gguf'), true],
    [join(root, 'originals', 'x'), true],
    [join(root, '..a'), true],
    [root, false],
    [`${root}-old${sep}a.gguf`, false],
    [join(root, '..', 'a.gguf'), false],
    [join(sep, 'elsewhere', 'a.gguf'), false],
  ])('%s: %s', (path, expected) => {
    expect(isInside(path, root)).toBe(expected);
  });
});
