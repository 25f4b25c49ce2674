import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { firstWindow, type Started, startProgram } from './started.ts';

let started: Started;
afterAll(() => rmSync(started.data, { recursive: true, force: true }));

it('the end waits until the database is closed, also when it is asked for again and again', async () => {
  started = startProgram();
  await firstWindow(started);
  const { app } = started.double;
  // The store has it as long as it is open.
  const mark = join(started.data, 'bittern.open');
  expect(existsSync(mark)).toBe(true);
  const openAtTheEnd: boolean[] = [];
  app.on('quit', () => openAtTheEnd.push(existsSync(mark)));
  app.quit();
  app.emit('window-all-closed');
  app.quit();
  await vi.waitUntil(() => openAtTheEnd.length > 0, { timeout: 10_000 });
  expect(openAtTheEnd).toEqual([false]);
});
