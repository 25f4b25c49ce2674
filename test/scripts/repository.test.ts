import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesBelow, hashOf, isInstalled } from '../../scripts/repository.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bittern-repository-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(path: string, value: unknown): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), typeof value === 'string' ? value : JSON.stringify(value));
}

describe('dependencies', () => {
  const lock = {
    packages: {
      '': { name: 'bittern' },
      'node_modules/zod': { version: '4.0.0' },
      'node_modules/other-platform': { version: '1.0.0', optional: true },
    },
  };
  const installed = (packages: object): void => write('node_modules/.package-lock.json', { packages });

  it('are missing in a fresh clone', () => {
    write('package-lock.json', lock);
    expect(isInstalled(folder)).toBe(false);
  });

  it('are there when every locked version is, whatever the platform leaves out', () => {
    write('package-lock.json', lock);
    installed({ 'node_modules/zod': { version: '4.0.0' } });
    expect(isInstalled(folder)).toBe(true);
  });

  it('are missing when the lock file moved on', () => {
    write('package-lock.json', lock);
    installed({ 'node_modules/zod': { version: '3.9.0' } });
    expect(isInstalled(folder)).toBe(false);
    installed({});
    expect(isInstalled(folder)).toBe(false);
  });

  it('are missing when npm was interrupted', () => {
    write('package-lock.json', lock);
    write('node_modules/.package-lock.json', '{"packages": {');
    expect(isInstalled(folder)).toBe(false);
  });
});

describe('the hash of sources', () => {
  it('changes with contents and names, and with nothing else', () => {
    write('main/a.ts', 'a');
    write('main/deep/b.ts', 'b');
    const hash = (): string => hashOf(filesBelow(['main', 'package.json'], folder), folder);
    expect(filesBelow(['main', 'package.json'], folder)).toEqual(['main/a.ts', 'main/deep/b.ts']);
    const before = hash();
    write('main/a.ts', 'a');
    expect(hash()).toBe(before);
    write('main/a.ts', 'changed');
    const changed = hash();
    expect(changed).not.toBe(before);
    write('main/c.ts', '');
    expect(hash()).not.toBe(changed);
  });
});
