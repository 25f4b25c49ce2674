import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createApp } from '../main/app.ts';
import { prepareDataFolder } from '../main/data-folder.ts';
import { nodeFork } from '../main/process/index.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'bittern-data-folder-'));
});
afterEach(() => {
  chmodSync(directory, 0o700);
  rmSync(directory, { recursive: true, force: true });
});

it('a data folder is made with everything above it', () => {
  prepareDataFolder(join(directory, 'a', 'b'));
  expect(existsSync(join(directory, 'a', 'b'))).toBe(true);
});

it.each([['file'], ['file/below']])(
  'a data folder that is no folder is refused in a sentence: %s',
  async (name) => {
    writeFileSync(join(directory, 'file'), 'reed');
    const opening = createApp({
      dataDirectory: join(directory, name),
      fork: nodeFork,
      shell: 'browser',
      version: '0',
    });
    await expect(opening).rejects.toMatchObject({
      code: 'bad-input',
      message: expect.stringMatching(/cannot be the data folder: .*file.*Choose another one/),
    });
  },
);

it.runIf(process.platform === 'linux')('a place where no folder can be made is refused in a sentence', () => {
  expect(() => prepareDataFolder('/proc/nothing/here')).toThrow('no folder can be made there');
});

it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
  'a data folder that must not be written to is refused in a sentence',
  () => {
    chmodSync(directory, 0o500);
    expect(() => prepareDataFolder(directory)).toThrow('this account must not write there');
    expect(() => prepareDataFolder(join(directory, 'new'))).toThrow('this account must not write there');
  },
);
