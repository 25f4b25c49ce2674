import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { startProgram } from './started.ts';

const folder = mkdtempSync(join(tmpdir(), 'bittern-unusable-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a data folder that cannot be is said in a box: Electron’s lock would fail in it and end the start without a word', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, 'not a folder');
  const { records } = startProgram(join(file, 'data')).double;
  await vi.waitUntil(() => records.exitCode !== null, { timeout: 10_000 });
  expect(records.exitCode).toBe(1);
  expect(records.boxes).toEqual([
    expect.stringMatching(/^Bittern cannot start: .*cannot be the data folder: a part of it is a file\./),
  ]);
  expect(records.order).not.toContain('requestSingleInstanceLock');
});
