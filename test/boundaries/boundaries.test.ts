import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cruise, type IConfiguration, type ICruiseResult } from 'dependency-cruiser';
import { describe, expect, it } from 'vitest';

const require = createRequire(import.meta.url);
const { forbidden = [], options }: IConfiguration = require('../../.dependency-cruiser.cjs');
const fixtures = join(import.meta.dirname, 'fixtures');
const names = forbidden.map((rule) => rule.name ?? '');

/** Names of the rules that a small tree of its own breaks. */
async function broken(fixture: string): Promise<string[]> {
  const baseDir = join(fixtures, fixture);
  const folders = readdirSync(baseDir);
  const { output } = await cruise(folders, {
    ...options,
    baseDir,
    validate: true,
    ruleSet: { forbidden },
  });
  return [...new Set((output as ICruiseResult).summary.violations.map(({ rule }) => rule.name))];
}

describe('the rules on who may import whom', () => {
  it.each(names)('%s is broken by its fixture, and by nothing less', async (name) => {
    expect(existsSync(join(fixtures, name))).toBe(true);
    expect(await broken(name)).toContain(name);
  });

  it('have a fixture each, and no fixture is left over', () => {
    expect(readdirSync(fixtures).sort()).toEqual([...names].sort());
  });
});
