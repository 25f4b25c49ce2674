import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../support/build.ts';

const text = readFileSync(join(root, 'docs/security.md'), 'utf8');

/** Every claim: a test file, and words that its test's name has. */
const claims = [...text.matchAll(/`(test\/[^`]+\.test\.tsx?)`: ([^|·\n]+)/g)].map(
  ([, file = '', words = '']) => ({
    file,
    words: words.trim(),
  }),
);

describe('docs/security.md', () => {
  it('claims something in every row of its tables', () => {
    const rows = text.split('\n').filter((line) => /^\| (?!promise)[^-]/.test(line));
    expect(rows.length).toBeGreaterThan(30);
    for (const row of rows) expect(row).toMatch(/`test\/[^`]+`: \S/);
  });

  it.each(claims)('is right about $file: $words', ({ file, words }) => {
    expect(existsSync(join(root, file)), file).toBe(true);
    expect(readFileSync(join(root, file), 'utf8')).toContain(words);
  });
});
