import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { Uploads } from '../../main/web/uploads.ts';

const mebibyte = 1024 * 1024;
/** What Bittern leaves free for its database, and one mebibyte more. */
const free = 257 * mebibyte;
vi.mock('node:fs/promises', async (original) => ({
  ...(await original<typeof import('node:fs/promises')>()),
  statfs: async () => ({ bavail: free / 4096, bsize: 4096 }),
}));

const folder = mkdtempSync(join(tmpdir(), 'bittern-uploads-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('an upload to a disk that is nearly full', () => {
  const uploads = new Uploads(folder);
  const body = (bytes: number): Readable => Readable.from([Buffer.alloc(bytes - 1), Buffer.alloc(1)]);

  it.each([
    ['does not say how large it is', null],
    ['says that it is smaller', 10],
    ['says how large it is', mebibyte + 1],
  ])('is refused with nothing left behind, when it %s', async (_how, announced) => {
    await expect(uploads.receive(body(mebibyte + 1), announced)).rejects.toMatchObject({ code: 'no-room' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is taken to the last byte that there is room for', async () => {
    const { uploadId, bytes } = await uploads.receive(body(mebibyte), null);
    expect(bytes).toBe(mebibyte);
    expect(readFileSync(join(folder, uploadId))).toHaveLength(mebibyte);
  });
});
