import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { silentLog } from '../../main/log.ts';
import { openStore } from '../../main/store/index.ts';
import { startProgram } from './started.ts';

const data = mkdtempSync(join(tmpdir(), 'bittern-failed-'));
afterAll(() => rmSync(data, { recursive: true, force: true }));

it('a data folder that another program has is said in a box, and ends the start', async () => {
  const store = await openStore(data, silentLog);
  const { records } = startProgram(data).double;
  await vi.waitUntil(() => records.exitCode !== null, { timeout: 20_000 });
  expect(records.exitCode).toBe(1);
  expect(records.boxes).toEqual([
    expect.stringMatching(/^Bittern cannot start: Another Bittern is using this data folder/),
  ]);
  expect(records.windows).toEqual([]);
  store.close();
});
