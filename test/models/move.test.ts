import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { moveFile } from '../../main/models/move.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bittern-move-'));
  writeFileSync(join(folder, 'from'), 'the bytes');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const from = () => join(folder, 'from');
const to = () => join(folder, 'to');
/** What renaming over the border of two disks does. */
const overTheBorder = async () => {
  throw Object.assign(new Error('EXDEV: cross-device link not permitted'), { code: 'EXDEV' });
};

describe('moving a file', () => {
  it('renames it where that is possible', async () => {
    const inode = statSync(from()).ino;
    await moveFile(from(), to());
    expect(readdirSync(folder)).toEqual(['to']);
    expect(statSync(to()).ino).toBe(inode);
  });

  it('copies it over the border of a disk, and leaves nothing else', async () => {
    await moveFile(from(), to(), overTheBorder);
    expect(readdirSync(folder)).toEqual(['to']);
    expect(readFileSync(to(), 'utf8')).toBe('the bytes');
  });

  it('takes the place of what was there', async () => {
    writeFileSync(to(), 'older, and longer than the new one');
    await moveFile(from(), to(), overTheBorder);
    expect(readFileSync(to(), 'utf8')).toBe('the bytes');
  });

  it('leaves both as they were when it cannot be done', async () => {
    await expect(moveFile(from(), join(folder, 'no', 'to'))).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(moveFile(from(), join(folder, 'no', 'to'), overTheBorder)).rejects.toMatchObject({
      code: 'ENOENT',
    });
    expect(readdirSync(folder)).toEqual(['from']);
  });

  // A second file system that is there on most Linux machines; elsewhere the stand-in above has to do.
  const other =
    process.platform === 'linux' && statSync('/dev/shm', { throwIfNoEntry: false }) ? '/dev/shm' : null;
  it.skipIf(!other || statSync(other).dev === statSync(tmpdir()).dev)(
    'works over a real border',
    async () => {
      const target = mkdtempSync(join(other!, 'bittern-move-'));
      try {
        await moveFile(from(), join(target, 'tö 2'));
        expect(readFileSync(join(target, 'tö 2'), 'utf8')).toBe('the bytes');
        expect(readdirSync(folder)).toEqual([]);
      } finally {
        rmSync(target, { recursive: true });
      }
    },
  );
});
