import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { PartFile } from '../../../main/models/download/part.ts';

const folder = mkdtempSync(join(tmpdir(), 'bittern-part-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a fetched file reaches the medium before it gets its name, so that a power cut leaves none with holes', async () => {
  const target = join(folder, 'weights.bin');
  const seen: string[] = [];
  /** The file, telling what is done to it and whether it has its name by then. */
  const watched = (handle: FileHandle): FileHandle =>
    new Proxy(handle, {
      get(of, name) {
        const member = of[name as keyof FileHandle];
        if (typeof member !== 'function') return member;
        return (...given: never[]) => {
          if (name === 'write' || name === 'sync') seen.push(`${name} ${existsSync(target)}`);
          return (member as (...rest: never[]) => unknown).apply(of, given);
        };
      },
    });
  const file = { name: 'weights.bin', url: 'https://hub.example/weights.bin', bytes: 5, digest: null };
  const part = await PartFile.open(target, file, {
    signal: new AbortController().signal,
    open: async (path, flags) => watched(await open(path, flags)),
  });
  await part.append(Buffer.from('hello'));
  await part.finish();
  expect(seen).toEqual(['write false', 'sync false']);
  expect(readFileSync(target, 'utf8')).toBe('hello');
  expect(existsSync(PartFile.path(target))).toBe(false);
});
