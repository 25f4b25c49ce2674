import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { firstWindow, type Started, startProgram } from './started.ts';

let started: Started;
afterAll(async () => {
  started.double.app.quit();
  await vi.waitUntil(() => started.double.records.quits > 1, { timeout: 10_000 });
  rmSync(started.data, { recursive: true, force: true });
});

it('a start without the sandbox is said in a box and in the log', async () => {
  process.env.DOUBLE_SWITCH_NO_SANDBOX = '';
  started = startProgram();
  await firstWindow(started);
  expect(started.double.records.boxes).toEqual(['Bittern was started without its sandbox.']);
  expect(readFileSync(join(started.data, 'logs/bittern.log'), 'utf8')).toContain('--no-sandbox');
});
