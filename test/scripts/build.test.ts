import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { build } from '../../scripts/build.mjs';

const out = mkdtempSync(join(tmpdir(), 'bittern-build-'));
afterAll(() => rmSync(out, { recursive: true }));
const preload = { only: ['preload'], out } as const;

describe('the build', () => {
  it('builds a part once, until its sources change', async () => {
    expect(await build(preload)).toEqual(['preload']);
    expect(await build(preload)).toEqual([]);
    writeFileSync(join(out, 'preload/.stamp'), 'of other sources');
    expect(await build(preload)).toEqual(['preload']);
    expect(await build({ ...preload, force: true })).toEqual(['preload']);
  });

  it('leaves nothing half made behind', () => {
    expect(readdirSync(out).sort()).toEqual(['licences', 'preload']);
  });

  it('collects the licences of what it bundles', () => {
    expect(existsSync(join(out, 'preload/index.cjs'))).toBe(true);
    expect(readFileSync(join(out, 'licences/third-party.txt'), 'utf8')).toMatch(/^zod \d.*\(MIT\)$/m);
  });
});
